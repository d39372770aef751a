"""What the province marked is not sent again untouched: a change of the row, or a reply in words."""

import pytest
from django.db import DatabaseError, transaction

from sales.models import CHANNELS, DistrictMonth, RowMark, SalesRow
from sales.months import answering, checks, entry, workflow
from sales.months.answering import Answers
from tests.support import factories as make
from tests.support.database import owning
from tests.support.pages import markup
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

CHECK = "/sales/2026-10/2402/check/"
REVIEW = "/sales/2026-10/2402/review/"
REPLY = "ตรงกับสมุดบัญชีหน้า 12 แล้ว"


@pytest.fixture
def month() -> DistrictMonth:
    """Returned with two of its three rows marked."""
    of = make.district_month(make.district())
    rows = [
        make.row(of, make.producer(of.district, f"กลุ่ม {n}"), amounts=(amount, "0", "0", "0"))
        for n, amount in enumerate(["43030", "500", "7"])
    ]
    make.district_officer(of.district, may_certify=False, full_name="นางสาวสมหญิง ใจดี")
    confirm(of)
    give_back(of, {rows[0].pk: "ไม่ตรงใบส่งของ", rows[1].pk: ""})
    return of


def give_back(month: DistrictMonth, marks: dict[int, str]) -> None:
    month.refresh_from_db()
    by = make.province_officer(month.district.province)
    workflow.return_district(
        month, by=by, seen_version=month.version, reason="ยอดไม่ตรง", marks=marks
    )
    month.refresh_from_db()


def confirm(month: DistrictMonth, **said) -> DistrictMonth:
    seen = checks.fingerprint(checks.rows_to_check(month))
    by = make.district_chief(month.district)
    return workflow.confirm_district(month, by=by, seen=seen, **said)


def save(month: DistrictMonth, row: SalesRow, amount: str, note: str = "") -> None:
    row.refresh_from_db()
    typed = entry.RowInput(row.pk, row.version, {CHANNELS[0]: amount}, note=note)
    (result,) = entry.save_rows(month, [typed], by=make.district_officer(month.district))
    assert result.saved


def reply(month: DistrictMonth, mark: RowMark, text: str = REPLY) -> None:
    by = make.district_officer(month.district)
    answering.save_answers(month, Answers(marks={mark.pk: text}), by=by)


def rows_of(month: DistrictMonth) -> list[SalesRow]:
    return list(month.rows.order_by("pk"))


def refused(month: DistrictMonth) -> tuple[str, frozenset[int]]:
    with pytest.raises(workflow.StepRefused) as refusal:
        confirm(month)
    return str(refusal.value), refusal.value.row_ids


def both(month: DistrictMonth) -> list[RowMark]:
    return list(RowMark.objects.filter(step__district=month.district).order_by("pk"))


def test_untouched_marks_refuse_the_confirmation_and_are_named(month):
    first, second, _ = rows_of(month)
    assert refused(month) == (
        "จังหวัดทำเครื่องหมายไว้ ยังไม่แก้และยังไม่ตอบ 2 รายการ: กลุ่ม 0 (อาหาร), กลุ่ม 1 (อาหาร) "
        "แก้ตัวเลข หรือเขียนคำตอบถึงจังหวัดในรายการนั้น",
        {first.pk, second.pk},
    )
    month.refresh_from_db()
    assert month.status == "returned"


def test_a_change_answers_one_and_a_reply_the_other(month):
    first, second, _ = rows_of(month)
    save(month, first, "44040")
    assert refused(month)[1] == {second.pk}
    reply(month, both(month)[1])
    assert confirm(month).status == "district_confirmed"
    told = both(month)[1]
    assert (told.reply, told.replied_by.username) == (REPLY, "district2402")
    assert told.replied_at is not None


