"""Partners' keys: who makes them, what they open, how often, and that nobody can read one again."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api import keys, problems, quotas
from api.models import KeyStep, KeyUse, PartnerKey, Resource
from core.areas.row_security import seen_as
from core.logbook.models import Access
from core.steps import StepRefused
from core.thai import calendar
from core.users.brakes import Limit
from tests.support import factories as make
from tests.support.catalogue_factories import agreed, shown_product
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def department():
    return make.department_officer()


def made(by, **said) -> keys.MadeKey:
    usual = {
        "partner": "มหาวิทยาลัยสมมติ",
        "contact": "หัวหน้าศูนย์ข้อมูล โทร. 02 000 0000",
        "areas": [],
        "resources": Resource.values,
        "per_minute": 100,
        "per_day": 1000,
        "last_day": calendar.today() + timedelta(days=365),
    }
    return keys.make(by=by, **(usual | said))


@pytest.fixture
def products():
    """One of จังหวัดฉะเชิงเทรา, one of another."""
    found = []
    for code in ("2402", "2501"):
        maker = make.producer(make.district(code, f"อำเภอ{code}"), f"รายของ{code}")
        agreed(maker)
        found.append(shown_product(maker, name=f"ผ้าของ{code}"))
    return found


def ask(path: str = "products", token: str | None = None, **headers: str):
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    return Client(headers=headers).get(f"/api/v1/{path}")


def names(answer) -> list[str]:
    assert answer.status_code == 200, answer.content.decode()
    return [row["name"] for row in answer.json()["data"]]


# --- Made and revoked -------------------------------------------------------------------------------


def test_the_department_makes_a_key_and_sees_it_once(department):
    client = signed_in(department)
    page = client.get("/partner-keys/new/").content.decode()
    assert "ทั่วประเทศ" in page
    posted = {
        "partner": "มหาวิทยาลัยสมมติ", "contact": "ศูนย์ข้อมูล โทร. 02 000 0000",
        "last_day": "30/9/2570", "per_minute": "๖๐๐", "per_day": "50,000",
        "resources": ["products"], "areas": [],
    }  # fmt: skip
    answer = client.post("/partner-keys/new/", posted)
    key = PartnerKey.objects.get()
    text = answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    (token,) = re.findall(r'value="(otop_[\w-]+)"', text)
    assert key.token_hash == keys.token_hash(token)
    assert (key.per_minute, key.per_day, key.resources) == (600, 50_000, ["products"])
    assert ask(token=token).status_code == 200
    for path in ("/partner-keys/", f"/partner-keys/{key.pk}/"):
        page = client.get(path).content.decode()
        assert "มหาวิทยาลัยสมมติ" in page
        assert "ใช้ได้" in page
        assert token not in page
        assert key.token_hash not in page
    (step,) = KeyStep.objects.all()
    assert (step.name, step.by) == ("make", department)


def test_a_form_that_is_not_right_says_where(department):
    client = signed_in(department)
    long = calendar.today() + timedelta(days=800)
    posted = {
        "partner": "ก", "contact": "ข", "per_minute": "1", "per_day": "1",
        "resources": ["products"], "last_day": f"{long.day}/{long.month}/{long.year + 543}",
    }  # fmt: skip
    answer = client.post("/partner-keys/new/", posted)
    assert answer.status_code == 422
    assert "ไม่เกิน 2 ปี" in answer.content.decode()
    answer = client.post("/partner-keys/new/", posted | {"resources": [], "per_minute": "0"})
    assert answer.status_code == 422
    assert "เลือกข้อมูลอย่างน้อยหนึ่งรายการ" in answer.content.decode()
    assert not PartnerKey.objects.exists()


def test_a_revoked_key_works_no_more(department, products):
    token = (one := made(department)).token
    assert ask(token=token).status_code == 200
    client = signed_in(department)
    path = f"/partner-keys/{one.key.pk}/"
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "หน่วยงานแจ้งว่าคีย์รั่ว"}).status_code == 302
    answer = ask(token=token)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    page = client.get(path).content.decode()
    assert "เพิกถอนแล้ว" in page
    assert "หน่วยงานแจ้งว่าคีย์รั่ว" in page
    assert client.post(path, {"reason": "อีกครั้ง"}).status_code == 409
    assert [step.name for step in KeyStep.objects.order_by("pk")] == ["make", "revoke"]


def test_a_key_runs_out(department, products, time_machine):
    token = made(department, last_day=calendar.today()).token
    assert ask(token=token).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    assert ask(token=token).status_code == 401


@pytest.mark.parametrize("officer", ["district_officer", "province_officer"])
def test_only_the_department_has_to_do_with_keys(department, officer):
    district = make.district()
    other = getattr(make, officer)(district if officer == "district_officer" else district.province)
    key = made(department).key
    with pytest.raises(StepRefused):
        made(other)
    with pytest.raises(StepRefused):
        keys.revoke(key, reason="ไม่ใช่หน้าที่", by=other)
    ask(token=made(department).token)
    assert not PartnerKey.objects.visible_to(other).exists()
    for model in (PartnerKey, KeyStep, KeyUse):
        with seen_as(other):
            assert not model.objects.exists()
        with seen_as(department):
            assert model.objects.exists()


def test_the_database_keeps_a_key_as_it_was_made(department):
    key = made(department).key
    rows = PartnerKey.objects.filter(pk=key.pk)
    for change in (
        lambda: rows.update(per_day=5),
        lambda: rows.update(areas=["24"]),
        lambda: rows.update(token_hash="0" * 64),
        lambda: rows.update(expires_at=timezone.now() + timedelta(days=700)),
        lambda: rows.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    keys.revoke(key, reason="เลิกใช้", by=department)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(revoked_at=None)


# --- What it opens ----------------------------------------------------------------------------------


def test_a_key_opens_no_more_than_is_public(department, products):
    hidden = make.product(products[0].producer, name="ไม่ยินยอม")
    token = made(department).token
    assert ask(token=token).json() == ask().json()
    assert ask(f"products/{hidden.pk}", token).status_code == 404


def test_a_key_of_some_provinces(department, products):
    near, far = products
    token = made(department, areas=["24"]).token
    assert names(ask()) == [near.name, far.name]
    assert names(ask(token=token)) == [near.name]
    assert names(ask("products?province=24", token)) == [near.name]
    assert ask(f"products/{near.pk}", token).status_code == 200
    for path in (f"products/{far.pk}", "products?province=25", "products?district=2501"):
        answer = ask(path, token)
        assert answer.status_code == 403, path
        assert answer["Content-Type"] == problems.CONTENT_TYPE
    assert names(ask("products", token)) == [near.name]  # nor by what was kept for others


def test_a_key_of_some_resources(department, products):
    token = made(department, resources=["producers"]).token
    assert ask("producers", token).status_code == 200
    assert ask("provinces", token).status_code == 200
    for path in ("products", f"products/{products[0].pk}", "outlets", "rounds"):
        assert ask(path, token).status_code == 403, path


def test_no_cache_keeps_an_answer_to_a_key_for_others(department, products):
    answer = ask(token=made(department).token)
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer["Vary"]
    assert "Authorization" in ask()["Vary"]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic {}",
        "{}",
        "Bearer {}x",
        "Bearer x{}",
        "Bearer ๕",
        "Bearer otop_",
    ],
)
def test_what_is_no_key_is_refused(department, products, said):
    token = made(department).token
    answer = ask(authorization=said.format(token))
    assert answer.status_code == 401
    assert answer["Content-Type"] == problems.CONTENT_TYPE
    assert token not in answer.content.decode()


def test_a_key_in_the_address_is_refused_as_any_unknown_parameter(department, products):
    answer = ask(f"products?key={made(department).token}")
    assert answer.status_code == 422


# --- How often --------------------------------------------------------------------------------------


def small(monkeypatch, name: str, most: int) -> None:
    limit = getattr(quotas, name)
    monkeypatch.setattr(quotas, name, Limit(limit.name, most, limit.window, limit.holds))


def test_an_address_waits_after_its_quota_and_a_key_does_not(
    department, products, monkeypatch, time_machine
):
    small(monkeypatch, "OF_ADDRESS", 2)
    token = made(department).token
    assert [ask().status_code for _ in range(4)] == [200, 200, 429, 429]
    answer = ask()
    assert 0 < int(answer["Retry-After"]) <= 61
    assert answer["Content-Type"] == problems.CONTENT_TYPE
    assert "นาทีละ 2 ครั้ง" in answer.json()["detail_th"]
    assert ask("nothing").status_code == 429
    assert ask(token=token).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(seconds=int(answer["Retry-After"])))
    assert [ask().status_code for _ in range(3)] == [200, 200, 429]


def test_a_keys_quota_of_a_minute_and_of_a_day(department, products, time_machine):
    one = made(department, per_minute=2, per_day=4)
    other = made(department)
    ask_it = lambda: ask(token=one.token)  # noqa: E731
    assert [ask_it().status_code for _ in range(3)] == [200, 200, 429]
    assert ask(token=other.token).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(seconds=61))
    assert ask_it().status_code == 200
    answer = ask_it()  # the fifth of the day
    assert answer.status_code == 429
    assert "วันละ 4 ครั้ง" in answer.json()["detail_th"]
    use = KeyUse.objects.get(key=one.key)
    assert (use.asked, use.refused, use.day) == (5, 2, calendar.today())
    time_machine.move_to(timezone.now() + timedelta(seconds=int(answer["Retry-After"])))
    assert ask_it().status_code == 200
    page = signed_in(department).get(f"/partner-keys/{one.key.pk}/").content.decode()
    assert "การใช้รายวัน" in page


def test_guessed_keys_make_the_address_wait_and_old_keys_do_not(department, products, monkeypatch):
    small(monkeypatch, "OF_UNKNOWN_KEYS", 3)
    one = made(department)
    keys.revoke(one.key, reason="เลิกใช้", by=department)
    assert [ask(token=one.token).status_code for _ in range(5)] == [401] * 5
    assert [ask(token="otop_x").status_code for _ in range(4)] == [401, 401, 401, 429]


def test_use_is_logged_without_the_secret(department, products):
    one = made(department)
    for _ in range(3):
        ask(token=one.token)
    (line,) = Access.objects.filter(kind=Access.Kind.EXPORT)
    assert line.by is None
    assert "มหาวิทยาลัยสมมติ" in line.subject
    assert one.token not in line.subject
    assert KeyUse.objects.get().asked == 3


@pytest.mark.parametrize("most", [1, 3])
def test_the_list_of_keys_asks_as_often_for_three_as_for_one(department, most):
    client = signed_in(department)
    for _ in range(most):
        ask(token=made(department).token)
    client.get("/partner-keys/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/partner-keys/")
    assert len(asked) == 3, [one["sql"] for one in asked]
