"""A district's total out of line: asked at the confirmation, kept, shown upwards."""

import pytest
from django.db import IntegrityError, transaction

from core.thai.calendar import add_months
from sales.models import DistrictMonth, RowAnomaly, SnapshotDistrict, Step
from sales.months import checks, workflow
from sales.months.anomalies import DISTRICT_LIMIT
from sales.months.answering import Answer, Answers
from sales.months.workflow import StepRefused
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

CHECK = "/sales/2026-10/2402/check/"
ASKED = "ลดลง 89% เหลือ 100,000.00 บาท ค่ากลาง 4 เดือนก่อนหน้า 900,000.00 บาท"
WHY = "อื่น ๆ: โรงงานปิดซ่อม"


@pytest.fixture
def fallen() -> DistrictMonth:
    """A district that sold 900,000 a month and now 100,000; its one row is explained."""
    district = make.district()
    maker = make.producer(district)
    make.product(maker)
    for back in (4, 3, 2, 1):
        month = make.district_month(district, add_months(make.OCTOBER, -back))
        make.row(month, maker, amounts=("900000", "0", "0", "0"))
    month = make.district_month(district)
    make.row(month, maker, amounts=("100000", "0", "0", "0"), reason=make.reason())
    make.district_chief(district)
    return month


def confirm(month: DistrictMonth, words: str = "") -> DistrictMonth:
    """By its chief, who picks “อื่น ๆ” for the total with these words, where there are any."""
    seen = checks.fingerprint(checks.rows_to_check(month))
    by = make.district_chief(month.district)
    answers = Answers(district=Answer(make.reason("อื่น ๆ"), words)) if words else None
    return workflow.confirm_district(month, by=by, seen=seen, answers=answers)


def test_without_a_reason_it_is_refused_and_nothing_is_kept(fallen):
    with pytest.raises(StepRefused) as refused:
        confirm(fallen)
    assert str(refused.value) == f"ยอดรวมของอำเภอ{ASKED} เลือกเหตุผลก่อนยืนยัน"
    fallen.refresh_from_db()
    assert (fallen.status, fallen.out_of_line) == ("entering", "")
    assert not RowAnomaly.objects.exists()


def test_what_was_asked_and_answered_is_kept(fallen):
    confirmed = confirm(fallen, "โรงงานปิดซ่อม")
    assert (confirmed.out_of_line, confirmed.explanation) == (ASKED, WHY)
    assert confirmed.reason == make.reason("อื่น ๆ")
    assert Step.objects.get(name="confirm_district").reason == WHY
    [asked] = RowAnomaly.objects.all()
    assert asked.row == fallen.rows.get()
    assert (asked.short, asked.answer) == ("ต่ำกว่าปกติ 89%", "หยุดผลิต")


def test_confirming_again_asks_again_and_keeps_the_new_answer_only(fallen):
    confirmed = confirm(fallen, "โรงงานปิดซ่อม")
    by = make.province_officer(fallen.district.province)
    workflow.return_district(confirmed, by=by, seen_version=confirmed.version, reason="ตรวจอีกครั้ง")
    fallen.rows.update(domestic_offline=950_000)
    again = confirm(fallen)
    assert (again.out_of_line, again.explanation, again.reason) == ("", "", None)
    assert not RowAnomaly.objects.exists()


def test_an_ordinary_month_asks_nothing(fallen):
    fallen.rows.update(domestic_offline=800_000)
    assert confirm(fallen).out_of_line == ""


def test_the_database_refuses_a_confirmed_month_out_of_line_without_a_word(fallen):
    make.confirm_district(fallen)
    confirmed = DistrictMonth.objects.filter(pk=fallen.pk)
    with pytest.raises(IntegrityError, match="out_of_line_is_explained"), transaction.atomic():
        confirmed.update(out_of_line=ASKED)


def test_the_department_gets_it_with_the_report_of_the_province(fallen):
    confirmed = confirm(fallen, "โรงงานปิดซ่อม")
    by = make.province_officer(fallen.district.province)
    workflow.confirm_province({confirmed.pk: confirmed.version}, by=by, month=fallen.month_id)
    [kept] = SnapshotDistrict.objects.all()
    assert (kept.district_id, kept.out_of_line, kept.explanation) == (
        "2402",
        ASKED,
        WHY,
    )
    assert (kept.rows, kept.rows_with_evidence, kept.total) == (1, 0, 100_000)


@pytest.mark.parametrize("total", ["800000", "100000"])
def test_the_check_page_always_says_the_number_beside_its_past(fallen, total):
    fallen.rows.update(domestic_offline=total)
    page = signed_in(make.district_chief(fallen.district)).get(CHECK)
    times = {"800000": "0.89", "100000": "0.11"}[total]
    assert (
        f"ยอดรวม {int(total):,}.00 บาท เป็น {times} เท่าของค่ากลาง 4 เดือนก่อนหน้า 900,000.00 บาท"
        f" · เป็น {times} เท่าของเดือนก่อน 900,000.00 บาท" in page.text
    )
    assert DISTRICT_LIMIT in page.text
    assert "อยู่ในระดับปกติ" not in page.text


def test_the_check_page_asks_the_chief_and_keeps_what_was_typed(fallen):
    chief = signed_in(make.district_chief(fallen.district))
    page = chief.get(CHECK)
    assert f"ทั้งอำเภอ{ASKED}" in page.text
    typed = {
        "was-district": " ",
        "reason-district": make.reason("อื่น ๆ").pk,
        "words-district": "โรงงานปิดซ่อม",
    }
    refused = chief.post(CHECK, {"seen": "1:1", **typed})
    assert refused.status_code == 409
    assert 'name="words-district" value="โรงงานปิดซ่อม"' in refused.text
    assert chief.post(CHECK, {"seen": page.context["seen"], **typed}).status_code == 302
    assert f"คำชี้แจง: “{WHY}”" in chief.get(CHECK).text


def test_why_the_total_is_out_of_line_is_the_chiefs_to_say(fallen):
    clerk = signed_in(make.district_officer(fallen.district, may_certify=False))
    page = clerk.get(CHECK)
    assert f"ทั้งอำเภอ{ASKED}" in page.text
    assert "words-district" not in page.text
    sent = {"step": "answer", "was-district": " ", "reason-district": make.reason().pk}
    assert clerk.post(CHECK, sent).status_code == 302
    fallen.refresh_from_db()
    assert (fallen.reason, fallen.explanation) == (None, "")


def test_the_province_reads_it_on_the_board_the_home_and_the_review(fallen):
    province = signed_in(make.province_officer(fallen.district.province))
    for path in ("/sales/board/", "/", "/sales/2026-10/2402/review/"):
        assert "โรงงานปิดซ่อม" not in province.get(path).text
    confirm(fallen, "โรงงานปิดซ่อม")
    for path in ("/sales/board/", "/", "/sales/2026-10/2402/review/"):
        assert f"“{WHY}”" in province.get(path).text
    assert "ต่ำกว่าปกติ" not in province.get("/").text


def test_the_review_shows_what_was_asked_when_it_was_confirmed(fallen):
    """What is usual moves on, what was asked does not."""
    confirm(fallen, "โรงงานปิดซ่อม")
    RowAnomaly.objects.update(sentence="ตามที่ถามไว้")
    province = signed_in(make.province_officer(fallen.district.province))
    assert "ตามที่ถามไว้" in province.get("/sales/2026-10/2402/review/").text
