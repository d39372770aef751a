"""The province's audit: drawn by chance that can be repeated, written down, corrected, returned."""

from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from hypothesis import given
from hypothesis import strategies as st

from core.steps import StepRefused
from sales.evidence import audit
from sales.evidence.sampling import default_size, draw
from sales.models import AuditItem, AuditSample, AuditStep, DistrictMonth, RowMark, SalesRow
from sales.months import workflow
from tests.support import factories as make
from tests.support.database import owning
from tests.support.signed_in import signed_in

AUDIT = "/sales/2026-10/2402/audit/"
Result = AuditItem.Result

# --- The draw: pure ----------------------------------------------------------------------------------

ROWS = [(11, 500), (12, 1500), (13, 8000)]


@pytest.mark.parametrize(
    ("population", "size"), [(0, 0), (3, 3), (5, 5), (100, 5), (101, 6), (200, 10), (201, 11)]
)
def test_five_rows_or_five_in_a_hundred(population, size):
    assert default_size(population) == size


def test_the_same_seed_draws_the_same_rows_wherever_it_is_computed():
    """Worked as the docstring of sales.evidence.sampling says it: of three rows, then of the two
    left."""
    first = int(sha256(b"seed:1").hexdigest(), 16) % 3
    left = [row for row, _ in ROWS]
    drawn = [left.pop(first)]
    drawn.append(left.pop(int(sha256(b"seed:2").hexdigest(), 16) % 2))
    assert draw(ROWS, 2, "seed") == drawn
    assert draw(ROWS, 3, "seed") == [*drawn, *left]


def test_every_row_has_its_chance():
    """3,000 draws: each row a third; by amount 5, 15 and 80 in a hundred. The seeds are fixed."""

    def share(**said) -> dict[int, int]:
        firsts = [draw(ROWS, 1, f"{n}", **said)[0] for n in range(3000)]
        return {row: round(firsts.count(row) / 30) for row, _ in ROWS}

    assert share() == pytest.approx({11: 33, 12: 33, 13: 33}, abs=2)
    assert share(by_amount=True) == pytest.approx({11: 5, 12: 15, 13: 80}, abs=2)


@given(
    st.dictionaries(st.integers(1, 10**9), st.integers(1, 10**14), min_size=1, max_size=40),
    st.text(max_size=20).filter(lambda text: text.isprintable()),
    st.booleans(),
)
def test_a_draw_of_all_holds_each_once(rows, seed, by_amount):
    drawn = draw([*rows.items()], len(rows), seed, by_amount=by_amount)
    assert sorted(drawn) == sorted(rows)


def test_more_than_there_are_is_refused():
    with pytest.raises(ValueError, match="4 of 3"):
        draw(ROWS, 4, "seed")
    with pytest.raises(ValueError, match="2 of 1"):
        draw([(1, 0), (2, 5)], 2, "seed", by_amount=True)


# --- The steps -------------------------------------------------------------------------------------


@pytest.fixture
def month(db) -> DistrictMonth:
    """A confirmed district with seven rows that sold and one that did not."""
    month = make.district_month(make.district())
    for number in range(1, 8):
        maker = make.producer(month.district, f"ผู้ผลิต {number}")
        make.row(month, maker, amounts=(f"{number}000", "0", "0", "0"))
    make.row(month, make.producer(month.district, "ไม่ขาย"), entry="no_sales")
    return make.confirm_district(month)


def province_of(month: DistrictMonth):
    return make.province_officer(month.district.province)


def sampled(month: DistrictMonth, *numbers: int) -> AuditSample:
    rows = SalesRow.objects.filter(district_month=month, total__gt=0).order_by("pk")
    return make.audit_sample(month, *(rows[number] for number in numbers))


def record(item: AuditItem, result: str, **said) -> AuditItem:
    by = said.pop("by", None) or province_of(item.sample.district_month)
    version = said.pop("seen_version", item.version)
    return audit.record_result(item, result, by=by, seen_version=version, **said)


