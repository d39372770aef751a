"""The month's steps: who may take which from where, what refuses them, what each leaves behind."""

from datetime import date
from itertools import product

import pytest
from django.utils import timezone

from core.areas.scope import Role
from core.users.models import User
from sales.calendar.extensions import EXTENSION_STEPS
from sales.models import (
    DistrictMonth,
    ProvinceMonth,
    RowMark,
    SalesMonth,
    SalesRow,
    Snapshot,
    Step,
)
from sales.months import checks, entry, workflow
from sales.months.reminding import remind
from sales.months.workflow import STEPS, BatchStopped, StepRefused, WithdrawsReport
from tests.support import factories as make

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 1)
DUE = {
    "district_due": date(2026, 11, 5),
    "province_due": date(2026, 11, 6),
    "close_due": date(2026, 11, 10),
}


@pytest.fixture
def bang_khla() -> DistrictMonth:
    """A district's month with one row filled in: ready to be confirmed."""
    month = make.district_month(make.district("2402"))
    make.row(month, make.producer(month.district), amounts=("100", "20", "3", "0.50"))
    return month


def chief(of: DistrictMonth) -> User:
    by = make.district_officer(of.district)
    User.objects.filter(pk=by.pk).update(may_certify=True)
    by.refresh_from_db()
    return by


def province_of(month: DistrictMonth) -> User:
    return make.province_officer(month.district.province)


def seen(month: DistrictMonth) -> str:
    return checks.fingerprint(checks.rows_to_check(month))


def confirm(month: DistrictMonth) -> DistrictMonth:
    return workflow.confirm_district(month, by=chief(month), seen=seen(month))


def confirm_province(*months: DistrictMonth):
    versions = {month.pk: DistrictMonth.objects.get(pk=month.pk).version for month in months}
    by = province_of(months[0])
    return workflow.confirm_province(versions, by=by, month=months[0].month_id)


def give_back(month: DistrictMonth, reason: str = "ยอดไม่ตรง", **marks) -> DistrictMonth:
    version = DistrictMonth.objects.get(pk=month.pk).version
    return workflow.return_district(
        month, by=province_of(month), seen_version=version, reason=reason, **marks
    )


def trail(**where) -> list[tuple]:
    """The lines of the trail, oldest first: step, from, to, who, reason."""
    lines = Step.objects.filter(**where).order_by("pk")
    return [(s.name, s.from_status, s.to_status, s.by.username, s.reason) for s in lines]


# --- The table: every step x every officer x every state ------------------------------------------

OFFICERS = {
    "clerk": (Role.DISTRICT, False),
    "chief": (Role.DISTRICT, True),
    "province": (Role.PROVINCE, False),
    "department": (Role.DEPARTMENT, False),
}
DISTRICT_STATES = {
    "entering": lambda month: None,
    "district_confirmed": make.confirm_district,
    "returned": make.return_district,
    "province_confirmed": lambda month: make.confirm_province(month.district.province),
}
OF_A_DISTRICT = [
    Step.Name.CONFIRM_DISTRICT,
    Step.Name.RETURN_DISTRICT,
    Step.Name.REMIND_DISTRICT,
    Step.Name.CONFIRM_PROVINCE,
]
OF_THE_MONTH = [
    Step.Name.OPEN_MONTH,
    Step.Name.CLOSE_MONTH,
    Step.Name.REPORT_MONTH,
    Step.Name.REOPEN_MONTH,
    Step.Name.CHANGE_DATES,
]
FOLLOWING = [Step.Name.REPORT_PROVINCE, Step.Name.WITHDRAW_PROVINCE]  # taken by the steps above
BEFORE_THE_PORTAL = [Step.Name.TAKE_OVER_MONTH]  # tests/sales/test_taking_over.py


def test_every_step_is_in_the_table_and_in_these_tests():
    assert sorted(STEPS) == sorted(OF_A_DISTRICT + OF_THE_MONTH + FOLLOWING + BEFORE_THE_PORTAL)
    assert sorted([*STEPS, *EXTENSION_STEPS]) == sorted(Step.Name)


