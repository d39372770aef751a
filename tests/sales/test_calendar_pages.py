"""The pages of time: what a save at the last second is answered, dates and holidays, the trail."""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from core.steps import StepRefused
from core.users.models import User
from sales.calendar import extensions
from sales.calendar.public_holidays import fill_year, proposals
from sales.calendar.timeliness import Outcome, of_districts, of_provinces
from sales.models import DistrictMonth, Extension, PublicHoliday, Roadmap, SalesMonth, Step
from sales.months import checks, workflow
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

GRID = "/sales/2026-10/2402/"
NOVEMBER = date(2026, 11, 1)
DUE = {
    "district_due": date(2026, 11, 5),
    "province_due": date(2026, 11, 6),
    "close_due": date(2026, 11, 10),
}


def at(*parts: int) -> time_machine.travel:
    return time_machine.travel(datetime(*parts, tzinfo=ZoneInfo("Asia/Bangkok")), tick=False)


@pytest.fixture
def month() -> DistrictMonth:
    """อำเภอบางคล้า with one row filled in, due the 5th of November."""
    make.sales_month(**DUE)
    month = make.district_month(make.district("2402"))
    make.row(month, make.producer(month.district), amounts=("5", "0", "0", "0"), version=1)
    make.district_chief(month.district)
    return month


@pytest.fixture
def clerk(month) -> Client:
    return signed_in(User.objects.get(username="chief2402"))


@pytest.fixture
def department(month) -> Client:
    return signed_in(make.department_officer())


def typed(month: DistrictMonth, amount: str) -> str:
    row = month.rows.get()
    sent = {"id": row.pk, "version": row.version, "amounts": {"domestic_offline": amount}}
    return json.dumps({"rows": [sent]})


def chief() -> Client:
    """Signed in at this moment: a session ends when time has passed."""
    return signed_in(User.objects.get(username="chief2402"))


def send(month: DistrictMonth, amount: str):
    return chief().post(f"{GRID}rows/", typed(month, amount), content_type="application/json")


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def seen(month: DistrictMonth) -> str:
    return checks.fingerprint(checks.rows_to_check(month))


def confirm(month: DistrictMonth) -> None:
    month.refresh_from_db()
    by = User.objects.get(username="chief2402")
    workflow.confirm_district(month, by=by, seen=seen(month))


# --- The last second ------------------------------------------------------------------------------


def test_a_save_is_answered_with_the_moment_that_counted(month):
    with at(2026, 11, 4, 10, 30, 15):
        answer = send(month, "7").json()
        assert (answer["saved_at"], answer["counted"]) == ("10:30", "")
    with at(2026, 11, 5, 23, 59, 58):
        answer = send(month, "8").json()
        assert answer["counted"] == (
            "บันทึกเมื่อ 5 พ.ย. 2569 23:59:58 ทันกำหนด 5 พ.ย. 2569 อำเภอต้องยืนยันภายในวันนี้ด้วย"
        )
    with at(2026, 11, 6, 0, 0, 3):
        answer = send(month, "9").json()
        assert answer["counted"] == ("บันทึกแล้ว 6 พ.ย. 2569 00:00:03 หลังกำหนด 5 พ.ย. 2569 ล่าช้า 1 วัน")
        again = send(month, "9").json()  # sent twice: the first moment stays
        assert again["counted"] == answer["counted"]


def test_the_page_without_a_script_says_the_same(month):
    row = month.rows.get()
    with at(2026, 11, 5, 23, 59, 58):
        posted = {f"row-{row.pk}-version": row.version, f"row-{row.pk}-domestic_offline": "8"}
        answer = chief().post(GRID, posted, follow=True)
    assert said(answer) == [
        "บันทึกแล้วทุกรายการที่แก้ไข "
        "บันทึกเมื่อ 5 พ.ย. 2569 23:59:58 ทันกำหนด 5 พ.ย. 2569 อำเภอต้องยืนยันภายในวันนี้ด้วย"
    ]


