"""More time for one office: who may take which step from where, what it moves, what stays for ever."""

from datetime import date
from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction

from core.steps import StepRefused
from core.users.models import User
from sales.calendar import extensions
from sales.calendar.deadlines import district_due, extended_days, province_due
from sales.calendar.extensions import EXTENSION_STEPS
from sales.models import DistrictMonth, Extension, ProvinceMonth, Step
from sales.months import workflow
from tests.support import factories as make

pytestmark = pytest.mark.django_db

DUE = {"district_due": date(2026, 11, 5), "province_due": date(2026, 11, 6)}
LATER = date(2026, 11, 9)


@pytest.fixture
def month() -> DistrictMonth:
    make.sales_month(**DUE, close_due=date(2026, 11, 10))
    return make.district_month(make.district("2402"))


def officers(month: DistrictMonth) -> dict[str, User]:
    return {
        "district": make.district_officer(month.district),
        "sibling": make.district_officer(make.district("2403")),
        "province": make.province_officer(month.district.province),
        "foreign": make.province_officer(make.province("25")),
        "department": make.department_officer(),
    }


def due_days(month: DistrictMonth) -> tuple[int, int]:
    """The days of November that count for the district and for its province."""
    found = DistrictMonth.objects.select_related("month", "district").get(pk=month.pk)
    own = ProvinceMonth.objects.select_related("month").get(month=found.month, province="24")
    extended = extended_days([own.month_id])
    of_district = district_due(found.month, found.district_id, "24", extended)
    return of_district.until.day, province_due(own.month, "24", extended).until.day


def take(step: Step.Name, extension: Extension | None, by: User) -> Extension:
    if step == Step.Name.ASK_EXTENSION:
        return extensions.ask(make.OCTOBER, by=by, until=LATER, reason="น้ำท่วม")
    if step == Step.Name.GRANT_EXTENSION:
        area = make.district("2402")
        return extensions.grant(make.OCTOBER, by=by, area=area, until=LATER, reason="น้ำท่วม")
    if step == Step.Name.APPROVE_EXTENSION:
        return extensions.approve(extension, by=by, until=LATER)
    if step == Step.Name.REFUSE_EXTENSION:
        return extensions.refuse(extension, by=by, reason="ไม่มีเหตุ")
    return extensions.withdraw(extension, by=by)


ON_A_REQUEST = (
    Step.Name.APPROVE_EXTENSION,
    Step.Name.REFUSE_EXTENSION,
    Step.Name.WITHDRAW_EXTENSION,
)
WHO = ("district", "sibling", "province", "foreign", "department")
MAY = {
    Step.Name.ASK_EXTENSION: {"district", "sibling", "province", "foreign"},
    Step.Name.GRANT_EXTENSION: {"department"},
    Step.Name.APPROVE_EXTENSION: {"department"},
    Step.Name.REFUSE_EXTENSION: {"department"},
    Step.Name.WITHDRAW_EXTENSION: {"district"},
}


@pytest.mark.parametrize(("step", "who"), list(product(EXTENSION_STEPS, WHO)))
def test_each_step_is_its_offices_only_and_leaves_a_line(month, step, who):
    by = officers(month)[who]
    asked = make.extension(month.district, LATER) if step in ON_A_REQUEST else None
    if who not in MAY[step]:
        with pytest.raises((StepRefused, Extension.DoesNotExist)):
            take(step, asked, by)
        assert not Step.objects.exists()
        return
    taken = take(step, asked, by)
    assert taken.status == EXTENSION_STEPS[step].target
    line = Step.objects.get()
    assert (line.name, line.to_status, line.by) == (step, taken.status, by)
    assert (line.district, line.province) == (taken.district, taken.province)


@pytest.mark.parametrize(
    ("step", "status"), list(product(ON_A_REQUEST, ["approved", "refused", "withdrawn"]))
)
def test_what_was_decided_is_not_decided_again(month, step, status):
    who = officers(month)
    asked = make.extension(month.district, LATER)
    decided = {
        "approved": lambda: extensions.approve(asked, by=who["department"], until=LATER),
        "refused": lambda: extensions.refuse(asked, by=who["department"], reason="-"),
        "withdrawn": lambda: extensions.withdraw(asked, by=who["district"]),
    }[status]()
    by = who["district" if step == Step.Name.WITHDRAW_EXTENSION else "department"]
    with pytest.raises(StepRefused, match=decided.get_status_display()):
        take(step, asked, by)


def test_only_an_approved_one_moves_the_day_that_counts(month):
    who = officers(month)
    asked = extensions.ask(make.OCTOBER, by=who["district"], until=LATER, reason="น้ำท่วม")
    assert due_days(month) == (5, 6)
    extensions.refuse(asked, by=who["department"], reason="ไม่มีเหตุ")
    assert due_days(month) == (5, 6)
    asked = extensions.ask(make.OCTOBER, by=who["district"], until=LATER, reason="น้ำท่วม")
    extensions.approve(asked, by=who["department"], until=date(2026, 11, 8))  # a day less
    assert due_days(month) == (8, 6)
    assert month.month.district_due == DUE["district_due"]