def officer(who: str, month: DistrictMonth) -> User:
    return {
        "clerk": lambda: make.district_officer(month.district),
        "chief": lambda: chief(month),
        "province": lambda: province_of(month),
        "department": make.department_officer,
    }[who]()


def take(step: Step.Name, month: DistrictMonth, by: User) -> None:
    """The step with everything right but who takes it and from where."""
    version = month.version
    if step == Step.Name.CONFIRM_DISTRICT:
        workflow.confirm_district(month, by=by, seen=seen(month))
    elif step == Step.Name.RETURN_DISTRICT:
        workflow.return_district(month, by=by, seen_version=version, reason="ยอดไม่ตรง")
    elif step == Step.Name.REMIND_DISTRICT:
        remind([month.pk], by=by, month=month.month_id, message="ใกล้ครบกำหนด")
    elif step == Step.Name.CONFIRM_PROVINCE:
        workflow.confirm_province({month.pk: version}, by=by, month=month.month_id)
    elif step == Step.Name.OPEN_MONTH:
        workflow.open_month(NOVEMBER, by=by, **{k: d.replace(month=12) for k, d in DUE.items()})
    elif step == Step.Name.CLOSE_MONTH:
        workflow.close_month(month.month_id, by=by, without_missing=True)
    elif step == Step.Name.REPORT_MONTH:
        workflow.report_month(month.month_id, by=by)
    elif step == Step.Name.CHANGE_DATES:
        later = {name: day.replace(month=12) for name, day in DUE.items()}
        version = SalesMonth.objects.get(pk=month.month_id).version
        workflow.change_dates(month.month_id, by=by, seen_version=version, reason="น้ำท่วม", **later)
    else:
        workflow.reopen_month(month.month_id, by=by, reason="แก้ไขตัวเลข")


def is_taken(step: Step.Name, month: DistrictMonth, by: User) -> bool:
    before = everything()
    try:
        take(step, month, by)
    except StepRefused:
        assert everything() == before
        return False
    assert everything() != before
    return True


def everything() -> list:
    """All that a step may change."""
    models = (SalesMonth, ProvinceMonth, DistrictMonth, Snapshot, Step, RowMark, SalesRow)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize(
    ("step", "who", "state"), list(product(OF_A_DISTRICT, OFFICERS, DISTRICT_STATES))
)
def test_a_step_of_a_district_is_its_roles_and_from_its_states_only(bang_khla, step, who, state):
    by = officer(who, bang_khla)
    DISTRICT_STATES[state](bang_khla)
    bang_khla.refresh_from_db()
    assert bang_khla.status == state
    rule, (role, certifies) = STEPS[step], OFFICERS[who]
    allowed = role in rule.roles and certifies >= rule.certifies and state in rule.sources
    assert workflow.may_take(step, bang_khla, by) is allowed
    assert is_taken(step, bang_khla, by) is allowed
    if allowed:
        bang_khla.refresh_from_db()
        assert bang_khla.status == (state if rule.target is None else rule.target)


@pytest.mark.parametrize(("step", "who"), list(product(OF_A_DISTRICT, OFFICERS)))
def test_no_step_of_a_district_in_a_closed_month(bang_khla, step, who):
    by = officer(who, bang_khla)
    for state in ({"entering"}, {"district_confirmed"}):
        if state <= STEPS[step].sources:
            DISTRICT_STATES[state.copy().pop()](bang_khla)
    bang_khla.refresh_from_db()
    workflow.close_month(bang_khla.month_id, by=make.department_officer(), without_missing=True)
    bang_khla = DistrictMonth.objects.get(pk=bang_khla.pk)
    assert workflow.may_take(step, bang_khla, by) is False
    assert is_taken(step, bang_khla, by) is False