def test_a_save_that_came_too_late_is_told_who_was_first_what_is_kept_and_what_is_not(month):
    with at(2026, 11, 10, 16, 29):
        send(month, "7")
    month.refresh_from_db()
    with at(2026, 11, 10, 16, 30, 1):
        workflow.close_month(make.OCTOBER, by=make.department_officer(), without_missing=True)
    with at(2026, 11, 10, 16, 30, 2):
        answer = send(month, "1,234.50")
        typed_row = {"version": "2", "domestic_offline": "1,234.50", "note": "ออกร้าน"}
        pk = month.rows.get().pk
        posted = {f"row-{pk}-{name}": text for name, text in typed_row.items()}
        page = chief().post(GRID, posted)
    assert answer.status_code == page.status_code == 409
    assert answer.json() == {
        "message": "กรมปิดเดือนตุลาคม 2569แล้ว โดย department เมื่อ 10 พ.ย. 2569 16:30:01 แก้ไขไม่ได้",
        "kept": "ที่ท่านบันทึกไว้แล้ว 1 รายการ ล่าสุด 10 พ.ย. 2569 16:29:00",
        "unsaved": ["กลุ่มทอผ้า (อาหาร): 1,234.50 · 0.00 · 0.00 · 0.00"],
    }
    refused = page.context["refused"]
    assert [(one.row, one.typed) for one in refused.unsaved] == [
        ("กลุ่มทอผ้า (อาหาร)", "1,234.50 · 0.00 · 0.00 · 0.00 หมายเหตุ: ออกร้าน")
    ]
    assert "1,234.50 · 0.00 · 0.00 · 0.00 หมายเหตุ: ออกร้าน" in page.content.decode()
    assert page.context["editable"] is False  # the page shows what stands now
    assert month.rows.get().domestic_offline == 7


def test_what_was_typed_and_stands_there_already_is_not_said_to_be_lost(month):
    send(month, "7")
    confirm(month)
    answer = send(month, "7.00").json()
    assert answer["message"].startswith("อำเภอยืนยันแล้ว โดย chief2402 เมื่อ 3 พ.ย. 2569 09:00:0")
    assert answer["unsaved"] == []


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ((2026, 11, 5, 23, 59, 59), "ยืนยันเมื่อ 5 พ.ย. 2569 23:59:59 ทันกำหนด 5 พ.ย. 2569 "),
        (
            (2026, 11, 6, 0, 0, 0),
            "ยืนยันแล้ว 6 พ.ย. 2569 00:00:00 หลังกำหนด 5 พ.ย. 2569 ล่าช้า 1 วัน ",
        ),
    ],
)
def test_a_confirmation_is_told_whether_it_counted_as_in_time(month, moment, words):
    with at(*moment):
        answer = chief().post(f"{GRID}check/", {"seen": seen(month)}, follow=True)
    assert said(answer)[0].startswith(words)


def test_a_confirmation_after_the_closing_is_told_who_closed_when(month):
    shown = seen(month)
    with at(2026, 11, 10, 16, 30, 1):
        workflow.close_month(make.OCTOBER, by=make.department_officer(), without_missing=True)
        answer = chief().post(f"{GRID}check/", {"seen": shown})
    assert answer.status_code == 409
    assert said(answer) == [
        "กรมปิดเดือนตุลาคม 2569แล้ว โดย department เมื่อ 10 พ.ย. 2569 16:30:01 ขอให้กรมเปิดเดือนอีกครั้งก่อน"
    ]


# --- Late stays late ------------------------------------------------------------------------------


def judged(month: DistrictMonth, by: User):
    found = DistrictMonth.objects.select_related("month", "district").get(pk=month.pk)
    return of_districts(by, [found])[month.pk]


def test_a_correction_does_not_make_late_and_does_not_make_in_time(month):
    chief, province = User.objects.get(username="chief2402"), make.province_officer(make.province())
    with at(2026, 11, 5, 23, 59, 59):
        confirm(month)
    with at(2026, 11, 8, 10):
        version = DistrictMonth.objects.get(pk=month.pk).version
        workflow.return_district(month, by=province, seen_version=version, reason="ยอดไม่ตรง")
        assert judged(month, chief).outcome == Outcome.ON_TIME
    with at(2026, 11, 9, 10):
        confirm(month)
        found = judged(month, chief)
    assert (found.outcome, found.again.day) == (Outcome.ON_TIME, 9)

    late = make.district_month(make.district("2403"))
    make.row(late, make.producer(late.district), amounts=("5", "0", "0", "0"))
    with at(2026, 11, 7, 8):
        workflow.confirm_district(late, by=make.district_chief(late.district), seen=seen(late))
        late.refresh_from_db()
        workflow.return_district(late, by=province, seen_version=late.version, reason="ยอดไม่ตรง")
        late.refresh_from_db()
        workflow.confirm_district(late, by=make.district_chief(late.district), seen=seen(late))
        assert judged(late, province).mark == "ล่าช้า 2 วัน"


