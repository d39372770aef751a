"""Accounts nobody uses: ninety days, at the sign-in and by the command; who is left, who is told why."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import lifecycle, unused
from core.history.tracking import event_model
from core.users.models import User
from tests.support import factories as make

pytestmark = pytest.mark.django_db

DAYS = timedelta(days=90)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def department() -> User:
    """In use all the time, so that the rule of the last account does not stand in the way."""
    return make.department_officer()


@pytest.fixture
def clerk() -> User:
    return make.district_officer(make.district("2402", "บางคล้า"))


def seen(account: User, at: datetime) -> None:
    User.objects.filter(pk=account.pk).update(last_login=at)


def sign_in(account: User, password: str = "test-password"):
    return Client().post("/login/", {"username": account.username, "password": password})


def stands(account: User) -> str:
    return User.objects.values_list("standing", flat=True).get(pk=account.pk)


def command(*options: str) -> list[str]:
    out = StringIO()
    call_command("suspend_unused_accounts", *options, stdout=out)
    return out.getvalue().splitlines()


def test_ninety_days_to_the_second(clerk, department, clock):
    begun = timezone.now()
    seen(clerk, begun)
    clock.move_to(begun + DAYS)
    seen(department, timezone.now())
    assert command() == ["พัก 0 + 0 บัญชี"]
    clock.shift(SECOND)
    assert command("--dry-run") == ["district2402\tไม่ได้เข้าใช้", "จะพัก 1 + 0 บัญชี"]
    assert stands(clerk) == "active"
    assert command() == ["district2402\tไม่ได้เข้าใช้", "พัก 1 + 0 บัญชี"]
    assert stands(clerk) == "suspended"
    step = clerk.steps.get()
    assert (step.name, step.by, step.reason) == ("suspend", None, "ไม่ได้เข้าใช้ 90 วัน")
    event = event_model(User).objects.filter(pgh_obj_id=clerk.pk).latest("pgh_id")
    assert event.pgh_context["command"] == "suspend_unused_accounts"


def test_the_sign_in_itself_refuses_though_no_command_ran(clerk, clock):
    assert sign_in(clerk).status_code == 302
    clock.shift(DAYS + SECOND)
    answer = sign_in(clerk)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "บัญชีนี้ถูกพักการใช้ตั้งแต่ 1 ก.พ. 2570" in page
    assert "ไม่ได้เข้าใช้ 90 วัน" in page
    assert stands(clerk) == "suspended"
    assert "sessionid" not in answer.cookies


def test_who_does_not_know_the_password_learns_nothing(clerk, clock):
    clock.shift(DAYS + SECOND)
    answer = sign_in(clerk, "wrong")
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in answer.content.decode()
    assert "พัก" not in answer.content.decode().replace("พัฒนา", "")
    assert stands(clerk) == "active"  # nobody proved to be the person


@pytest.mark.parametrize("standing", ["invited", "suspended", "ended"])
def test_only_an_account_in_use_signs_in(clerk, standing):
    User.objects.filter(pk=clerk.pk).update(standing=standing, is_active=False)
    answer = sign_in(clerk)
    assert answer.status_code == 200
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" not in answer.content.decode()


def test_a_lifted_account_is_counted_from_its_lift(clerk, department, clock):
    seen(clerk, timezone.now())
    clock.shift(DAYS + SECOND)
    seen(department, timezone.now())
    command()
    lifecycle.lift([clerk.pk], by=department, reason="กลับมา")
    clock.shift(DAYS)
    seen(department, timezone.now())
    assert command() == ["พัก 0 + 0 บัญชี"]
    clock.shift(SECOND)
    assert command()[-1] == "พัก 1 + 0 บัญชี"


def test_one_that_was_never_used_is_counted_from_its_making(clerk, department, clock):
    clock.shift(DAYS + SECOND)
    seen(department, timezone.now())
    assert clerk.last_login is None
    assert command()[-1] == "พัก 1 + 0 บัญชี"


def test_the_departments_account_used_last_is_left(clerk, department, clock):
    other = User.objects.create_user("department2", "test-password", role="department")
    seen(department, timezone.now())
    seen(other, timezone.now() - timedelta(days=3))
    clock.shift(DAYS * 2)
    assert command()[-1] == "พัก 2 + 0 บัญชี"
    assert (stands(department), stands(other), stands(clerk)) == (
        "active", "suspended", "suspended",
    )  # fmt: skip
    assert sign_in(department).status_code == 302


def test_who_signs_in_while_the_command_runs_is_left(clerk, department, clock, monkeypatch):
    clock.shift(DAYS + SECOND)
    seen(department, timezone.now())
    original = unused.lock

    def lock(keys):
        keys = list(keys)
        seen(clerk, timezone.now())
        return original(keys)

    monkeypatch.setattr(unused, "lock", lock)
    assert unused.suspend_unused() == []
    assert stands(clerk) == "active"


def test_the_list_of_who_is_next_names_the_nearest_first(department, clock):
    places = [make.district(code) for code in ("2402", "2403", "2404")]
    for place, days in zip(places, (75, 76, 80), strict=True):
        seen(make.district_officer(place), timezone.now() - timedelta(days=days))
    User.objects.update(standing_since=timezone.now() - timedelta(days=200))
    seen(department, timezone.now())
    soon = unused.suspended_soon(User.objects.all())
    assert [one.username for one in soon] == ["district2404"]
    clock.shift(SECOND)
    soon = unused.suspended_soon(User.objects.all())
    assert [one.username for one in soon] == ["district2404", "district2403"]


def test_the_setting_names_the_days(clerk, department, clock, settings):
    settings.ACCOUNT_UNUSED_DAYS = 10
    clock.shift(timedelta(days=10, seconds=1))
    seen(department, timezone.now())
    assert command()[0] == "district2402\tไม่ได้เข้าใช้"
    assert clerk.steps.get().reason == "ไม่ได้เข้าใช้ 10 วัน"
