"""The second factor of a sign-in: asked, set up, guessed, lost."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import invitations, lifecycle
from accounts.second_factor import codes, keeping
from core.logbook.models import Access
from core.personal import encryption
from core.steps import StepRefused
from core.users.models import AccountStep, Authenticator, Brake, RecoveryCode, User
from tests.support import factories as make

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def chief() -> User:
    return make.district_chief(make.district("2402"))


def with_app(account: User) -> User:
    """`account` with an app of SECRET, whose last digits were those of a minute ago."""
    Authenticator.objects.create(
        account=account,
        kind="app",
        name="โทรศัพท์",
        secret_encrypted=encryption.encrypt(SECRET),
    )
    now = account.standing_since
    User.objects.filter(pk=account.pk).update(second_factor_since=now)
    account.refresh_from_db()
    return account


@pytest.fixture
def now(clock):
    """What an app shows now, or so many seconds later."""
    from time import time

    return lambda later=0: codes.digits_at(SECRET, time() + later)


def sign_in(account: User, client: Client | None = None, **more) -> tuple[Client, object]:
    client = client or Client()
    said = {"username": account.username, "password": "test-password"} | more
    return client, client.post("/login/", said)


def is_in(client: Client) -> bool:
    return client.get("/reports/").status_code == 200


def names_of(account: User) -> list[str]:
    return list(account.steps.order_by("pk").values_list("name", flat=True))


# --- Signing in -----------------------------------------------------------------------------------


def test_without_a_factor_a_password_is_enough(chief):
    client, answer = sign_in(chief)
    assert answer["Location"] == "/"
    assert is_in(client)


def test_nobody_is_in_before_the_second_factor_which_then_leads_on(chief, now):
    with_app(chief)
    client, answer = sign_in(chief, next="/reports/?q=1")
    assert answer["Location"] == "/login/second-factor/"
    assert not is_in(client)
    page = client.get("/login/second-factor/").content.decode()
    assert "ยืนยันขั้นที่สอง" in page
    assert chief.full_name in page
    wrong = client.post("/login/second-factor/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "รหัสไม่ถูกต้อง" in wrong.content.decode()
    assert not is_in(client)
    right = client.post("/login/second-factor/", {"code": now()})
    assert right["Location"] == "/reports/?q=1"
    assert is_in(client)
    assert client.get("/login/second-factor/")["Location"] == "/login/"


def test_a_new_password_by_a_link_does_not_get_past_it(chief, now):
    """Whoever holds the link, and be it who made it, still has no second factor."""
    with_app(chief)
    (issued,) = invitations.invite([chief.pk], by=make.department_officer())
    path = issued.address.removeprefix("http://127.0.0.1:8000")
    given = "ทอผ้า-ย้อมคราม-12"
    twice = {"new_password1": given, "new_password2": given}
    assert Client().post(path, twice).status_code == 200
    client, answer = sign_in(chief, password=given)
    assert answer["Location"] == "/login/second-factor/"
    assert not is_in(client)
    client.post("/login/second-factor/", {"code": now()})
    assert is_in(client)


def test_it_leads_nowhere_else(chief, now):
    with_app(chief)
    client, _ = sign_in(chief, next="https://elsewhere.example/")
    assert client.post("/login/second-factor/", {"code": now()})["Location"] == "/"


def test_thai_digits_and_blanks_are_digits(chief, now):
    with_app(chief)
    client, _ = sign_in(chief)
    typed = now().translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert (
        client.post("/login/second-factor/", {"code": f" {typed[:3]} {typed[3:]}"}).status_code
        == 302
    )


@pytest.mark.parametrize(("late", "taken"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_may_differ_by_half_a_minute(chief, now, late, taken):
    with_app(chief)
    client, _ = sign_in(chief)
    answer = client.post("/login/second-factor/", {"code": now(late)})
    assert answer.status_code == (302 if taken else 422)


def test_digits_work_once(chief, now):
    with_app(chief)
    shown = now()
    for status in (302, 422):
        client, _ = sign_in(chief)
        assert client.post("/login/second-factor/", {"code": shown}).status_code == status


def test_the_password_is_asked_again_after_ten_minutes(chief, clock, now):
    with_app(chief)
    client, _ = sign_in(chief)
    clock.shift(timedelta(minutes=10, seconds=1))
    assert client.post("/login/second-factor/", {"code": now()})["Location"] == "/login/"
    assert not is_in(client)


def test_whatever_ends_sessions_ends_the_waiting_too(chief, now):
    with_app(chief)
    client, _ = sign_in(chief)
    lifecycle.suspend([chief.pk], by=make.province_officer(chief.district.province), reason="ลา")
    assert client.post("/login/second-factor/", {"code": now()})["Location"] == "/login/"


def test_without_a_password_the_page_sends_to_it():
    assert Client().get("/login/second-factor/")["Location"] == "/login/"
    assert Client().post("/login/second-factor/", {"code": "123456"})["Location"] == "/login/"


def test_five_wrong_ones_lock_the_account_from_any_address(chief, clock, now):
    with_app(chief)
    for number in range(5):
        client = Client(REMOTE_ADDR=f"203.0.113.{number}")
        sign_in(chief, client)
        assert client.post("/login/second-factor/", {"code": "000000"}).status_code == 422
    client, _ = sign_in(chief)
    locked = client.post("/login/second-factor/", {"code": now()})
    assert locked.status_code == 429
    noted = Access.objects.filter(by=chief, subject="การยืนยันขั้นที่สอง").order_by("pk")
    assert [one.kind for one in noted] == ["failed"] * 4 + ["locked"]
    assert noted[2].address == "203.0.113.2"
    assert "พักการยืนยันขั้นที่สอง 15 นาที" in " ".join(locked.content.decode().split())
    assert not is_in(client)
    clock.shift(timedelta(minutes=16))
    client, _ = sign_in(chief)
    assert client.post("/login/second-factor/", {"code": now()}).status_code == 302
    assert not Brake.objects.filter(name="second_factor").exists()


# --- Setting one up -------------------------------------------------------------------------------


@pytest.fixture
def own(chief) -> Client:
    client = Client()
    client.force_login(chief)
    return client


def shown_secret(client: Client) -> str:
    page = client.get("/account/app/").content.decode()
    assert "<svg" in page
    return re.search(r'typed-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")


def digits_of(secret: str) -> str:
    from time import time

    return codes.digits_at(secret, time())


def test_an_app_is_added_by_its_first_digits_and_then_asked_for(own, chief):
    secret = shown_secret(own)
    assert secret == shown_secret(own)  # shown again, it is the one that was scanned
    wrong = own.post("/account/app/", {"name": "มือถือ", "code": "000000"})
    assert wrong.status_code == 422
    assert "รหัส 6 หลักไม่ตรง" in wrong.content.decode()
    added = own.post("/account/app/", {"name": "มือถือ", "code": digits_of(secret)})
    assert added["Location"] == "/account/recovery-codes/"
    kept = Authenticator.objects.get()
    assert secret not in kept.secret_encrypted
    assert encryption.decrypt(kept.secret_encrypted) == secret
    assert shown_secret(own) != secret
    assert names_of(chief) == ["add_factor"]
    chief.refresh_from_db()
    assert sign_in(chief)[1]["Location"] == "/login/second-factor/"


def test_recovery_codes_are_told_once_kept_as_hashes_and_each_works_once(own, chief, clock):
    with_app(chief)
    page = own.post("/account/recovery-codes/").content.decode()
    told = re.findall(r"<li>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</li>", page)
    assert len(set(told)) == 10
    assert told[0] not in own.get("/account/recovery-codes/").content.decode()
    stored = " ".join(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert told[0] not in stored
    assert told[0].replace("-", "") not in stored
    for typed, status in [(told[0].lower().replace("-", " "), 302), (told[0], 422), (told[1], 302)]:
        client, _ = sign_in(chief)
        assert client.post("/login/second-factor/", {"code": typed}).status_code == status
    assert names_of(chief) == ["new_codes", "use_code", "use_code"]
    assert "เหลือ 8 จาก 10 รหัส" in own.get("/account/").content.decode()


def test_a_new_set_ends_the_one_before(chief):
    with_app(chief)
    before, after = keeping.new_codes(chief), keeping.new_codes(chief)
    assert not keeping.take_code(chief, before[0])
    assert keeping.take_code(chief, after[0])


def test_codes_alone_are_no_factor(chief):
    with pytest.raises(StepRefused, match="ตั้งแอปหรือพาสคีย์ก่อน"):
        keeping.new_codes(chief)


def test_one_of_ones_own_is_removed_another_persons_is_not_found(own, chief):
    with_app(chief)
    keeping.new_codes(chief)
    other = with_app(make.district_officer(make.district("2402"))).authenticators.get()
    assert own.get(f"/account/factors/{other.pk}/remove/").status_code == 404
    assert own.post(f"/account/factors/{other.pk}/remove/").status_code == 404
    mine = chief.authenticators.get()
    assert own.post(f"/account/factors/{mine.pk}/remove/").status_code == 302
    assert list(Authenticator.objects.all()) == [other]
    assert not chief.recovery_codes.exists()
    chief.refresh_from_db()
    assert chief.second_factor_since is None
    assert names_of(chief) == ["new_codes", "remove_factor"]


def test_the_last_one_stays_where_one_is_required(chief, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    with_app(chief)
    with pytest.raises(StepRefused, match="เพิ่มวิธีใหม่ก่อน"):
        keeping.remove(chief, chief.authenticators.get().pk)
    assert chief.authenticators.count() == 1


def test_no_more_than_five(own, chief):
    for _ in range(5):
        with_app(chief)
    secret = shown_secret(own)
    answer = own.post("/account/app/", {"name": "อีกเครื่อง", "code": digits_of(secret)})
    assert answer.status_code == 422
    assert "ครบ 5 รายการ" in answer.content.decode()


def test_what_the_database_refuses(chief):
    key = {"account": chief, "kind": "passkey", "name": "-"}
    for wrong in (
        {"account": chief, "kind": "app", "name": "-"},
        key,
        key | {"credential_id": "a", "credential": "b", "secret_encrypted": "c"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Authenticator.objects.create(**wrong)
    Authenticator.objects.create(**key, credential_id="a", credential="b")
    with pytest.raises(IntegrityError, match="one_account_of_a_passkey"), transaction.atomic():
        Authenticator.objects.create(**key, credential_id="a", credential="b")


def test_a_stale_save_of_the_account_does_not_take_it_away(chief):
    stale = User.objects.get(pk=chief.pk)
    with_app(chief)
    stale.position = "พัฒนาการอำเภอ"
    stale.save()
    assert User.objects.get(pk=chief.pk).second_factor_since is not None


def test_secrets_go_along_to_a_new_key(chief, settings):
    with_app(chief)
    settings.NATIONAL_ID_KEYS = [Fernet.generate_key().decode(), *settings.NATIONAL_ID_KEYS]
    call_command("rotate_national_id_keys", stdout=StringIO())
    settings.NATIONAL_ID_KEYS = settings.NATIONAL_ID_KEYS[:1]
    assert encryption.decrypt(Authenticator.objects.get().secret_encrypted) == SECRET


# --- Who must have one ----------------------------------------------------------------------------


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.SECOND_FACTOR_GRACE_DAYS = 7


def test_whose_time_is_over_reaches_the_page_that_sets_one_up_alone(required, chief, clock):
    client, answer = sign_in(chief)
    assert answer["Location"] == "/"
    home = client.get("/account/").content.decode()
    assert "ต้องตั้งการยืนยันขั้นที่สองภายใน" in home
    assert "10 พ.ย. 2569" in home
    clock.shift(timedelta(days=6, hours=23))
    client, _ = sign_in(chief)
    assert is_in(client)
    clock.shift(timedelta(hours=1))
    client, answer = sign_in(chief)
    for path in ("/", "/reports/", "/jobs/", "/manual/", "/producers/producer/"):
        assert client.get(path)["Location"] == "/account/"
    assert client.post("/jobs/")["Location"] == "/account/"
    page = client.get("/account/")
    assert page.status_code == 200
    assert "ต้องตั้งการยืนยันขั้นที่สองก่อนใช้งานต่อ" in page.content.decode()
    secret = shown_secret(client)
    client.post("/account/app/", {"name": "มือถือ", "code": digits_of(secret)})
    assert is_in(client)
    assert "ต้องตั้ง" not in client.get("/reports/").content.decode()


@pytest.mark.parametrize("who", ["chief", "province", "department", "clerk"])
def test_of_whom_it_is_required(required, who):
    of = make.district("2402")
    account = {
        "chief": lambda: make.district_chief(of),
        "province": lambda: make.province_officer(of.province),
        "department": make.department_officer,
        "clerk": lambda: make.district_clerk(of),
    }[who]()
    sign_in(account)
    account.refresh_from_db()
    assert (account.second_factor_due_at is not None) == (who != "clerk")


def test_a_clerk_may_have_one(required):
    clerk = with_app(make.district_clerk(make.district("2402")))
    assert sign_in(clerk)[1]["Location"] == "/login/second-factor/"
    keeping.remove(clerk, clerk.authenticators.get().pk)
    assert sign_in(clerk)[1]["Location"] == "/"


def test_only_a_demo_does_without():
    from otop_registry import settings as own

    assert own.SECOND_FACTOR_REQUIRED is not own.PORTAL_DEMO


# --- A lost one -----------------------------------------------------------------------------------


def test_the_office_above_releases_a_lost_one_with_a_reason(required, chief, own):
    with_app(chief)
    keeping.new_codes(chief)
    province = make.province_officer(chief.district.province)
    client = Client()
    client.force_login(with_app(province))
    address = f"/accounts/{chief.pk}/release_factor/"
    assert "ปลดการยืนยันขั้นที่สอง" in client.get(f"/accounts/user/{chief.pk}/change/").content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "โทรศัพท์หาย พบตัวแล้ว"}).status_code == 302
    assert not chief.authenticators.exists()
    assert not chief.recovery_codes.exists()
    assert not is_in(own)  # whoever has the telephone now is out
    last = AccountStep.objects.filter(account=chief).latest("pk")
    assert (last.name, last.by, last.reason) == ("release_factor", province, "โทรศัพท์หาย พบตัวแล้ว")
    signed_in, _ = sign_in(chief)
    assert signed_in.get("/reports/")["Location"] == "/account/"  # no days of grace this time
    again = client.post(address, {"reason": "อีกครั้ง"})
    assert again.status_code == 409
    assert "ไม่ได้ใช้การยืนยันขั้นที่สอง" in again.content.decode()


@pytest.mark.parametrize(("who", "status"), [("foreign", 404), ("clerk", 404), ("itself", 404)])
def test_nobody_else_does(chief, who, status):
    with_app(chief)
    by = {
        "foreign": lambda: make.province_officer(make.province("25", "ปราจีนบุรี")),
        "clerk": lambda: make.district_clerk(chief.district),
        "itself": lambda: chief,
    }[who]()
    client = Client()
    client.force_login(by)
    answer = client.post(f"/accounts/{chief.pk}/release_factor/", {"reason": "หาย"})
    assert answer.status_code == status
    assert chief.authenticators.exists()


def test_a_province_is_released_by_the_department_and_not_by_itself():
    province = with_app(make.province_officer(make.province()))
    with pytest.raises(StepRefused, match="ของตนเองไม่ได้"):
        keeping.release([province.pk], by=province, reason="หาย")
    keeping.release([province.pk], by=make.department_officer(), reason="หาย")
    assert not province.authenticators.exists()


def test_an_ended_account_has_none_left(chief):
    with_app(chief)
    keeping.new_codes(chief)
    lifecycle.end([chief.pk], by=make.department_officer(), reason="เกษียณ")
    chief.refresh_from_db()
    assert chief.second_factor_since is None
    assert not chief.authenticators.exists()
    assert not chief.recovery_codes.exists()


def test_the_operator_releases_the_last_of_the_department():
    department = with_app(make.department_officer())
    call_command("release_second_factor", "department", reason="หาย", stdout=StringIO())
    line = department.steps.get()
    assert (line.name, line.by, line.reason) == ("release_factor", None, "หาย")
    assert sign_in(department)[1]["Location"] == "/"
