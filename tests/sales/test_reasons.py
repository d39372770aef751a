"""Reasons of rows out of line: picked from the department's list, on the check page, one or several."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from sales.models import DistrictMonth, ExplanationReason, RowAnomaly, SalesRow
from sales.months import checks, workflow
from tests.support import factories as make
from tests.support.pages import markup
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

CHECK = "/sales/2026-10/2402/check/"
BACK = (4, 3, 2, 1)


def far_rows(month: DistrictMonth, count: int) -> list[SalesRow]:
    """Rows that fell from 50,000 to 500, each of its own producer; the other half of the district is
    as before, so that the total is not asked about."""
    steady = make.producer(month.district, "ทั่วไป")
    made = []
    for number in range(count):
        maker = make.producer(month.district, f"กลุ่ม {number}", kind="")
        for back in BACK:
            past = past_month(month, back)
            make.row(past, maker, amounts=("50000", "0", "0", "0"))
        made.append(make.row(month, maker, amounts=("500", "0", "0", "0")))
    for back in BACK:
        make.row(past_month(month, back), steady, amounts=("9000000", "0", "0", "0"))
    make.row(month, steady, amounts=("9000000", "0", "0", "0"))
    return made


def past_month(month: DistrictMonth, back: int) -> DistrictMonth:
    when = month.month_id.replace(month=10 - back)
    found = DistrictMonth.objects.filter(district=month.district, month=when).first()
    return found or make.district_month(month.district, when)


@pytest.fixture
def month() -> DistrictMonth:
    of = make.district_month(make.district())
    make.district_chief(of.district)
    return of


@pytest.fixture
def clerk(month) -> Client:
    return signed_in(make.district_officer(month.district, may_certify=False))


def picked(row: SalesRow, name: str, words: str = "", was: str = " ") -> dict[str, str]:
    """The fields of a row as they are posted; `was`: what the page showed."""
    key = ExplanationReason.objects.get(name=name).pk if name else ""
    return {f"was-{row.pk}": was, f"reason-{row.pk}": str(key), f"words-{row.pk}": words}


def explained(*rows: SalesRow) -> list[str]:
    return [SalesRow.objects.get(pk=row.pk).explained for row in rows]


def test_the_list_begins_with_reasons_and_other_asks_for_words():
    names = list(ExplanationReason.objects.values_list("name", "needs_words"))
    assert names == [
        ("ตลาดใหม่", False),
        ("งานแสดงสินค้า/เทศกาล", False),
        ("ตามฤดูกาล", False),
        ("คำสั่งซื้อจากต่างประเทศ", False),
        ("คำสั่งซื้อรายใหญ่ครั้งเดียว", False),
        ("ลูกค้าหรือตลาดลดลง", False),
        ("วัตถุดิบขาดแคลนหรือราคาเปลี่ยน", False),
        ("หยุดผลิต", False),
        ("ภัยธรรมชาติ", False),
        ("แก้ไขข้อมูลที่ผิด", False),
        ("อื่น ๆ", True),
    ]


def test_a_clerk_picks_a_reason_on_the_check_page(month, clerk):
    (row,) = far_rows(month, 1)
    page = clerk.get(CHECK)
    assert "1 รายการ" in page.text
    assert f'name="reason-{row.pk}"' in page.text
    assert clerk.post(CHECK, {"step": "answer", **picked(row, "หยุดผลิต")}).status_code == 302
    assert explained(row) == ["หยุดผลิต"]
    assert (
        SalesRow.objects.get(pk=row.pk).version == row.version
    )  # stands in nobody's way in the grid
    assert "รายการที่ต้องชี้แจงมีเหตุผลครบ" in clerk.get(CHECK).text


@pytest.mark.parametrize("words", ["", "-", "ทดสอบ", "กกกกกกกกกก", "ทดสอบทดสอบ"])
def test_other_needs_words_that_say_something_and_keeps_what_was_typed(month, clerk, words):
    row, other = far_rows(month, 2)
    sent = {"step": "answer", **picked(row, "อื่น ๆ", words), **picked(other, "ตลาดใหม่")}
    refused = clerk.post(CHECK, sent)
    assert refused.status_code == 422
    assert "บันทึกแล้ว 1 รายการ ยังใช้ไม่ได้ 1 ช่อง" in refused.text
    assert f'name="words-{row.pk}" value="{words}"' in refused.text
    assert 'class="field-error"' in refused.text
    assert explained(row, other) == ["", "ตลาดใหม่"]
    again = sent | {f"words-{row.pk}": "ย้ายไปขายรวมกับกลุ่มอื่น"}
    assert clerk.post(CHECK, again).status_code == 302
    assert explained(row, other) == ["อื่น ๆ: ย้ายไปขายรวมกับกลุ่มอื่น", "ตลาดใหม่"]


def test_several_rows_get_one_reason_at_once(month, clerk):
    rows = far_rows(month, 4)
    first, second, third, _ = rows
    sent = {
        "step": "answer",
        "same": [first.pk, second.pk],
        "same-reason": make.reason("ภัยธรรมชาติ").pk,
        "same-words": "น้ำท่วมทั้งตำบล",
        **picked(second, "ตลาดใหม่"),  # its own word beside it
    }
    assert clerk.post(CHECK, sent).status_code == 302
    assert explained(*rows) == ["ภัยธรรมชาติ: น้ำท่วมทั้งตำบล", "ตลาดใหม่", "", ""]
    rest = {"step": "answer", "same-rest": "on", "same-reason": make.reason("หยุดผลิต").pk}
    assert clerk.post(CHECK, rest).status_code == 302
    assert explained(*rows)[2:] == ["หยุดผลิต", "หยุดผลิต"]
    assert explained(first, third)[0] == "ภัยธรรมชาติ: น้ำท่วมทั้งตำบล"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"same-reason": "หยุดผลิต"}, "ทำเครื่องหมายรายการที่ใช้เหตุผลนี้"),
        ({"same-rest": "on"}, "เลือกเหตุผลสำหรับรายการที่ทำเครื่องหมายไว้"),
        ({"same-rest": "on", "same-reason": "อื่น ๆ", "same-words": "-"}, "เขียนอย่างน้อย 10 ตัวอักษร"),
    ],
)
def test_one_reason_for_several_needs_both(month, clerk, sent, said):
    (row,) = far_rows(month, 1)
    if name := sent.get("same-reason"):
        sent = sent | {"same-reason": make.reason(name).pk}
    refused = clerk.post(CHECK, {"step": "answer", **sent})
    assert refused.status_code == 422
    assert said in refused.text
    assert explained(row) == [""]


def test_what_was_left_alone_is_not_written_over_what_another_wrote(month, clerk):
    row, other = far_rows(month, 2)
    SalesRow.objects.filter(pk=row.pk).update(reason=make.reason("ตามฤดูกาล"))
    stale = picked(row, "") | picked(other, "ตลาดใหม่")  # a page from before that
    assert clerk.post(CHECK, {"step": "answer", **stale}).status_code == 302
    assert explained(row, other) == ["ตามฤดูกาล", "ตลาดใหม่"]


def as_shown(page) -> dict[str, str]:
    """What the page's fields hold, posted back as they stand."""
    sent = {}
    for one in page.context["asked"].all_fields:
        sent[f"was-{one.key}"] = one.was
        if one.key.startswith("reply-"):
            sent[one.key] = one.words
        else:
            sent |= {f"reason-{one.key}": one.reason, f"words-{one.key}": one.words}
    return sent