def test_a_later_confirmation_is_told_by_the_first_one(month):
    """The page said "นับเป็นช้า 83 วัน" of what timeliness and home called in time."""
    province = make.province_officer(month.district.province)

    def confirm_by_page(*moment):
        with at(*moment):
            chosen = f"{month.pk}:{DistrictMonth.objects.get(pk=month.pk).version}"
            answer = signed_in(province).post(
                "/sales/months/2026-10/confirm/", {"district_month": chosen}, follow=True
            )
        return said(answer)[1]

    with at(2026, 11, 4, 10):
        confirm(month)
    assert confirm_by_page(2026, 11, 6, 9, 5, 7) == (
        "ครบทุกอำเภอ รายงานกรมเมื่อ 6 พ.ย. 2569 09:05:07 ทันกำหนด 6 พ.ย. 2569 "
        "กรมเห็นตัวเลขของจังหวัดตั้งแต่บัดนี้"
    )
    with at(2027, 1, 28, 9):
        version = DistrictMonth.objects.get(pk=month.pk).version
        workflow.return_district(month, by=province, seen_version=version, reason="ยอดไม่ตรง")
        again = chief().post(f"{GRID}check/", {"seen": seen(month)}, follow=True)
    assert said(again)[0].startswith(
        "ยืนยันอีกครั้งแล้ว 28 ม.ค. 2570 09:00:00 นับความทันเวลาจากวันที่ยืนยันครั้งแรก "
        "4 พ.ย. 2569 10:00:00 ทันกำหนด 5 พ.ย. 2569 ส่งให้จังหวัดตรวจ"
    )
    assert confirm_by_page(2027, 1, 28, 10) == (
        "ครบทุกอำเภอ รายงานกรมอีกครั้งแล้ว 28 ม.ค. 2570 10:00:00 นับความทันเวลาจากวันที่ยืนยันครั้งแรก "
        "6 พ.ย. 2569 09:05:07 ทันกำหนด 6 พ.ย. 2569 กรมเห็นตัวเลขของจังหวัดตั้งแต่บัดนี้"
    )


def test_a_confirmation_that_was_late_stays_late_in_words(month):
    with at(2026, 11, 7, 10):
        confirm(month)
    with at(2026, 12, 1, 9):
        make.return_district(month)
        answer = chief().post(f"{GRID}check/", {"seen": seen(month)}, follow=True)
    assert said(answer)[0].startswith(
        "ยืนยันอีกครั้งแล้ว 1 ธ.ค. 2569 09:00:00 นับความทันเวลาจากวันที่ยืนยันครั้งแรก "
        "7 พ.ย. 2569 10:00:00 ล่าช้า 2 วัน กำหนด 5 พ.ย. 2569 "
    )


def test_the_province_counts_by_its_own_report(month):
    province = make.province_officer(month.district.province)
    with at(2026, 11, 5, 10):
        confirm(month)
    with at(2026, 11, 8, 9):
        month.refresh_from_db()
        workflow.confirm_province({month.pk: month.version}, by=province, month=make.OCTOBER)
        own = month.month.provinces.select_related("month").get()
        assert of_provinces(province, [own])[own.pk].mark == "ล่าช้า 2 วัน"


