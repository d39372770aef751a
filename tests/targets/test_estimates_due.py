"""Estimates month by month with notes, the day they are due, and who is reminded until when."""

from datetime import date

import pytest
import time_machine

from core.steps import StepRefused
from targets import estimating
from targets.models import EstimateDue, EstimateMonth
from targets.today import estimates_due
from tests.support import factories as make
from tests.support import target_factories as targets

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def due() -> EstimateDue:
    """The estimates of 2570 are wanted by the last of November."""
    return estimating.set_due(2570, date(2026, 11, 30), by=make.department_officer())


def told(user) -> list[tuple[str, str]]:
    return [(one.sign, one.text) for one in estimates_due(user)]


# --- A note per month -----------------------------------------------------------------------------


def test_a_month_keeps_its_note_and_the_paper_shows_it(client):
    of = make.district()
    clerk = make.district_officer(of)
    client.force_login(clerk)
    estimate = targets.estimate(of)
    page = f"/targets/estimates/{estimate.pk}/"
    typed = {f"{month:%Y-%m}-domestic_offline": "100" for month in estimate.fiscal_months}
    typed |= {"2026-10-note": " งานกาชาด  ประจำปี ", "revision": "1", "step": "save", "note": ""}
    assert client.post(page, typed).status_code == 302
    assert EstimateMonth.objects.get(month=OCTOBER).note == "งานกาชาด ประจำปี"
    assert EstimateMonth.objects.get(month=NOVEMBER).note == ""
    assert 'value="งานกาชาด ประจำปี"' in client.get(page).content.decode()
    query = "fiscal_year=2570&province=24&district=2402&format=json"
    said = client.get(f"/reports/estimate/?{query}").json()
    assert [said["rows"][n]["note"] for n in (0, 1)] == ["งานกาชาด ประจำปี", ""]


def test_a_note_too_long_is_said_at_its_month_and_kept_on_the_page(client):
    of = make.district()
    client.force_login(make.district_officer(of))
    estimate = targets.estimate(of)
    long = "ก" * 201
    answer = client.post(
        f"/targets/estimates/{estimate.pk}/",
        {"2026-10-note": long, "revision": "1", "step": "save", "note": ""},
    )
    assert answer.status_code == 422
    assert "หมายเหตุยาวเกิน 200 ตัวอักษร" in answer.content.decode()
    assert long in answer.content.decode()
    assert EstimateMonth.objects.get(month=OCTOBER).note == ""


def test_a_chief_does_not_sign_a_note_that_was_not_saved(client):
    of = make.district()
    client.force_login(make.district_chief(of))
    estimate = targets.estimate(of)
    typed = {f"{month:%Y-%m}-domestic_offline": "100" for month in estimate.fiscal_months}
    page = f"/targets/estimates/{estimate.pk}/"
    posted = typed | {"2026-10-note": "ใหม่", "revision": "1", "step": "sign", "note": ""}
    assert client.post(page, posted).status_code == 409
    estimate.refresh_from_db()
    assert estimate.is_draft
    assert (
        client.post(page, typed | {"revision": "1", "step": "sign", "note": ""}).status_code == 302
    )


def test_last_years_sales_leave_the_notes_and_a_new_version_takes_them_along():
    of = make.district()
    clerk, chief = make.district_officer(of), make.district_chief(of)
    estimate = targets.estimate(of)
    EstimateMonth.objects.filter(month=OCTOBER).update(note="งานกาชาด")
    months = {one.month: one.amounts for one in estimate.months.all()}
    estimate = estimating.save(estimate, months, "", by=clerk, seen_version=1)
    assert EstimateMonth.objects.get(month=OCTOBER).note == "งานกาชาด"
    estimate = estimating.sign(estimate, by=chief, seen_version=2)
    following = estimating.revise(estimate, by=chief, reason="น้ำท่วม")
    assert following.months.get(month=OCTOBER).note == "งานกาชาด"


# --- The day they are due -------------------------------------------------------------------------