@pytest.mark.parametrize("step", ["answer", "confirm"])
def test_a_page_that_came_back_refused_takes_nobodys_answer_back(month, clerk, step):
    """The chief's page is older than the clerk's reason. Refused for another row, it shows the clerk's
    reason, so that pressing again does not post the old blank over it."""
    row, other = far_rows(month, 2)
    chief = signed_in(make.district_chief(month.district))
    old = as_shown(chief.get(CHECK))
    assert clerk.post(CHECK, {"step": "answer", **picked(row, "หยุดผลิต")}).status_code == 302
    refused = chief.post(CHECK, old | {"step": step, **picked(other, "อื่น ๆ", "-")})
    assert refused.status_code == 422
    again = as_shown(refused)
    assert again[f"reason-{row.pk}"] == str(make.reason("หยุดผลิต").pk)
    assert again[f"words-{other.pk}"] == "-"  # what was typed stays
    chief.post(CHECK, again | {"step": "answer", f"words-{other.pk}": "ย้ายไปขายรวมกับกลุ่มอื่น"})
    assert explained(row, other) == ["หยุดผลิต", "อื่น ๆ: ย้ายไปขายรวมกับกลุ่มอื่น"]


def test_a_reason_is_taken_back(month, clerk):
    (row,) = far_rows(month, 1)
    reason = make.reason("ตามฤดูกาล")
    SalesRow.objects.filter(pk=row.pk).update(reason=reason)
    sent = {"step": "answer", **picked(row, "", was=f"{reason.pk} ")}
    assert clerk.post(CHECK, sent).status_code == 302
    assert explained(row) == [""]


