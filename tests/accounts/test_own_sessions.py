"""A person's own sessions, and what is asked again before a dangerous step."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.second_factor import codes
from core.personal.models import Reveal
from core.users.models import OpenSession, User
from core.users.open_sessions import device_of
from tests.accounts.test_second_factor import SECRET, is_in, sign_in, with_app
from tests.support import factories as make
from tests.support.sheets_by_heading import send

pytestmark = pytest.mark.django_db

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
)


@pytest.fixture
def chief() -> User:
    return make.district_chief(make.district("2402"))


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


# --- Sessions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (EDGE, "Edge บน Windows"),
        (PHONE, "Chrome บน Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari บน iPhone"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox บน Linux",
        ),
        ("curl/8.0", ""),
    ],
)
def test_a_machine_is_called_as_people_know_it(agent, device):
    assert device_of(agent) == device


def test_one_sees_where_one_is_signed_in_and_since_when(chief, clock):
    office = Client(HTTP_USER_AGENT=EDGE, REMOTE_ADDR="203.0.113.7")
    sign_in(chief, office)
    clock.shift(timedelta(minutes=20))
    phone = Client(HTTP_USER_AGENT=PHONE, REMOTE_ADDR="203.0.113.8")
    sign_in(chief, phone)
    sign_in(make.district_clerk(chief.district))
    page = text_of(phone.get("/account/"))
    said = re.findall(r"<strong>(\S+ บน \S+)</strong>(.*?)</li>", page)
    assert [device for device, _ in said] == ["Chrome บน Android", "Edge บน Windows"]
    assert "เครื่องนี้" in said[0][1]
    assert "เครื่องนี้" not in said[1][1]
    assert "203.0.113.7" in said[1][1]
    assert "3 พ.ย. 2569 09:00" in said[1][1]


def test_a_machine_is_signed_out_from_another(chief):
    lost, here = Client(HTTP_USER_AGENT=EDGE), Client(HTTP_USER_AGENT=PHONE)
    sign_in(chief, lost)
    sign_in(chief, here)
    page = here.get("/account/").content.decode()
    (address,) = set(re.findall(r'action="(/account/sessions/\d+/)"', page))
    assert here.post(address)["Location"] == "/account/"
    assert not is_in(lost)
    assert is_in(here)
    assert here.post(address).status_code == 404


def test_another_persons_is_not_found(chief):
    sign_in(chief)
    stranger, _ = sign_in(make.district_clerk(chief.district))
    theirs = OpenSession.objects.get(account=chief)
    assert stranger.post(f"/account/sessions/{theirs.pk}/").status_code == 404
    assert OpenSession.objects.filter(pk=theirs.pk).exists()


def test_all_others_at_once(chief):
    others = [sign_in(chief)[0] for _ in range(3)]
    here, _ = sign_in(chief)
    here.post("/account/sessions/")
    assert [is_in(one) for one in others] == [False] * 3
    assert is_in(here)


def test_what_ended_is_open_no_more(chief, clock):
    gone, _ = sign_in(chief)
    gone.post("/logout/")
    sign_in(chief)
    clock.shift(timedelta(minutes=31))
    here, _ = sign_in(chief)
    assert text_of(here.get("/account/")).count("เข้าเมื่อ") == 1
    elsewhere, _ = sign_in(chief)
    new = {"old_password": "test-password"} | dict.fromkeys(
        ("new_password1", "new_password2"), "มะม่วงสามใบ ใต้ต้นคราม"
    )
    assert here.post("/password_change/", new).status_code == 302
    assert not is_in(elsewhere)
    assert text_of(here.get("/account/")).count("ใช้ล่าสุด") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(chief, count, django_assert_num_queries):
    for _ in range(count - 1):
        sign_in(chief)
    here, _ = sign_in(chief)
    here.get("/account/")
    with django_assert_num_queries(QUERIES):
        here.get("/account/")


QUERIES = 5


def test_a_browser_drops_its_cache_of_pages_at_sign_out(chief):
    client, _ = sign_in(chief)
    assert client.post("/logout/").headers["Clear-Site-Data"] == '"cache"'


def test_a_draft_s_key_is_its_persons_and_always_the_same(chief):
    def key(user):
        page = sign_in(user)[0].get("/account/")
        assert "no-store" in page.headers["Cache-Control"]
        return re.search(r'data-draft-key="([^"]{44})"', page.content.decode())[1]

    first, second = key(chief), key(chief)
    assert first == second != key(make.district_clerk(chief.district))


# --- Asked again ----------------------------------------------------------------------------------


@pytest.fixture
def late(clock):
    """`late(client)`: a quarter of an hour after its sign-in, and it was used meanwhile."""

    def wait(minutes: int = 16) -> None:
        clock.shift(timedelta(minutes=minutes))

    return wait


def proof_of(answer) -> str:
    assert answer.status_code == 302, answer.content.decode()[:200]
    assert answer["Location"].startswith("/account/proof/?next=")
    return answer["Location"]


def test_a_step_of_an_account_asks_again_and_leads_back(chief, late):
    province, _ = sign_in(make.province_officer(chief.district.province))
    address = f"/accounts/{chief.pk}/suspend/"
    assert province.get(address).status_code == 200
    late()
    ask = proof_of(province.get(address))
    assert "รหัสผ่าน" in text_of(province.get(ask))
    wrong = province.post(ask, {"password": "wrong"})
    assert wrong.status_code == 422
    assert "รหัสผ่านไม่ถูกต้อง" in text_of(wrong)
    assert province.post(ask, {"password": "test-password"})["Location"] == address
    assert province.get(address).status_code == 200


def test_a_form_opened_in_time_may_be_sent_a_while_longer(chief, late):
    province, _ = sign_in(make.province_officer(chief.district.province))
    address = f"/accounts/{chief.pk}/suspend/"
    late(20)
    assert (
        province.post(address, {"reason": "ลาศึกษาต่อ"})["Location"]
        == f"/accounts/user/{chief.pk}/change/"
    )


def test_later_nothing_is_done_and_the_page_says_so(chief, late):
    province, _ = sign_in(make.province_officer(chief.district.province))
    late(20)
    province.get("/reports/")
    late(20)
    ask = proof_of(province.post(f"/accounts/{chief.pk}/suspend/", {"reason": "ลาศึกษาต่อ"}))
    assert "ยังไม่ได้ดำเนินการ" in text_of(province.get(ask))
    chief.refresh_from_db()
    assert chief.is_active


def test_who_has_a_second_factor_shows_that(chief, late, clock):
    client = Client()
    client.force_login(with_app(chief))
    late()
    ask = proof_of(client.get("/account/recovery-codes/"))
    assert "รหัส 6 หลัก" in text_of(client.get(ask))
    assert client.post(ask, {"password": "test-password"}).status_code == 422
    from time import time

    right = client.post(ask, {"code": codes.digits_at(SECRET, time())})
    assert right["Location"] == "/account/recovery-codes/"


def test_guessing_is_braked_as_at_the_sign_in(chief, late):
    client, _ = sign_in(chief)
    late()
    ask = "/account/proof/?next=/reports/"
    assert [client.post(ask, {"password": "-"}).status_code for _ in range(5)] == [422] * 5
    assert client.post(ask, {"password": "test-password"}).status_code == 429


def test_it_leads_nowhere_else(chief):
    client, _ = sign_in(chief)
    right = client.post(
        "/account/proof/?next=https://elsewhere.example/", {"password": "test-password"}
    )
    assert right["Location"] == "/"


def test_what_else_asks_again(chief, late):
    producer = make.producer(chief.district)
    producer.set_national_id("1999900000013")
    producer.save()
    district, _ = sign_in(chief)
    department, _ = sign_in(make.department_officer())
    reveal = f"/personal/reveal/producers/producer/{producer.pk}/"
    asked = [
        (district, reveal),
        (district, "/tables/producers/export/"),
        (district, "/producers/producer/export/?q=1"),
        (district, "/account/app/"),
        (district, "/account/passkey/"),
    ]
    for client, address in asked:
        answer = client.get(address)
        assert answer.status_code == 200, address
        list(answer)  # a file is closed once it was read
    late()
    department.get("/reports/")
    for client, address in asked:
        proof_of(client.get(address))
    late(15)
    proof_of(district.post(reveal, {"reason": "ตรวจกับหนังสือรับรอง"}))
    assert not Reveal.objects.exists()
    for address in (f"/accounts/user/{chief.pk}/change/", "/accounts/user/add/"):
        proof_of(department.post(address, {"full_name": "-"}))
    proof_of(department.post("/accounts/invitations/", {"way": "screen", "account": [chief.pk]}))
    proof_of(department.post(f"/accounts/{chief.pk}/invite/", {"way": "screen"}))
    proof_of(district.post("/account/sessions/"))


def test_what_is_no_personal_data_does_not(chief, late):
    client, _ = sign_in(chief)
    late()
    answer = client.get("/tables/products/export/")
    assert answer.status_code == 200
    list(answer)  # a file is closed once it was read


def test_a_list_that_gives_rights_is_taken_in_after_it_only(chief, late):
    officer = make.department_officer()
    department, _ = sign_in(officer)
    row = {"ชื่อผู้ใช้": "somsri", "ชื่อ-นามสกุล": "สมศรี ตัวอย่าง", "สังกัด": "อำเภอ", "รหัสพื้นที่": "2402"}
    run = send("accounts", officer, [row | {"มีสิทธิรับรองยอดของอำเภอ": "ใช่"}])
    late(20)
    department.get("/reports/")
    late(20)
    proof_of(department.post(f"/tables/imports/{run.pk}/confirm/"))
    run.refresh_from_db()
    assert run.status == "checked"