@pytest.mark.parametrize(
    ("step", "who", "state"), list(product(OF_THE_MONTH, OFFICERS, ["", "open", "closed"]))
)
def test_a_step_of_the_month_is_the_departments_and_from_its_state_only(
    bang_khla, step, who, state
):
    by = officer(who, bang_khla)
    if step == Step.Name.OPEN_MONTH and state:  # the month to open stands there already
        make.sales_month(NOVEMBER)
    if state == "closed":
        for month in SalesMonth.objects.values_list("pk", flat=True):
            workflow.close_month(month, by=make.department_officer(), without_missing=True)
    rule = STEPS[step]
    if step != Step.Name.OPEN_MONTH and not state:
        with pytest.raises((SalesMonth.DoesNotExist, StepRefused)):
            workflow.close_month(NOVEMBER, by=by)
        return
    assert is_taken(step, bang_khla, by) is (
        OFFICERS[who][0] in rule.roles and state in rule.sources
    )


def test_an_inactive_officer_takes_no_step(bang_khla):
    by = chief(bang_khla)
    by.is_active = False
    assert is_taken(Step.Name.CONFIRM_DISTRICT, bang_khla, by) is False
    department = make.department_officer()
    department.is_active = False
    assert is_taken(Step.Name.CLOSE_MONTH, bang_khla, department) is False


# --- Out of area ----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["2403", "2501"])
def test_a_step_out_of_area_finds_nothing(bang_khla, code):
    make.confirm_district(bang_khla)
    elsewhere = make.district_month(make.district(code, code))
    before = everything()
    with pytest.raises(DistrictMonth.DoesNotExist):
        workflow.confirm_district(bang_khla, by=chief(elsewhere), seen=seen(bang_khla))
    if code[:2] != "24":
        by, version = province_of(elsewhere), bang_khla.version
        with pytest.raises(DistrictMonth.DoesNotExist):
            workflow.return_district(bang_khla, by=by, seen_version=version, reason="-")
        with pytest.raises(DistrictMonth.DoesNotExist):
            workflow.confirm_province({bang_khla.pk: version}, by=by, month=bang_khla.month_id)
    assert everything() == before


def test_a_district_of_another_month_is_not_confirmed_with_this_one(bang_khla):
    november = make.confirm_district(make.district_month(bang_khla.district, NOVEMBER))
    with pytest.raises(DistrictMonth.DoesNotExist):
        workflow.confirm_province(
            {november.pk: november.version}, by=province_of(november), month=bang_khla.month_id
        )


# --- Opening and closing --------------------------------------------------------------------------


def test_opening_makes_the_month_of_every_area_with_its_rows():
    districts = [make.district("2402"), make.district("2403", "-"), make.district("2501", "-")]
    for of in districts:
        make.product(make.producer(of), "food")
    by = make.department_officer()
    month = workflow.open_month(make.OCTOBER, by=by, **DUE)
    assert (month.status, month.opened_by) == ("open", by)
    assert sorted(ProvinceMonth.objects.values_list("province", "status")) == [
        ("24", "collecting"),
        ("25", "collecting"),
    ]
    rows = SalesRow.objects.values_list("district_month__district", "category", "entry")
    assert sorted(rows) == [(of.pk, "food", "blank") for of in districts]
    assert trail() == [("open_month", "", "open", "department", "")]


@pytest.mark.parametrize(
    ("month", "dates"),
    [
        (date(2026, 12, 1), DUE),
        (date(2026, 10, 2), DUE),
        (make.OCTOBER, DUE | {"province_due": date(2026, 11, 4)}),
        (make.OCTOBER, DUE | {"district_due": date(2026, 10, 1)}),
        (make.OCTOBER, DUE | {"close_due": date(2026, 11, 5)}),
    ],
)
def test_a_month_to_come_or_with_dates_out_of_order_is_not_opened(month, dates):
    make.district()
    with pytest.raises(StepRefused, match=r"[ก-๙]"):
        workflow.open_month(month, by=make.department_officer(), **dates)
    assert everything() == [[]] * 7


def test_closing_asks_for_the_missing_provinces_first(bang_khla):
    by = make.department_officer()
    with pytest.raises(StepRefused, match=r"^ยังขาด 1 จังหวัด"):
        workflow.close_month(bang_khla.month_id, by=by)
    assert trail() == []
    month = workflow.close_month(bang_khla.month_id, by=by, without_missing=True)
    assert (month.status, month.closed_by, month.version) == ("closed", by, 2)
    assert trail() == [("close_month", "open", "closed", "department", "ปิดโดยยังขาด 1 จังหวัด")]