def test_what_a_province_is_given_counts_for_every_district_of_it(month):
    who = officers(month)
    sibling = make.district_month(make.district("2403"))
    foreign = make.district_month(make.district("2501"))
    asked = extensions.ask(make.OCTOBER, by=who["province"], until=LATER, reason="พายุ")
    assert (asked.province, asked.district) == (month.district.province, None)
    extensions.approve(asked, by=who["department"], until=LATER)
    assert due_days(month) == due_days(sibling) == (9, 9)
    extended = extended_days([foreign.month_id])
    assert district_due(foreign.month, "2501", "25", extended).until.day == 5


@pytest.mark.parametrize(
    ("until", "reason", "said"),
    [
        (date(2026, 11, 5), "น้ำท่วม", "ต้องหลังกำหนดเดิม"),
        (date(2026, 11, 4), "น้ำท่วม", "ต้องหลังกำหนดเดิม"),
        (LATER, "  ", "ระบุเหตุผล"),
    ],
)
def test_a_request_needs_a_later_day_and_a_reason(month, until, reason, said):
    with pytest.raises(StepRefused, match=said):
        extensions.ask(
            make.OCTOBER, by=make.district_officer(month.district), until=until, reason=reason
        )


def test_one_request_at_a_time_and_none_after_the_confirmation(month):
    by = make.district_officer(month.district)
    extensions.ask(make.OCTOBER, by=by, until=LATER, reason="น้ำท่วม")
    with pytest.raises(StepRefused, match="รอกรมพิจารณาอยู่"):
        extensions.ask(make.OCTOBER, by=by, until=LATER, reason="น้ำท่วม")
    with pytest.raises(StepRefused, match="รอพิจารณาอยู่"):
        take(Step.Name.GRANT_EXTENSION, None, make.department_officer())
    other = make.district_month(make.district("2403"))
    make.step(other)
    with pytest.raises(StepRefused, match="ยืนยันเดือนนี้แล้ว"):
        extensions.ask(
            make.OCTOBER, by=make.district_officer(other.district), until=LATER, reason="น้ำท่วม"
        )


@pytest.mark.parametrize("step", [Step.Name.ASK_EXTENSION, Step.Name.GRANT_EXTENSION])
def test_a_closed_month_has_no_more_time(month, step):
    workflow.close_month(make.OCTOBER, by=make.department_officer(), without_missing=True)
    who = officers(month)
    by = who["department" if step == Step.Name.GRANT_EXTENSION else "district"]
    with pytest.raises(StepRefused, match="กรมปิดเดือนตุลาคม 2569แล้ว โดย department"):
        take(step, None, by)


def test_approval_gives_no_more_than_was_asked(month):
    asked = make.extension(month.district, LATER)
    with pytest.raises(StepRefused, match="อนุมัติได้ไม่เกินวันนั้น"):
        extensions.approve(asked, by=make.department_officer(), until=date(2026, 11, 10))
    asked.refresh_from_db()
    assert asked.status == Extension.Status.ASKED


def test_who_sees_which(month):
    who = officers(month)
    own = make.extension(month.district, LATER)
    of_sibling = make.extension(make.district("2403"), LATER)
    of_province = make.extension(month.district.province, LATER)
    of_foreign = make.extension(make.province("25"), LATER)
    seen = {
        name: set(Extension.objects.visible_to(by).values_list("pk", flat=True))
        for name, by in who.items()
    }
    assert seen == {
        "district": {own.pk, of_province.pk},
        "sibling": {of_sibling.pk, of_province.pk},
        "province": {own.pk, of_sibling.pk, of_province.pk},
        "foreign": {of_foreign.pk},
        "department": {own.pk, of_sibling.pk, of_province.pk, of_foreign.pk},
    }


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sales_extension SET reason = 'อื่น'",
        "UPDATE sales_extension SET asked_until = asked_until + 1",
        "UPDATE sales_extension SET district_id = '2403'",
        "UPDATE sales_extension SET status = 'approved'",  # without its day and stamps
        "UPDATE sales_extension SET province_id = '24'",
        "DELETE FROM sales_extension",
    ],
)
def test_the_database_keeps_what_was_asked(month, change):
    make.district("2403")
    make.extension(month.district, LATER)
    refused_by_the_database(change)


@pytest.mark.parametrize(
    "field", ["until = until + 1", "decision_note = 'x'", "status = 'refused'"]
)
def test_the_database_keeps_what_was_decided(month, field):
    make.extension(month.district, LATER, approved=True)
    refused_by_the_database(f"UPDATE sales_extension SET {field}")


def refused_by_the_database(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_two_requests_of_an_office_at_a_time_are_refused_by_the_database(month):
    make.extension(month.district, LATER)
    with pytest.raises(DatabaseError, match="one_request_of_a_district_at_a_time"):
        make.extension(month.district, LATER)