def test_the_department_sees_when_a_district_confirmed_only_once_its_province_reported(month):
    by, province = make.department_officer(), make.province_officer(month.district.province)
    with at(2026, 11, 7, 10):
        confirm(month)
    assert judged(month, by).confirmed.first is None
    assert judged(month, province).mark == "ล่าช้า 2 วัน"
    month.refresh_from_db()
    workflow.confirm_province({month.pk: month.version}, by=province, month=make.OCTOBER)
    assert judged(month, by).mark == "ล่าช้า 2 วัน"
    month.refresh_from_db()
    workflow.return_district(month, by=province, seen_version=month.version, reason="ยอดไม่ตรง")
    assert judged(month, by).confirmed.first is None
    assert not Step.objects.visible_to(by).filter(name=Step.Name.RETURN_DISTRICT).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_timeliness_costs_two_queries(month, django_assert_num_queries, count):
    for code in ("2403", "2404")[: count - 1]:
        make.extension(make.district(code), approved=True)
        make.step(make.district_month(make.district(code)))
    found = list(DistrictMonth.objects.select_related("month", "district"))
    assert len(found) == count
    by = User.objects.get(username="chief2402")
    with django_assert_num_queries(2):
        assert len(of_districts(by, found)) == count


# --- Dates and holidays ---------------------------------------------------------------------------


def test_the_list_of_holidays_is_there_from_the_beginning():
    december = PublicHoliday.objects.filter(day__year=2026, day__month=12)
    assert [(one.day.day, one.short_name) for one in december] == [
        (5, "วันพ่อแห่งชาติ"),
        (7, "ชดเชยวันพ่อแห่งชาติ"),
        (10, "วันรัฐธรรมนูญ"),
        (31, "วันสิ้นปี"),
    ]
    years = {day.year for day in PublicHoliday.objects.values_list("day", flat=True)}
    assert years == set(range(2562 - 543, 2575 - 543 + 1))
    labour_day = PublicHoliday.objects.get(day=date(2026, 5, 1))
    assert not labour_day.is_off
    assert labour_day.day not in PublicHoliday.objects.days_off()


def test_filling_a_year_adds_what_is_missing_and_leaves_what_the_department_wrote(department):
    by = User.objects.get(username="department")
    PublicHoliday.objects.filter(day=date(2026, 12, 10)).delete()
    PublicHoliday.objects.filter(day=date(2026, 12, 5)).update(is_off=False, name_th="ของกรม")
    assert fill_year(2569, by=by) == 1
    added = PublicHoliday.objects.get(day=date(2026, 12, 10))
    assert (added.name_th, added.is_off, added.declared_by) == ("วันรัฐธรรมนูญ", True, by)
    kept = PublicHoliday.objects.get(day=date(2026, 12, 5))
    assert (kept.name_th, kept.is_off, kept.declared_by) == ("ของกรม", False, None)
    answer = department.post("/sales/roadmap/fill/", {"year": "๒๕๗๖"}, follow=True)
    new = PublicHoliday.objects.filter(day__year=2576 - 543).count()
    assert new == len(proposals([2576])) > 15
    assert said(answer) == [f"เติมวันหยุดของปี พ.ศ. 2576 แล้ว {new} วัน ตรวจกับประกาศคณะรัฐมนตรีก่อนใช้"]
    with pytest.raises(StepRefused, match="เป็นรายการของกรม"):
        fill_year(2570, by=User.objects.get(username="chief2402"))


def open_november(department: Client, **more):
    typed_dates = {"district_due": "5/12/2569", "province_due": "6/12/2569"}
    typed_dates |= {"close_due": "10/12/2569", "month": "2026-11-01"}
    return department.post("/sales/months/", typed_dates | more, follow=True)


def test_the_form_shows_both_days_and_why(department):
    page = department.get("/sales/months/").content.decode()
    assert "5 ธ.ค. 2569 ตรงกับวันพ่อแห่งชาติ เลื่อนเป็น 8 ธ.ค. 2569" in page
    assert 'value="5/12/2569"' in page