def test_a_figure_typed_and_taken_back_is_no_change(month):
    first = rows_of(month)[0]
    reply(month, both(month)[1])
    save(month, first, "5")
    save(month, first, "43030")
    assert refused(month)[1] == {first.pk}
    save(month, first, "43030", note="ตามใบส่งของเลขที่ 8")
    assert confirm(month).status == "district_confirmed"


def test_another_row_changed_answers_nothing(month):
    save(month, rows_of(month)[2], "8")
    assert len(refused(month)[1]) == 2


def test_only_the_last_return_counts(month):
    third = rows_of(month)[2]
    for mark in both(month):
        reply(month, mark)
    confirm(month)
    give_back(month, {third.pk: "แนบใบเสร็จ"})
    assert refused(month)[1] == {third.pk}


def test_a_month_returned_without_marks_confirms_as_before(month):
    for mark in both(month):
        reply(month, mark)
    confirm(month)
    give_back(month, {})
    assert confirm(month).status == "district_confirmed"


def test_a_mark_from_before_its_figures_were_kept_asks_the_stamp(month):
    """Marks of the time before say nothing of what stood there: the last save of the row tells."""
    old = make.step(month, "return_district", at=month.returned_at)
    RowMark.objects.create(step=old, row=rows_of(month)[2], about="เก่า", note="-")
    for mark in both(month)[:2]:
        reply(month, mark)
    assert refused(month)[0].endswith("1 รายการ: เก่า แก้ตัวเลข หรือเขียนคำตอบถึงจังหวัดในรายการนั้น")


def test_a_row_added_by_hand_that_is_taken_back_leaves_its_mark(month):
    first = rows_of(month)[0]
    SalesRow.objects.filter(pk=first.pk).update(added_by_hand=True)
    by = make.district_officer(month.district)
    entry.remove_row(month, first.pk, version=first.version, by=by)
    reply(month, both(month)[1])
    assert confirm(month).status == "district_confirmed"
    assert (both(month)[0].row, both(month)[0].about) == (None, "กลุ่ม 0 (อาหาร)")
    review = signed_in(make.province_officer(month.district.province)).get(REVIEW)
    assert "กลุ่ม 0 (อาหาร)" in review.text
    assert "ลบรายการออก" in review.text


# --- The pages ------------------------------------------------------------------------------------


def sent(mark: RowMark, text: str, was: str = " ") -> dict[str, str]:
    return {f"was-reply-{mark.pk}": was, f"reply-{mark.pk}": text}


@pytest.mark.parametrize("text", ["-", "ทดสอบ", "กกกกกกกกกกกก"])
def test_a_reply_says_something(month, text):
    clerk = signed_in(make.district_officer(month.district))
    first, second = both(month)
    got = clerk.post(CHECK, {"step": "answer", **sent(first, text), **sent(second, REPLY)})
    assert got.status_code == 422
    assert f'name="reply-{first.pk}" value="{text}"' in got.text
    assert [mark.reply for mark in both(month)] == ["", REPLY]


def test_the_check_page_shows_the_marks_and_takes_replies(month):
    clerk = signed_in(make.district_officer(month.district))
    first, second = both(month)
    page = clerk.get(CHECK)
    assert markup("↩ ไม่ตรงใบส่งของ") in markup(page.text)
    assert markup("เมื่อทำเครื่องหมาย 43,030.00 · ขณะนี้ 43,030.00 บาท") in markup(page.text)
    assert (
        markup(page.text).count(markup("ยังไม่แก้และยังไม่ตอบ</span>")) == 3
    )  # the list before, and each mark
    save(month, first.row, "44040")
    got = clerk.post(CHECK, {"step": "answer", **sent(second, f"  {REPLY} ")})
    assert (got.status_code, got["Location"]) == (302, CHECK)
    page = clerk.get(CHECK)
    assert markup("เมื่อทำเครื่องหมาย 43,030.00 · ขณะนี้ 44,040.00 บาท") in markup(page.text)
    assert markup(f'value="{REPLY}"') in markup(page.text)
    assert markup("ยังไม่แก้และยังไม่ตอบ") not in markup(page.text)
    assert markup("แก้หรือตอบครบทุกรายการที่จังหวัดทำเครื่องหมาย") in markup(page.text)


