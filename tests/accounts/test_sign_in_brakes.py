"""Brakes at the sign-in: growing waits for a pair, limits of an address and of all, and who unlocks."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from accounts import sign_in_brakes, unlocking
from core.steps import StepRefused
from core.users.brakes import Limit, held, note_try
from core.users.models import AccountStep, Brake, User
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

OFFICE, STRANGER = "203.0.113.7", "198.51.100.66"


@pytest.fixture
def clerk() -> User:
    return make.district_officer(make.district("2402", "บางคล้า"), may_certify=False)


def tries(username: str, password: str, address: str, times: int = 1) -> list[int]:
    client = Client(REMOTE_ADDR=address)
    form = {"username": username, "password": password}
    return [client.post("/login/", form).status_code for _ in range(times)]


def test_a_stranger_keeps_nobody_out(clerk):
    assert tries(clerk.username, "wrong", STRANGER, 8)[-1] == 429
    assert tries(clerk.username, "test-password", STRANGER) == [429]
    assert tries(clerk.username, "test-password", OFFICE) == [302]


def test_each_five_wait_longer_and_a_try_meanwhile_does_not_count(clerk, clock):
    for minutes in (15, 30, 60, 120, 120):
        assert tries(clerk.username, "wrong", STRANGER, 5)[-1] == 429
        assert tries(clerk.username, "wrong", STRANGER, 3) == [429] * 3
        page = Client(REMOTE_ADDR=STRANGER).post(
            "/login/", {"username": clerk.username, "password": "wrong"}
        )
        assert f"พักการเข้าสู่ระบบ {minutes} นาที" in page.content.decode()
        clock.shift(timedelta(minutes=minutes - 1))
        assert tries(clerk.username, "test-password", STRANGER) == [429]
        clock.shift(timedelta(minutes=1, seconds=1))
    assert tries(clerk.username, "test-password", STRANGER) == [302]
    assert tries(clerk.username, "wrong", STRANGER, 4) == [200] * 4  # counted from the beginning


def test_an_address_that_tries_many_accounts_waits_and_its_known_people_do_not(clerk, monkeypatch):
    monkeypatch.setattr(
        sign_in_brakes,
        "ADDRESS",
        Limit("address", 6, timedelta(minutes=15), (timedelta(minutes=15),)),
    )
    other = make.district_officer(make.district("2403"))
    assert tries(clerk.username, "test-password", OFFICE) == [302]
    for nth in range(6):
        tries(f"guess{nth}", "wrong", OFFICE)
    assert tries(other.username, "test-password", OFFICE) == [429]
    page = Client(REMOTE_ADDR=OFFICE).post(
        "/login/", {"username": other.username, "password": "test-password"}
    )
    assert "ไม่ได้ถูกพัก" in page.content.decode()
    assert tries(clerk.username, "test-password", OFFICE) == [302]
    assert tries(other.username, "test-password", STRANGER) == [302]


def test_guessing_from_many_addresses_makes_the_unknown_wait(clerk, monkeypatch, caplog):
    monkeypatch.setattr(
        sign_in_brakes, "ALL", Limit("all", 9, timedelta(minutes=10), (timedelta(minutes=5),))
    )
    assert tries(clerk.username, "test-password", OFFICE) == [302]
    for nth in range(9):
        tries(clerk.username, "wrong", f"198.51.100.{nth}")
    assert tries(clerk.username, "test-password", STRANGER) == [429]
    assert tries(clerk.username, "test-password", OFFICE) == [302]
    assert "all waits until" in caplog.text


def test_what_is_typed_as_a_name_is_not_kept():
    tries("1-1007-00000-01-9", "wrong", OFFICE)
    assert "1007" not in str(list(Brake.objects.values()))


def test_old_passwords_wait_longer_too(clerk, clock):
    client = signed_in(clerk)
    wrong = {"old_password": "wrong", "new_password1": "x", "new_password2": "x"}
    for minutes in (15, 30):
        for _ in range(5):
            client.post("/password_change/", wrong)
        answer = client.post("/password_change/", wrong)
        assert answer.status_code == 429
        assert f"รออีก {minutes} นาที" in answer.content.decode()
        clock.shift(timedelta(minutes=minutes, seconds=1))
        client = signed_in(clerk)
    assert client.post("/password_change/", wrong).status_code == 200


def test_the_chief_the_province_or_the_department_unlocks_and_it_is_on_the_trail(clerk):
    chief = make.district_chief(clerk.district)
    province, department = make.province_officer(clerk.district.province), make.department_officer()
    for by in (chief, province, department):
        tries(clerk.username, "wrong", OFFICE, 5)
        at = signed_in(by)
        assert "/accounts/locked/" in at.get("/").content.decode()
        assert clerk.username in at.get("/accounts/locked/").content.decode()
        done = at.post("/accounts/locked/", {"account": clerk.pk}, follow=True)
        assert "เข้าสู่ระบบได้ทันที" in done.content.decode()
        assert tries(clerk.username, "test-password", OFFICE) == [302]
    told = AccountStep.objects.filter(name="unlock").order_by("pk")
    assert list(told.values_list("account__username", "by__username")) == [
        (clerk.username, by.username) for by in (chief, province, department)
    ]
    assert "/accounts/locked/" not in signed_in(chief).get("/").content.decode()


def test_who_unlocks_nobody(clerk):
    neighbour = make.district_chief(make.district("2403"))
    foreign = make.province_officer(make.province("25"))
    chief = make.district_chief(clerk.district)
    for name in (clerk.username, chief.username):
        tries(name, "wrong", OFFICE, 5)
    assert signed_in(clerk).get("/accounts/locked/").status_code == 404
    for by in (neighbour, foreign):
        assert unlocking.locked_accounts(by) == []
        assert signed_in(by).post("/accounts/locked/", {"account": clerk.pk}).status_code == 404
    with pytest.raises(StepRefused, match="ของตนเองไม่ได้"):
        unlocking.unlock(chief.pk, by=chief)
    with pytest.raises(StepRefused, match="สิทธิของพัฒนาการอำเภอ"):
        unlocking.unlock(chief.pk, by=clerk)
    with pytest.raises(StepRefused, match="ไม่ได้ถูกพัก"):
        unlocking.unlock(foreign.pk, by=make.department_officer())
    assert tries(clerk.username, "test-password", OFFICE) == [429]


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_no_more_for_many(many, django_assert_num_queries):
    district = make.district("2402")
    chief = make.district_chief(district)
    for nth in range(many):
        account = User.objects.create_user(f"clerk{nth}", role="district", district=district)
        tries(account.username, "wrong", OFFICE, 5)
    with django_assert_num_queries(2):
        assert len(unlocking.locked_accounts(chief)) == many


def test_old_counts_are_forgotten(clock):
    limit = Limit("made_up", 1, timedelta(hours=1), (timedelta(minutes=1),))
    assert note_try(limit, "a") == held(limit, "a")
    clock.shift(timedelta(days=3))
    call_command("forget_tries")
    assert Brake.objects.count() == 0