@pytest.mark.parametrize(
    ("moves", "days", "words"),
    [
        ("yes", (8, 8, 11), True),
        ("no", (5, 6, 10), False),
        (None, (5, 6, 10), False),
    ],
)
def test_dates_are_moved_past_holidays_by_choice(department, moves, days, words):
    answer = open_november(department, **({"moves": moves} if moves else {}))
    opened = SalesMonth.objects.get(pk=NOVEMBER)
    dues = (opened.district_due, opened.province_due, opened.close_due)
    assert dues == tuple(date(2026, 12, day) for day in days)
    moved = (
        "5 ธ.ค. 2569 ตรงกับวันพ่อแห่งชาติ เลื่อนเป็น 8 ธ.ค. 2569 · "
        "6 ธ.ค. 2569 ตรงกับวันอาทิตย์ เลื่อนเป็น 8 ธ.ค. 2569 · "
        "10 ธ.ค. 2569 ตรงกับวันรัฐธรรมนูญ เลื่อนเป็น 11 ธ.ค. 2569"
    )
    assert (moved in said(answer)) is words


def test_the_usual_days_are_the_departments(department):
    usual = Roadmap.objects.get()  # district and province, closing, to the Director-General
    days = (usual.district_day, usual.province_day, usual.close_day, usual.report_day)
    assert days == (5, 5, 6, 10)
    typed = {"district_day": "๒๕", "province_day": "26", "close_day": "31", "report_day": "31"}
    answer = department.post("/sales/roadmap/", typed)
    assert answer.status_code == 302
    kept = Roadmap.objects.get()
    assert (kept.district_day, kept.close_day, kept.moves_holidays) == (25, 31, False)
    page = department.get("/sales/months/").content.decode()
    assert [f'value="{day}/12/2569"' in page for day in (25, 26, 31)] == [True] * 3
    wrong = typed | {"report_day": "30"}  # before the closing
    assert department.post("/sales/roadmap/", wrong).status_code == 422


def test_changed_dates_are_told_to_every_office_with_the_reason(clerk, department, month):
    page = "/sales/months/2026-10/dates/"
    version = SalesMonth.objects.get().version
    dates = {"district_due": "9/11/2569", "province_due": "10/11/2569", "close_due": "12/11/2569"}
    body = dates | {"reason": "ระบบล่มทั้งวัน", "seen_version": version, "moves": "no"}
    assert department.post(page, body | {"reason": ""}).status_code == 422
    assert department.post(page, body | {"seen_version": version + 1}).status_code == 409
    assert department.post(page, body).status_code == 302
    assert (
        department.post(page, body | {"seen_version": version + 1}).status_code == 409
    )  # the same
    step = Step.objects.get(name=Step.Name.CHANGE_DATES)
    assert step.reason == (
        "อำเภอยืนยันภายใน 5 พ.ย. 2569 เป็น 9 พ.ย. 2569, จังหวัดยืนยันภายใน 6 พ.ย. 2569 เป็น 10 พ.ย. 2569, "
        "กรมปิดเดือน 10 พ.ย. 2569 เป็น 12 พ.ย. 2569: ระบบล่มทั้งวัน"
    )
    province = signed_in(make.province_officer(month.district.province))
    for client, address in [
        (clerk, "/"),
        (clerk, GRID),
        (province, "/sales/board/"),
        (province, "/"),
    ]:
        assert "ระบบล่มทั้งวัน" in client.get(address).content.decode()
    with at(2026, 11, 9, 23, 59, 59):
        confirm(month)
    assert judged(month, User.objects.get(username="chief2402")).outcome == Outcome.ON_TIME


def test_a_month_opened_again_says_so_and_why_to_the_offices_until_it_is_closed(clerk, department):
    by = User.objects.get(username="department")
    workflow.close_month(make.OCTOBER, by=by, without_missing=True)
    assert "ตรวจยอดส่งออก" not in clerk.get(GRID).content.decode()
    workflow.reopen_month(make.OCTOBER, by=by, reason="ตรวจยอดส่งออก")
    for address in (GRID, f"{GRID}check/", "/"):
        page = clerk.get(address).content.decode()
        assert "เปิดเดือนอีกครั้ง" in page
        assert "ตรวจยอดส่งออก" in page
    story = department.get("/sales/months/2026-10/").content.decode()
    assert story.index("ตรวจยอดส่งออก") < story.rindex("ปิดเดือน")
    workflow.close_month(make.OCTOBER, by=by, without_missing=True)
    assert "ตรวจยอดส่งออก" not in clerk.get("/").content.decode()


# --- Asking and deciding --------------------------------------------------------------------------