def test_a_draw_keeps_what_makes_it_repeatable(month):
    sample = audit.draw_sample(month, by=province_of(month))
    items = list(sample.items.all())
    assert [item.row_id for item in items] == draw(sample.drawn_from, 5, sample.seed)
    assert [item.figure for item in items] == [item.row.total for item in items]
    assert {item.result for item in items} == {"pending"}
    assert sorted(satang for _, satang in sample.drawn_from) == [n * 100_000 for n in range(1, 8)]
    assert (sample.number, sample.method, len(sample.seed)) == (1, "equal", 16)
    again = audit.draw_sample(
        month, by=province_of(month), seen=1, reason="แก้ยอดแล้ว", size=2, method="by_amount"
    )
    assert again.seed != sample.seed
    assert [item.row_id for item in again.items.all()] == draw(
        again.drawn_from, 2, again.seed, by_amount=True
    )


def test_a_second_draw_needs_a_reason_and_that_the_first_was_seen(month):
    by = province_of(month)
    audit.draw_sample(month, by=by)
    with pytest.raises(StepRefused, match="มีผู้สุ่มไปแล้วหลังจากที่เปิดหน้านี้"):
        audit.draw_sample(month, by=by)
    with pytest.raises(StepRefused, match="ระบุเหตุผล"):
        audit.draw_sample(month, by=by, seen=1, reason=" ")
    assert AuditSample.objects.count() == 1
    assert audit.draw_sample(month, by=by, seen=1, reason="อำเภอแก้ยอดแล้ว").number == 2
    assert audit.newest_sample(month, by).number == 2


@pytest.mark.parametrize("size", [0, 8, 10**6])
def test_a_size_beyond_the_rows_is_refused(month, size):
    with pytest.raises(StepRefused, match="สุ่มได้ 1 ถึง 7 รายการ"):
        audit.draw_sample(month, by=province_of(month), size=size)


def test_nobody_else_draws_and_nothing_before_the_confirmation(month):
    for by in (make.district_chief(month.district), make.department_officer()):
        with pytest.raises(StepRefused, match="หน้าที่ของจังหวัด"):
            audit.draw_sample(month, by=by)
    with pytest.raises(DistrictMonth.DoesNotExist):
        audit.draw_sample(month, by=make.province_officer(make.province("25", "ที่อื่น")))
    make.return_district(month)
    with pytest.raises(StepRefused, match="เมื่ออำเภอยืนยันแล้ว"):
        audit.draw_sample(month, by=province_of(month))
    assert not AuditSample.objects.exists()


def test_a_district_without_sales_has_nothing_to_draw(db):
    month = make.district_month(make.district())
    make.row(month, make.producer(month.district), entry="no_sales")
    make.confirm_district(month)
    with pytest.raises(StepRefused, match="ไม่มีรายการที่มียอดจำหน่าย"):
        audit.draw_sample(month, by=province_of(month))


def test_a_result_is_written_with_who_and_when_and_leaves_a_line(month):
    item = sampled(month, 0).items.get()
    found = record(item, Result.MISMATCH, found_amount=Decimal(900), note=" ขาดใบเสร็จ ")
    assert (found.result, found.found_amount, found.note) == ("mismatch", 900, "ขาดใบเสร็จ")
    assert (found.checked_by, found.version) == (province_of(month), 1)
    corrected = record(found, Result.MATCH, found_amount=Decimal(900))
    assert (corrected.result, corrected.found_amount) == ("match", None)
    lines = AuditStep.objects.order_by("pk").values_list("from_result", "to_result", "found_amount")
    assert [*lines] == [("pending", "mismatch", 900), ("mismatch", "match", None)]