def test_a_reason_no_longer_offered_stays_where_it_was_picked(month, clerk):
    row, other = far_rows(month, 2)
    old, own = make.reason("ตามฤดูกาล"), make.reason("ตลาดใหม่")
    SalesRow.objects.filter(pk=row.pk).update(reason=old)
    ExplanationReason.objects.filter(pk__in=[old.pk, own.pk]).update(is_active=False)
    page = clerk.get(CHECK)
    assert markup(f'<option value="{old.pk}" selected>ตามฤดูกาล</option>') in markup(page.text)
    assert markup(f'<option value="{own.pk}"') not in markup(page.text)
    refused = clerk.post(CHECK, {"step": "answer", **picked(other, "ตลาดใหม่")})
    assert refused.status_code == 422
    assert markup("เหตุผลนี้เลิกใช้แล้ว") in markup(refused.text)


def test_the_chief_confirms_with_the_reasons_typed_on_the_page(month):
    rows = far_rows(month, 2)
    chief = signed_in(make.district_chief(month.district))
    seen = chief.get(CHECK).context["seen"]
    half = {"seen": seen, **picked(rows[0], "หยุดผลิต")}
    refused = chief.post(CHECK, half)
    assert refused.status_code == 409
    assert markup("1 รายการสูงหรือต่ำกว่าปกติ เลือกเหตุผลก่อนยืนยัน") in markup(refused.text)
    stopped = ExplanationReason.objects.get(name="หยุดผลิต").pk
    assert markup(f'<option value="{stopped}" selected>') in markup(
        refused.text
    )  # what was picked is still there
    assert chief.post(CHECK, half | picked(rows[1], "อื่น ๆ", "-")).status_code == 422
    assert explained(*rows) == ["", ""]
    assert chief.post(CHECK, half | picked(rows[1], "ตลาดใหม่")).status_code == 302
    assert list(RowAnomaly.objects.order_by("row").values_list("answer", flat=True)) == [
        "หยุดผลิต",
        "ตลาดใหม่",
    ]
    assert markup("หยุดผลิต") in markup(chief.get(CHECK).text)


def test_a_reason_changed_since_the_page_was_opened_is_shown_first(month):
    (row,) = far_rows(month, 1)
    SalesRow.objects.filter(pk=row.pk).update(reason=make.reason("หยุดผลิต"))
    seen = checks.fingerprint(checks.rows_to_check(month))
    SalesRow.objects.filter(pk=row.pk).update(reason_words="ย้ายโรงงาน")
    with pytest.raises(workflow.StepRefused, match="1 รายการเปลี่ยนไป") as refused:
        workflow.confirm_district(month, by=make.district_chief(month.district), seen=seen)
    assert refused.value.row_ids == {row.pk}