def test_closing_a_month_all_provinces_confirmed_asks_nothing(bang_khla):
    make.confirm_province(bang_khla.district.province)
    workflow.close_month(bang_khla.month_id, by=make.department_officer())
    assert trail() == [("close_month", "open", "closed", "department", "")]


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_opening_again_needs_a_reason(bang_khla, reason):
    by = make.department_officer()
    workflow.close_month(bang_khla.month_id, by=by, without_missing=True)
    with pytest.raises(StepRefused, match=r"^ระบุเหตุผล"):
        workflow.reopen_month(bang_khla.month_id, by=by, reason=reason)
    month = workflow.reopen_month(bang_khla.month_id, by=by, reason=" แก้ไข ")
    assert (month.status, month.closed_at, month.closed_by) == ("open", None, None)
    assert trail()[-1] == ("reopen_month", "closed", "open", "department", "แก้ไข")


# --- The district confirms ------------------------------------------------------------------------


def test_confirming_stamps_who_and_when_and_leaves_one_line(bang_khla):
    confirmed = confirm(bang_khla)
    assert confirmed.status == "district_confirmed"
    assert confirmed.district_confirmed_by == chief(bang_khla)
    assert confirmed.version == 2
    line = Step.objects.get()
    assert trail() == [("confirm_district", "entering", "district_confirmed", "district2402", "")]
    assert (line.district, line.province) == (bang_khla.district, None)
    assert line.at == confirmed.district_confirmed_at
    assert abs((timezone.now() - line.at).total_seconds()) < 60


def refusal(month: DistrictMonth, shown: str) -> tuple[str, frozenset[int]]:
    before = everything()
    with pytest.raises(StepRefused) as refused:
        workflow.confirm_district(month, by=chief(month), seen=shown)
    assert everything() == before
    return str(refused.value), refused.value.row_ids


def test_a_row_saved_since_it_was_shown_refuses(bang_khla):
    shown, row = seen(bang_khla), bang_khla.rows.get()
    typed = entry.RowInput(row.pk, row.version, {"domestic_offline": "7"})
    entry.save_rows(bang_khla, [typed], by=make.district_officer(bang_khla.district))
    message, rows = refusal(bang_khla, shown)
    assert message.startswith("มี 1 รายการเปลี่ยนไปหลังจากที่เปิดหน้านี้")
    assert rows == {row.pk}


def test_a_row_added_or_removed_since_it_was_shown_refuses(bang_khla):
    shown = seen(bang_khla)
    other = make.row(bang_khla, make.producer(bang_khla.district, "รายใหม่"), entry="no_sales")
    assert refusal(bang_khla, shown)[1] == {other.pk}
    shown = seen(bang_khla)
    gone = other.pk
    other.delete()
    assert refusal(bang_khla, shown)[1] == {gone}


@pytest.mark.parametrize("shown", ["", "nonsense", "1:1 ²:3 x:y :", "1" * 9999 + ":1"])
def test_a_page_that_showed_something_else_refuses(bang_khla, shown):
    message, rows = refusal(bang_khla, shown)
    assert "เปลี่ยนไปหลังจากที่เปิดหน้านี้" in message
    assert bang_khla.rows.get().pk in rows


def test_a_product_registered_since_is_asked_for(bang_khla):
    maker = bang_khla.rows.get().producer
    make.product(maker, "food")
    shown = seen(bang_khla)
    make.product(maker, "herb")
    with pytest.raises(StepRefused) as refused:
        workflow.confirm_district(bang_khla, by=chief(bang_khla), seen=shown)
    assert len(refused.value.row_ids) == 1


def test_a_row_not_filled_in_refuses(bang_khla):
    blank = make.row(
        bang_khla,
        make.producer(bang_khla.district, "ยังว่าง"),
        entry="blank",
        added_by_hand=True,
    )
    assert refusal(bang_khla, seen(bang_khla)) == ("ยังไม่บันทึก 1 รายการ", {blank.pk})