def test_what_does_not_fit_together_is_refused(month):
    item = sampled(month, 0).items.get()
    with pytest.raises(StepRefused, match="กรอกยอดตามหลักฐาน หรือเขียนว่าไม่ตรงอย่างไร"):
        record(item, Result.MISMATCH)
    with pytest.raises(StepRefused, match="เลือก “ตรง”"):
        record(item, Result.MISMATCH, found_amount=Decimal("1000.00"))
    with pytest.raises(StepRefused, match="มีผู้บันทึกผลรายการนี้"):
        record(item, Result.MATCH, seen_version=7)
    with pytest.raises(StepRefused, match="หน้าที่ของจังหวัด"):
        record(item, Result.MATCH, by=make.district_chief(month.district))
    with pytest.raises(DistrictMonth.DoesNotExist):
        record(item, Result.MATCH, by=make.province_officer(make.province("25", "ที่อื่น")))
    make.audit_sample(month, number=2, reason="ใหม่")
    with pytest.raises(StepRefused, match="ผลของครั้งก่อนแก้ไขไม่ได้"):
        record(item, Result.MATCH)
    item.refresh_from_db()
    assert (item.result, item.version) == ("pending", 0)
    assert not AuditStep.objects.exists()


def test_the_database_refuses_results_that_say_nothing_and_any_change_of_a_draw(month):
    sample = sampled(month, 0)
    item = AuditItem.objects.filter(sample=sample)
    for name, fields in [
        ("audit_result_with_stamps", {"result": "match"}),
        ("audit_mismatch_says_what", {"result": "mismatch", **stamps(month)}),
        ("audit_found_only_in_mismatch", {"result": "match", "found_amount": 5, **stamps(month)}),
    ]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            item.update(**fields)
    with pytest.raises(IntegrityError, match="again_with_reason"), transaction.atomic():
        make.audit_sample(month, number=2)
    with owning(), pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        AuditSample.objects.update(seed="chosen")
    with owning(), pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        item.delete()


def stamps(month: DistrictMonth) -> dict:
    by = province_of(month)
    return {"checked_by": by, "checked_at": by.date_joined}


def test_a_row_taken_out_later_leaves_its_figure_in_the_audit(month):
    item = sampled(month, 2).items.get()
    make.return_district(month)
    SalesRow.objects.filter(pk=item.row_id).delete()
    item.refresh_from_db()
    assert (item.row, item.figure, item.producer.name) == (None, 3000, "ผู้ผลิต 3")
    page = signed_in(province_of(month)).get(AUDIT)
    assert "รายการถูกลบออกแล้ว" in page.text


# --- The pages -------------------------------------------------------------------------------------


def test_the_province_draws_on_the_page_and_the_district_sees_the_rows_only_then(month):
    province = signed_in(province_of(month))
    district = signed_in(make.district_officer(month.district))
    assert "จังหวัดยังไม่ได้สุ่มตรวจเดือนนี้" in district.get(AUDIT).text
    form = province.get(AUDIT).context["sample_form"]
    assert form.initial == {"size": 5, "seen": 0}
    assert province.post(AUDIT, {"size": "x"}).status_code == 422
    assert district.post(AUDIT, {"size": 2, "method": "equal", "seen": 0}).status_code == 404
    sent = {"size": 2, "method": "equal", "seen": 0}
    assert province.post(AUDIT, sent).status_code == 302
    assert province.post(AUDIT, sent).status_code == 409
    sample = AuditSample.objects.get()
    seen = district.get(AUDIT)
    assert [line["item"] for line in seen.context["items"]] == list(sample.items.all())
    assert sample.seed in seen.text
    assert "บันทึกผล" not in seen.text


def test_results_are_written_on_the_page_with_thai_digits_and_reasons(month):
    item = sampled(month, 0).items.get()
    province = signed_in(province_of(month))
    address = f"{AUDIT}{item.pk}/"
    sent = {"result": "mismatch", "found_amount": "๙๐๐.๕๐", "note": "", "version": 0}
    assert province.post(address, sent).status_code == 302
    item.refresh_from_db()
    assert (item.result, item.found_amount) == ("mismatch", Decimal("900.50"))
    stale = province.post(address, sent)
    assert stale.status_code == 409
    bad = province.post(address, sent | {"found_amount": "เก้าร้อย", "version": 1})
    assert bad.status_code == 422
    assert "มีตัวอักษร “เก้าร้อย” ปนอยู่" in bad.text
    other = make.district_month(make.district("2403", "อื่น"))
    row = make.row(other, make.producer(other.district), amounts=("5", "0", "0", "0"))
    foreign = make.audit_sample(make.confirm_district(other), row).items.get()
    assert province.post(f"{AUDIT}{foreign.pk}/", sent).status_code == 404