def test_the_chief_confirms_with_the_replies_typed_on_the_page(month):
    chief = signed_in(make.district_chief(month.district))
    first, second = both(month)
    seen = {"seen": chief.get(CHECK).context["seen"]}
    got = chief.post(CHECK, seen | sent(first, REPLY))
    assert got.status_code == 409
    assert "ยังไม่แก้และยังไม่ตอบ 1 รายการ: กลุ่ม 1 (อาหาร)" in got.text
    assert f'name="reply-{first.pk}" value="{REPLY}"' in got.text
    assert chief.post(CHECK, seen | sent(first, REPLY) | sent(second, REPLY)).status_code == 302
    assert [mark.reply for mark in both(month)] == [REPLY, REPLY]


def test_the_province_reads_the_replies_beside_its_marks(month):
    first, second = both(month)
    reply(month, second)
    save(month, first.row, "44040")
    confirm(month)
    review = signed_in(make.province_officer(month.district.province)).get(REVIEW)
    assert review.status_code == 200
    assert markup(f"อำเภอตอบ: “{REPLY}”") in markup(review.text)
    assert markup("นางสาวสมหญิง ใจดี") in markup(review.text)
    assert markup("✓ แก้แล้ว</span> จาก 43,030.00 บาท") in markup(review.text)
    assert markup(f"กลุ่ม 1 (อาหาร): ยอดไม่ตรง · ตอบ “{REPLY}”") in markup(review.text)  # the trail


def test_grid_and_home_say_what_is_still_to_answer(month):
    clerk = signed_in(make.district_officer(month.district))
    home = clerk.get("/")
    assert markup("ทำเครื่องหมาย 2 รายการ ยังไม่แก้และยังไม่ตอบ <strong>2 รายการ</strong>") in markup(
        home.text
    )
    first, second = both(month)
    save(month, first.row, "44040")
    reply(month, second)
    rows = {row.row.pk: row.state_text for row in clerk.get("/sales/2026-10/2402/").context["rows"]}
    assert [rows[first.row_id], rows[second.row_id]] == ["✓ แก้ไขแล้ว", "✓ ตอบจังหวัดแล้ว"]
    assert markup("ทำเครื่องหมาย 2 รายการ แก้หรือตอบครบแล้ว") in markup(clerk.get("/").text)


def test_marks_of_another_district_are_not_answered(month):
    other = make.district_month(make.district("2403", "-"))
    theirs = make.row(other, make.producer(other.district), amounts=("5", "0", "0", "0"))
    confirm(other)
    give_back(other, {theirs.pk: "-"})
    (foreign,) = both(other)
    reply(month, foreign)
    assert both(other)[0].reply == ""


# --- The database ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [{"note": "อื่น"}, {"about": "อื่น"}, {"marked_as": {}}],
)
def test_what_the_province_wrote_never_changes(month, change):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        RowMark.objects.update(**change)


def test_a_mark_is_never_deleted(month):
    with owning(), pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        RowMark.objects.all().delete()


def test_a_reply_stands_once_the_month_is_confirmed(month):
    for mark in both(month):
        reply(month, mark)
    confirm(month)
    with pytest.raises(DatabaseError, match="answered while its district"), transaction.atomic():
        RowMark.objects.update(reply="แก้ทีหลัง")
    with pytest.raises(entry.EntryRefused, match="แก้ไขไม่ได้"):
        reply(month, both(month)[0], "เขียนเพิ่มอีกภายหลัง")


def test_a_reply_names_who_and_when(month):
    with pytest.raises(DatabaseError, match="mark_reply_with_stamps"), transaction.atomic():
        RowMark.objects.update(reply="ไม่มีผู้ตอบ")