def test_a_figure_out_of_line_refuses_until_it_is_explained(bang_khla):
    row = bang_khla.rows.get()
    for number in range(6, 10):
        past = make.district_month(bang_khla.district, date(2026, number, 1))
        make.row(past, row.producer, amounts=("20000", "0", "0", "0"))
    message, rows = refusal(bang_khla, seen(bang_khla))
    assert message == "1 รายการสูงหรือต่ำกว่าปกติ เลือกเหตุผลก่อนยืนยัน"
    assert rows == {row.pk}
    SalesRow.objects.filter(pk=row.pk).update(note="งดผลิตเพราะน้ำท่วม")  # a note is a note
    assert refusal(bang_khla, seen(bang_khla)) == (message, rows)
    SalesRow.objects.filter(pk=row.pk).update(reason=make.reason())
    assert confirm(bang_khla).status == "district_confirmed"


# --- The province returns and confirms ------------------------------------------------------------


def test_returning_keeps_the_reason_and_the_marks(bang_khla):
    confirm(bang_khla)
    row = bang_khla.rows.get()
    unsure = make.district_officer(bang_khla.district)
    returned = give_back(bang_khla, " ยอดไม่ตรง ", marks={row.pk: "ขาดใบเสร็จ"})
    assert (returned.status, returned.return_reason) == ("returned", "ยอดไม่ตรง")
    assert (returned.district_confirmed_at, returned.district_confirmed_by) == (None, None)
    assert returned.returned_by == province_of(bang_khla) != unsure
    assert list(RowMark.objects.values_list("row", "note", "step__name")) == [
        (row.pk, "ขาดใบเสร็จ", "return_district")
    ]
    assert trail()[1:] == [
        ("return_district", "district_confirmed", "returned", "province24", "ยอดไม่ตรง")
    ]


def test_a_mark_without_a_note_bears_the_reason(bang_khla):
    confirm(bang_khla)
    give_back(bang_khla, marks={bang_khla.rows.get().pk: "  "})
    assert RowMark.objects.get().note == "ยอดไม่ตรง"


def test_a_mark_on_a_row_of_elsewhere_refuses_the_whole_step(bang_khla):
    confirm(bang_khla)
    other = make.district_month(make.district("2403", "-"))
    foreign = make.row(other, make.producer(other.district))
    before = everything()
    with pytest.raises(StepRefused, match=r"^รายการที่ทำเครื่องหมายไม่อยู่ในอำเภอนี้$"):
        give_back(bang_khla, marks={bang_khla.rows.get().pk: "", foreign.pk: ""})
    assert everything() == before


def test_returning_needs_a_reason_and_the_version_that_was_shown(bang_khla):
    confirm(bang_khla)
    before = everything()
    with pytest.raises(StepRefused, match=r"^ระบุเหตุผล"):
        give_back(bang_khla, "  ")
    with pytest.raises(StepRefused, match="มีการเปลี่ยนแปลงหลังจากที่เปิดหน้านี้"):
        workflow.return_district(
            bang_khla, by=province_of(bang_khla), seen_version=1, reason="ยอดไม่ตรง"
        )
    assert everything() == before


def test_a_returned_district_corrects_and_confirms_again(bang_khla):
    confirm(bang_khla)
    give_back(bang_khla)
    row = bang_khla.rows.get()
    typed = entry.RowInput(row.pk, row.version, {"domestic_offline": "7"})
    [result] = entry.save_rows(bang_khla, [typed], by=make.district_officer(bang_khla.district))
    assert result.saved
    assert confirm(bang_khla).version == 4
    assert [line[:3] for line in trail()] == [
        ("confirm_district", "entering", "district_confirmed"),
        ("return_district", "district_confirmed", "returned"),
        ("confirm_district", "returned", "district_confirmed"),
    ]


@pytest.fixture
def two_districts(bang_khla) -> tuple[DistrictMonth, DistrictMonth]:
    other = make.district_month(make.district("2403", "บางน้ำเปรี้ยว"))
    make.row(other, make.producer(other.district, "อีกอำเภอ"), amounts=("7", "0", "0", "0"))
    confirm(bang_khla)
    confirm(other)
    return bang_khla, other


