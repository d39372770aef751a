"""A confirmation soon after a new password says so: on the trail, the paper, the report, the homes."""

from datetime import timedelta

import pytest

from accounts import invitations, lifecycle
from core.reports.engine import build, find_report, read_parameters
from core.users.models import User
from sales.models import DistrictMonth, Step
from sales.months import checks, workflow
from tests.support import factories as make
from tests.support.clock import clock  # noqa: F401
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

PASSWORD = "ทอผ้า-ย้อมคราม-12"


@pytest.fixture
def month() -> DistrictMonth:
    month = make.district_month(make.district("2402", "บางคล้า"))
    make.row(month, make.producer(month.district), amounts=("5", "0", "0", "0"))
    return month


def opened_by_link(account: User, by: User) -> None:
    (issued,) = invitations.invite([account.pk], by=by, to_own_mail=True)
    invitations.accept(issued.address.rstrip("/").rsplit("/", 1)[-1], PASSWORD)
    account.refresh_from_db()


def confirmed(month: DistrictMonth, chief: User) -> Step:
    workflow.confirm_district(month, by=chief, seen=checks.fingerprint(checks.rows_to_check(month)))
    return Step.objects.get(name="confirm_district")


def report(user: User) -> list[dict]:
    found = find_report("new-passwords", user)
    return [dict(row) for row in build(found, user, read_parameters(found, user, {})).rows]


def test_a_chief_that_a_province_let_in_and_the_province_after_it(month, clock):  # noqa: F811
    chief, province = (
        make.district_chief(month.district),
        make.province_officer(month.district.province),
    )
    department = make.department_officer()
    opened_by_link(chief, province)
    clock.shift(timedelta(days=6, hours=23))
    step = confirmed(month, chief)
    assert str(province) in step.new_password
    said = "ผู้ยืนยันตั้งรหัสผ่านใหม่ไม่เกิน 7 วันก่อนยืนยัน"
    at_province = signed_in(province)
    review = at_province.get("/sales/2026-10/2402/review/").content.decode()
    assert step.new_password in review
    paper = build(
        found := find_report("rt2", chief),
        chief,
        read_parameters(found, chief, {"month": "2026-10", "district": "2402"}),
    )
    assert [line for line in paper.notes if line.startswith(said)]
    assert [row["new_password"] for row in report(province)] == [step.new_password]
    address = "/reports/new-passwords/?period=2570"
    assert address in at_province.get("/").content.decode()
    assert step.new_password in at_province.get(address).content.decode()

    assert report(department) == []  # the province has not reported: nothing of it is seen
    lifecycle.set_first_password(province.pk, PASSWORD, by=department)
    province.refresh_from_db()
    seen = DistrictMonth.objects.get(pk=month.pk).version
    _, reported = workflow.confirm_province({month.pk: seen}, by=province, month=month.month_id)
    assert reported
    told = {row["step"]: row["new_password"] for row in report(department)}
    assert set(told) == {"อำเภอยืนยัน", "รายงานกรม"}
    assert str(department) in told["รายงานกรม"]
    assert "/reports/new-passwords/" in signed_in(department).get("/").content.decode()


def test_after_seven_days_and_with_an_own_change_nothing_is_said(month, clock):  # noqa: F811
    chief = make.district_chief(month.district)
    opened_by_link(chief, make.province_officer(month.district.province))
    clock.shift(timedelta(days=7, seconds=1))
    chief.set_password("อีกรหัสหนึ่ง-ของตนเอง")
    chief.save()
    assert confirmed(month, chief).new_password == ""