def test_the_department_sets_the_day_and_may_move_it(client):
    client.force_login(make.department_officer())
    posted = {"year": "2570", "due_on": "30/11/2569"}
    assert client.post("/targets/estimates/", posted).status_code == 302
    assert EstimateDue.objects.get().due_on == date(2026, 11, 30)
    assert client.post("/targets/estimates/", posted | {"due_on": "15/12/2569"}).status_code == 302
    assert EstimateDue.objects.get().due_on == date(2026, 12, 15)
    page = client.get("/targets/estimates/?year=2570").content.decode()
    assert "กำหนดไว้ 15 ธ.ค. 2569" in page
    answer = client.post("/targets/estimates/", posted | {"due_on": "1/10/2570"})
    assert answer.status_code == 409
    assert "วันครบกำหนดต้องอยู่ระหว่าง 1 ต.ค. 2568 ถึง 30 ก.ย. 2570" in answer.content.decode()


def test_nobody_else_sets_it():
    for by in (make.province_officer(make.province()), make.district_officer(make.district())):
        with pytest.raises(StepRefused, match="หน้าที่ของกรม"):
            estimating.set_due(2570, date(2026, 11, 30), by=by)


# --- Reminders ------------------------------------------------------------------------------------


@time_machine.travel("2026-11-20 10:00+07:00", tick=False)
def test_who_is_behind_is_reminded_and_who_signed_is_not(due):
    first, second = make.district(), make.district("2403", "บางน้ำเปรี้ยว")
    make.district("2501", "ที่อื่น")
    targets.signed(targets.estimate(first))
    clerk = make.district_officer(second)
    assert told(make.district_officer(first)) == []
    assert told(clerk) == [("ประมาณการ", "แบบประมาณการ ปีงบประมาณ 2570: ยังไม่เริ่มจัดทำ")]
    targets.estimate(second)
    assert told(clerk) == [
        ("ประมาณการ", "แบบประมาณการ ปีงบประมาณ 2570: บันทึกไว้แล้ว รอพัฒนาการอำเภอรับรอง")
    ]
    assert told(make.province_officer(first.province)) == [
        ("ประมาณการ", "แบบประมาณการ ปีงบประมาณ 2570: ยังไม่รับรอง 1 จาก 2 อำเภอ: บางน้ำเปรี้ยว")
    ]
    assert told(make.department_officer()) == [
        ("ประมาณการ", "แบบประมาณการ ปีงบประมาณ 2570: ยังไม่รับรอง 2 จาก 3 อำเภอ")
    ]


def test_after_the_day_it_says_how_late_until_the_year_ends(due):
    clerk = make.district_officer(make.district())
    with time_machine.travel("2026-12-04 10:00+07:00", tick=False):
        assert [sign for sign, _ in told(clerk)] == ["ล่าช้า 4 วัน"]
    with time_machine.travel("2027-10-01 10:00+07:00", tick=False):
        assert told(clerk) == []


@time_machine.travel("2026-11-20 10:00+07:00", tick=False)
def test_the_reminder_stands_on_the_homes_and_on_the_board(client, due):
    of = make.district()
    make.district_month(of)
    said = "แบบประมาณการ ปีงบประมาณ 2570"
    for user, pages in (
        (make.district_officer(of), ["/"]),
        (make.province_officer(of.province), ["/", "/sales/board/"]),
        (make.department_officer(), ["/"]),
    ):
        client.force_login(user)
        for page in pages:
            assert said in client.get(page).content.decode(), page
    targets.signed(targets.estimate(of))
    client.force_login(make.district_officer(of))
    assert said not in client.get("/").content.decode()


@time_machine.travel("2026-11-20 10:00+07:00", tick=False)
@pytest.mark.parametrize("count", [1, 3])
def test_reminders_cost_the_same_at_1_and_at_3(django_assert_num_queries, due, count):
    for code in ("2402", "2403", "2404")[:count]:
        targets.estimate(make.district(code, code))
    user = make.province_officer(make.province())
    with django_assert_num_queries(3):
        assert estimates_due(user)[0].missing == count