def test_the_province_reports_with_its_last_district(two_districts):
    first, second = two_districts
    department = make.department_officer()
    assert confirm_province(first)[1] is False
    assert SalesRow.objects.visible_to(department).count() == 0
    assert confirm_province(second)[1] is True
    assert SalesRow.objects.visible_to(department).count() == 2
    assert trail()[2:] == [
        ("confirm_province", "district_confirmed", "province_confirmed", "province24", ""),
        ("confirm_province", "district_confirmed", "province_confirmed", "province24", ""),
        ("report_province", "collecting", "confirmed", "province24", ""),
    ]
    snapshot = Snapshot.objects.get()
    assert (snapshot.version, snapshot.superseded_at) == (1, None)
    lines = snapshot.lines.values_list("district", "category", "producers", "domestic_offline")
    assert sorted(lines) == [("2402", "food", 1, 100), ("2403", "food", 1, 7)]


def test_one_of_several_that_moved_on_refuses_all(two_districts):
    first, second = two_districts
    before = everything()
    with pytest.raises(BatchStopped, match=r"^ยังไม่ได้ยืนยันอำเภอใด เพราะ 1 จาก 2 อำเภอ") as stopped:
        workflow.confirm_province(
            {first.pk: 2, second.pk: 1}, by=province_of(first), month=first.month_id
        )
    assert [(one.name, one.sentence, one.refused) for one in stopped.value.outcomes] == [
        ("อำเภอบางคล้า", "ยืนยันได้ แต่ยังไม่ได้ยืนยันในครั้งนี้", False),
        ("อำเภอบางน้ำเปรี้ยว", "มีการเปลี่ยนแปลงหลังจากที่เปิดหน้านี้ ตรวจอีกครั้งแล้วทำใหม่", True),
    ]
    with pytest.raises(StepRefused, match=r"^เลือกอำเภอ"):
        workflow.confirm_province({}, by=province_of(first), month=first.month_id)
    assert everything() == before


def test_who_did_not_say_that_the_report_is_withdrawn_is_asked_first(two_districts):
    first, second = two_districts
    give_back(second, withdraws=False)  # nothing was reported yet
    confirm(second)
    confirm_province(first, second)
    before = everything()
    with pytest.raises(WithdrawsReport, match=r"^ยังไม่ได้ส่งกลับ จังหวัดรายงานเดือนนี้ต่อกรมแล้ว"):
        give_back(second, withdraws=False)
    assert everything() == before
    assert give_back(second, withdraws=True).status == "returned"


def test_returning_a_district_of_a_reported_province_takes_the_report_back(two_districts):
    first, second = two_districts
    confirm_province(first, second)
    department = make.department_officer()
    doors = (SalesRow, DistrictMonth, Snapshot)
    assert [model.objects.visible_to(department).count() for model in doors] == [2, 2, 1]
    give_back(second)
    assert [model.objects.visible_to(department).count() for model in doors] == [0, 0, 0]
    province_month = ProvinceMonth.objects.get()
    assert (province_month.status, province_month.confirmed_at) == ("collecting", None)
    assert province_month.confirmed_by is None
    assert Snapshot.objects.get().superseded_at is not None
    assert trail()[-2:] == [
        ("return_district", "province_confirmed", "returned", "province24", "ยอดไม่ตรง"),
        (
            "withdraw_province",
            "confirmed",
            "collecting",
            "province24",
            "ส่งกลับอำเภอบางน้ำเปรี้ยว",
        ),
    ]
    first.refresh_from_db()
    assert first.status == "province_confirmed"


def test_confirming_again_makes_the_next_version(two_districts):
    first, second = two_districts
    confirm_province(first, second)
    give_back(second)
    row = second.rows.get()
    typed = entry.RowInput(row.pk, row.version, {"domestic_offline": "9"})
    entry.save_rows(second, [typed], by=make.district_officer(second.district))
    confirm(second)
    assert confirm_province(second)[1] is True
    of_second = {"lines__district": "2403"}
    snapshots = Snapshot.objects.filter(**of_second).order_by("version")
    assert list(snapshots.values_list("version", "lines__domestic_offline")) == [(1, 7), (2, 9)]
    current = Snapshot.objects.visible_to(make.department_officer()).get()
    assert current.version == 2