def test_a_district_asks_and_the_department_gives_a_day_less(clerk, department, month):
    ask = "/sales/extensions/2026-10/ask/"
    assert "กำหนดขณะนี้ 5 พ.ย. 2569" in clerk.get(ask).content.decode()
    assert clerk.post(ask, {"until": "4/11/2569", "reason": "น้ำท่วม"}).status_code == 409
    answer = clerk.post(ask, {"until": "9/11/2569", "reason": "น้ำท่วม"})
    asked = Extension.objects.get()
    page = f"/sales/extensions/{asked.pk}/"
    assert answer["Location"] == page
    assert "น้ำท่วม" in department.get("/sales/extensions/").content.decode()
    assert "1 คำขอ" in department.get("/").content.decode()
    assert department.post(page, {"step": "refuse", "note": ""}).status_code == 409
    assert department.post(page, {"step": "approve", "until": ""}).status_code == 422
    approved = department.post(page, {"step": "approve", "until": "8/11/2569", "note": "วันทำการ"})
    assert approved.status_code == 302
    grid = clerk.get(GRID).content.decode()
    assert "ปิดรับ 8 พ.ย. 2569" in grid
    assert "ขยายจาก 5 พ.ย. 2569" in grid
    story = department.get("/sales/months/2026-10/").content.decode()
    assert "ถึง 8 พ.ย. 2569: วันทำการ" in story
    with at(2026, 11, 8, 12):
        confirm(month)
    assert judged(month, User.objects.get(username="chief2402")).outcome == Outcome.EXTENDED


def test_the_department_gives_a_whole_province_more_time(department, month):
    body = {"month": "2026-10-01", "province": "24", "district": "", "reason": "พายุ"}
    assert department.post("/sales/extensions/grant/", body | {"until": "x"}).status_code == 422
    early = department.post("/sales/extensions/grant/", body | {"until": "6/11/2569"})
    assert early.status_code == 409
    assert (
        department.post("/sales/extensions/grant/", body | {"until": "9/11/2569"}).status_code
        == 302
    )
    given = Extension.objects.get()
    assert (given.province_id, given.district_id, given.until.day) == ("24", None, 9)
    foreign = body | {"district": make.district("2501").pk, "until": "9/11/2569"}
    assert department.post("/sales/extensions/grant/", foreign).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "who", "queries"),
    [
        ("/sales/extensions/", "department", 6),
        ("/sales/extensions/?province=24", "department", 9),
        ("/sales/extensions/", "province24", 6),
        ("/sales/roadmap/", "department", 5),
        ("/sales/months/2026-10/dates/", "department", 5),
        ("/sales/extensions/2026-10/ask/", "province24", 4),
    ],
)
def test_pages_of_time_cost_the_same_at_1_and_at_3(
    month, django_assert_num_queries, path, who, queries, count
):
    for code in ("2402", "2403", "2404")[:count]:
        of = make.district(code)
        make.extension(of)
        make.extension(of, approved=True)
    make.department_officer()
    make.province_officer(month.district.province)
    client = signed_in(User.objects.get(username=who))
    client.get(path)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_what_an_office_may_not_do_is_not_offered(clerk, department, month):
    offer = "/sales/extensions/2026-10/ask/"
    assert offer in clerk.get("/sales/extensions/").content.decode()
    asked = extensions.ask(
        make.OCTOBER,
        by=User.objects.get(username="chief2402"),
        until=date(2026, 11, 9),
        reason="น้ำท่วม",
    )
    page = f"/sales/extensions/{asked.pk}/"
    own, theirs = clerk.get(page).content.decode(), department.get(page).content.decode()
    assert ("ถอนคำขอ</button>" in own, "อนุมัติ</button>" in own) == (True, False)
    assert ("ถอนคำขอ</button>" in theirs, "อนุมัติ</button>" in theirs) == (False, True)
    clerk.post(page, {"step": "withdraw"})
    make.step(month)  # confirmed: no more time to ask for
    assert offer not in clerk.get("/sales/extensions/").content.decode()
    assert offer not in clerk.get(GRID).content.decode()
    assert "อนุมัติ</button>" not in department.get(page).content.decode()
