"""Passwords: long rather than varied, nothing of the portal's own words, hashed with Argon2."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory

from core.areas.models import Province
from core.users.models import User
from otop_registry import settings as own_settings
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def faults(password: str) -> list[str]:
    try:
        validate_password(password)
    except ValidationError as refused:
        return [one.code for one in refused.error_list]
    return []


@pytest.fixture(autouse=True)
def _bang_khla():
    make.district("2402", "บางคล้า")
    Province.objects.update(name_en="Chachoengsao")


@pytest.mark.parametrize(
    "password",
    [
        "OTOP-password-2569",
        "otopotopotop",
        "โอทอปฉะเชิงเทรา๒๕๖๙",
        "Chachoengsao!!2569",
        "สพอ.บางคล้า 12345",
        "2569กรมการพัฒนาชุมชน",
        "qwertyuiop-asdf",
    ],
)
def test_own_words_and_places_are_refused_whatever_stands_around(password):
    assert faults(password) == ["password_of_own_words"]


@pytest.mark.parametrize("password", ["081234567890", "1999900000013", "๐๘๑-๒๓๔๕-๖๗๘๙"])
def test_figures_alone_are_refused(password):
    assert faults(password) == ["password_of_figures"]


@pytest.mark.parametrize(
    "password",
    [
        "ทอผ้า-ย้อมคราม",
        "kaew ma muang saam bai",
        "otop กับมะม่วงสามใบ",  # a word of ours beside others is as good as any
        "เดินเล่นริมน้ำบางคล้าตอนเช้า",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
        "84736251908473625190",  # longer than any number of a person
    ],
)
def test_length_is_enough_whatever_the_letters(password):
    assert faults(password) == []


def test_short_and_common_ones_are_refused():
    assert faults("ทอผ้า") == ["password_too_short"]
    assert faults("telechargement") == ["password_too_common"]


def test_argon2_is_first_and_an_older_hash_is_renewed_at_sign_in(settings):
    settings.PASSWORD_HASHERS = own_settings.PASSWORD_HASHERS
    officer, request = make.department_officer(), RequestFactory().post("/login/")
    password = "มะม่วงสามใบ ใต้ต้นคราม"
    old = PBKDF2PasswordHasher().encode(password, "salt", iterations=1)
    User.objects.filter(pk=officer.pk).update(password=old)
    assert authenticate(request, username=officer.username, password=password) == officer
    stored = User.objects.get().password
    assert stored.startswith(Argon2PasswordHasher.algorithm)
    assert authenticate(request, username=officer.username, password=password) == officer


# --- Guessing the old one in somebody's open session -----------------------------------------------


def guess(client: Client, old: str = "wrong"):
    new = dict.fromkeys(("new_password1", "new_password2"), "a new one of some length")
    return client.post("/password_change/", {"old_password": old} | new)


def test_after_five_wrong_old_passwords_one_waits_and_signs_in_all_the_same(clock):
    clerk = make.district_officer(make.district("2402"))
    client = Client()
    client.force_login(clerk)
    assert [guess(client).status_code for _ in range(5)] == [200] * 5
    locked = guess(client, "test-password")
    assert locked.status_code == 429
    assert "พักการเปลี่ยนรหัสผ่าน 15 นาที" in " ".join(locked.content.decode().split())
    signing_in = {"username": clerk.username, "password": "test-password"}
    assert Client().post("/login/", signing_in).status_code == 302
    clock.shift(timedelta(minutes=16))
    assert guess(client, "test-password").status_code == 302


def test_what_was_left_empty_is_no_guess():
    client = Client()
    client.force_login(make.district_officer(make.district("2402")))
    assert [guess(client, "").status_code for _ in range(7)] == [200] * 7