def test_what_a_month_confirmed_meanwhile_did_not_take_is_shown_to_copy(month, clerk):
    (row,) = far_rows(month, 1)
    make.confirm_district(month)
    RowAnomaly.objects.create(row=row, short="-", sentence="ต่ำ")
    sent = {"step": "answer", **picked(row, "อื่น ๆ", "ย้ายไปขายรวมกับกลุ่มอื่น")}
    refused = clerk.post(CHECK, sent)
    assert refused.status_code == 409
    assert "กลุ่ม 0 (อาหาร): อื่น ๆ ย้ายไปขายรวมกับกลุ่มอื่น" in refused.text
    assert explained(row) == [""]


def test_the_answer_is_printed_and_told_upwards(month):
    (row,) = far_rows(month, 1)
    SalesRow.objects.filter(pk=row.pk).update(
        reason=make.reason("อื่น ๆ"), reason_words="ย้ายไปขายรวมกับกลุ่มอื่น", note="ใบเสร็จ"
    )
    seen = checks.fingerprint(checks.rows_to_check(month))
    workflow.confirm_district(month, by=make.district_chief(month.district), seen=seen)
    said = "อื่น ๆ: ย้ายไปขายรวมกับกลุ่มอื่น"
    province = signed_in(make.province_officer(month.district.province))
    review = province.get("/sales/2026-10/2402/review/")
    assert f"เหตุผล: {said}" in review.text
    assert "หมายเหตุ: ใบเสร็จ" in review.text
    paper = province.get("/reports/rt2/?month=2026-10&district=2402&format=json").json()
    assert [one["note"] for one in paper["rows"]] == ["", f"{said} · ใบเสร็จ"][::-1]
    told = province.get("/reports/anomalies/?period=2026-10&format=json").json()
    assert [one["comment"] for one in told["rows"]] == [said]
    # What was answered stays as it was answered when the list changes.
    ExplanationReason.objects.filter(name="อื่น ๆ").update(name="เหตุอื่น")
    told = province.get("/reports/anomalies/?period=2026-10&format=json").json()
    assert [one["comment"] for one in told["rows"]] == [said]


def test_the_database_refuses_words_without_a_reason(month):
    (row,) = far_rows(month, 1)
    with pytest.raises(IntegrityError, match="row_reason_with_its_words"), transaction.atomic():
        SalesRow.objects.filter(pk=row.pk).update(reason_words="คำอธิบาย")


@pytest.mark.parametrize("count", [1, 3])
def test_the_check_page_costs_the_same_at_1_and_at_3(
    month, clerk, count, django_assert_num_queries
):
    far_rows(month, count)
    clerk.get(CHECK)
    with django_assert_num_queries(18):
        page = clerk.get(CHECK)
    assert len(page.context["asked"].rows) == count
    # By keyboard a row is a tick, a reason and its words; links to elsewhere are not in the way.
    one = page.text.partition('class="answer-about"')[2].partition('class="card-foot"')[0]
    one = one.partition('class="answer-about"')[0]
    assert one.count("<a ") == one.count('tabindex="-1"') == 2


@pytest.mark.parametrize("count", [1, 3])
def test_saving_reasons_costs_the_same_at_1_and_at_3(
    month, clerk, count, django_assert_num_queries
):
    rows = far_rows(month, count)
    sent = {"step": "answer"}
    for row in rows:
        sent |= picked(row, "หยุดผลิต")
    clerk.get(CHECK)
    with django_assert_num_queries(13):
        assert clerk.post(CHECK, sent).status_code == 302
    assert explained(*rows) == ["หยุดผลิต"] * count


def test_the_department_keeps_the_list(month):
    department = signed_in(make.department_officer())
    listed = department.get("/sales/explanationreason/")
    assert listed.status_code == 200
    assert "ต้องเขียน" in listed.text
    added = {"name": "ปิดเทอม", "needs_words": "on", "position": "5", "is_active": "on"}
    assert department.post("/sales/explanationreason/add/", added).status_code == 302
    assert ExplanationReason.objects.first().name == "ปิดเทอม"