def test_what_does_not_match_is_returned_with_its_rows_marked(month):
    first, second, third = sampled(month, 0, 1, 2).items.all()
    record(first, Result.MISMATCH, found_amount=Decimal(900), note="ขาดใบเสร็จ")
    record(second, Result.NO_EVIDENCE)
    record(third, Result.MATCH)
    province = signed_in(province_of(month))
    page = province.get(AUDIT)
    assert [line["mark"] for line in page.context["wrong"]] == [
        "หลักฐานได้ 900.00 บาท · ขาดใบเสร็จ",
        "ไม่มีหลักฐาน",
    ]
    assert 'action="/sales/2026-10/2402/review/"' in page.text
    marks = {f"mark-{line['item'].row_id}": line["mark"] for line in page.context["wrong"]}
    sent = {"version": month.version, "reason": "ผลการสุ่มตรวจ", **marks}
    sent["mark"] = [line["item"].row_id for line in page.context["wrong"]]
    assert province.post("/sales/2026-10/2402/review/", sent).status_code == 302
    month.refresh_from_db()
    assert month.status == "returned"
    assert dict(RowMark.objects.values_list("row", "note")) == {
        first.row_id: "หลักฐานได้ 900.00 บาท · ขาดใบเสร็จ",
        second.row_id: "ไม่มีหลักฐาน",
    }


def test_a_figure_corrected_after_the_draw_shows_beside_the_drawn_one(month):
    item = sampled(month, 0).items.get()
    make.return_district(month)
    SalesRow.objects.filter(pk=item.row_id).update(domestic_offline=1234)
    assert "ขณะนี้ 1,234.00 บาท" in signed_in(province_of(month)).get(AUDIT).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_at_1_and_at_3(month, django_assert_num_queries, count):
    for item in sampled(month, *range(count)).items.all():
        make.evidence(month, item.producer)
        record(item, Result.MATCH)
    province = signed_in(province_of(month))
    province.get(AUDIT)
    with django_assert_num_queries(8):
        assert province.get(AUDIT).status_code == 200


def test_the_return_of_a_district_takes_its_province_back_as_ever(month):
    """The audit after the report: what does not match takes the report back through the workflow."""
    make.confirm_province(month.district.province)
    month.refresh_from_db()
    item = sampled(month, 0).items.get()
    record(item, Result.NO_EVIDENCE)
    by = province_of(month)
    workflow.return_district(
        month, by=by, seen_version=month.version, reason="ตรวจ", marks={item.row_id: "-"}
    )
    assert month.month.provinces.get(province="24").status == "collecting"


def test_both_homes_say_what_of_a_draw_is_still_to_do(month):
    first, second, third = sampled(month, 0, 1, 2).items.all()
    district = signed_in(make.district_officer(month.district))
    province = signed_in(province_of(month))
    make.evidence(month, first.producer)
    record(third, Result.NO_EVIDENCE)
    assert audit.under_way(province_of(month)) == [
        audit.UnderWay(month.month_id, "2402", "บางคล้า", pending=2, missing=1)
    ]
    assert "ยังไม่มีหลักฐาน <strong>1 รายการ</strong>" in district.get("/").text
    assert "ตรวจหลักฐานค้าง 2 รายการ อำเภอยังไม่แนบ 1" in province.get("/").text
    for item in (first, second):
        record(item, Result.MATCH)
    sampled_again = make.audit_sample(month, second.row, number=2, reason="ใหม่")
    assert [one.pending for one in audit.under_way(province_of(month))] == [1]
    record(sampled_again.items.get(), Result.MATCH)
    assert audit.under_way(province_of(month)) == []
    beside = make.district_officer(make.district("2403", "ข้างๆ"))
    assert audit.under_way(beside) == []
