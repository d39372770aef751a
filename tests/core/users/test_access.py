"""Who came in, what was refused, whose data was shown and taken out: each leaves its line."""

import pytest
from django.test import Client
from django.urls import reverse

from core.logbook.models import Access
from core.personal.models import Reveal
from core.users.models import User
from tests.support import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "ผ้าไหมทอมือ-2569-บางปะกง"
NUMBER = "1101700230705"


@pytest.fixture
def clerk() -> User:
    return make.district_officer(make.district())


def told(*kinds: str) -> list[tuple]:
    lines = Access.objects.filter(kind__in=kinds) if kinds else Access.objects.all()
    return [(one.kind, one.by, one.count, one.persons) for one in lines.order_by("pk")]


def sign_in(client, username: str, password: str):
    return client.post(reverse("admin:login"), {"username": username, "password": password})


def test_sign_ins_good_and_bad_and_signing_out(client, clerk):
    clerk.set_password(PASSWORD)
    clerk.must_change_password = False
    clerk.save()
    sign_in(client, clerk.username, "อื่น")
    sign_in(client, clerk.username, PASSWORD)
    client.post(reverse("admin:logout"))
    kinds = ["failed", "sign_in", "sign_out"]
    assert told(*kinds) == [(kind, clerk, 0, []) for kind in kinds]
    line = Access.objects.get(kind="sign_in")
    assert (line.office, line.address) == ("2402", "127.0.0.1")
    assert [one[:2] for one in told("password")] == [("password", clerk)]


def test_a_name_that_nobody_has_is_not_kept(client, clerk):
    sign_in(client, NUMBER, "อื่น")
    line = Access.objects.get(kind="failed")
    assert (line.by, line.subject) == (None, "ชื่อผู้ใช้ที่ไม่มีในระบบ")


def test_five_wrong_passwords_leave_a_lock(client, clerk):
    for _ in range(5):
        sign_in(client, clerk.username, "อื่น")
    assert [one[:2] for one in told("locked")] == [("locked", clerk)]


def test_what_is_out_of_area_or_not_allowed_is_noted(client, clerk):
    foreign = make.producer(make.district("2404", "พนมสารคาม"))
    client.force_login(clerk)
    address = reverse("admin:producers_producer_change", args=[foreign.pk])
    assert client.get(address).status_code == 404
    assert client.get("/accounts/user/add/").status_code == 403
    assert client.get("/no/such/page/").status_code == 404
    lines = Access.objects.filter(kind="refused").order_by("pk")
    assert [(one.by, one.subject) for one in lines] == [
        (clerk, address),
        (clerk, "/accounts/user/add/"),
    ]


def test_what_tries_to_get_around_is_noted_with_who_tried(clerk, settings, caplog):
    """A form of another site, one with forged parts, one too many: whoever is signed in stands in the
    log of access, and the log of the portal has its line of the first."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk)
    address = reverse("admin:logout")
    assert client.post(address).status_code == 403
    assert "CSRF" in caplog.text
    trusting = Client()
    trusting.force_login(clerk)
    maker = make.producer(clerk.district)
    maker.set_national_id("1999900000013")
    maker.save()
    settings.REVEALS_A_DAY = 0
    reveal = f"/personal/reveal/producers/producer/{maker.pk}/"
    assert trusting.post(reveal, {"reason": "ตรวจกับสำเนาบัตร"}).status_code == 429
    too_many = {
        f"field{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)
    }
    assert trusting.post(reveal, too_many).status_code == 400
    lines = Access.objects.filter(kind__in=["refused", "throttled"]).order_by("pk")
    assert [(one.kind, one.by, one.subject) for one in lines] == [
        ("refused", clerk, address),
        ("throttled", clerk, reveal),
        ("refused", clerk, reveal),
    ]


def test_a_list_a_record_and_its_history_say_whose_data_they_showed(client, clerk):
    shown = [make.producer(clerk.district, name) for name in ("กลุ่มหนึ่ง", "กลุ่มสอง")]
    make.producer(make.district("2404", "พนมสารคาม"))
    keys = sorted(one.pk for one in shown)
    client.force_login(clerk)
    for name, args in (("changelist", []), ("change", keys[:1]), ("history", keys[:1])):
        assert client.get(reverse(f"admin:producers_producer_{name}", args=args)).status_code == 200
    assert told("view") == [
        ("view", clerk, 2, keys),
        ("view", clerk, 1, keys[:1]),
        ("view", clerk, 1, keys[:1]),
    ]
    subjects = [one.subject for one in Access.objects.filter(kind="view").order_by("pk")]
    assert subjects == [
        "รายการผู้ผลิต ผู้ประกอบการ",
        "ระเบียนผู้ผลิต ผู้ประกอบการ",
        "ประวัติผู้ผลิต ผู้ประกอบการ",
    ]


def test_a_products_pages_show_its_producer(client, clerk):
    product = make.product(make.producer(clerk.district))
    client.force_login(clerk)
    client.get(reverse("admin:products_product_changelist"))
    client.get(reverse("admin:products_product_change", args=[product.pk]))
    assert told("view") == [("view", clerk, 1, [product.producer_id])] * 2


def test_a_page_is_noted_by_one_statement_whatever_its_rows(
    client, clerk, django_assert_max_num_queries
):
    client.force_login(clerk)
    address = reverse("admin:producers_producer_changelist")
    for count in (1, 3):
        while clerk.district.producer_set.count() < count:
            make.producer(clerk.district, f"กลุ่ม {clerk.district.producer_set.count()}")
        with django_assert_max_num_queries(40) as asked:
            client.get(address)
        noted = [one["sql"] for one in asked if 'INSERT INTO "logbook_access"' in one["sql"]]
        assert len(noted) == 1


def test_a_file_says_whose_data_was_taken_out(client, clerk):
    keys = sorted(make.producer(clerk.district, name).pk for name in ("กลุ่มหนึ่ง", "กลุ่มสอง"))
    client.force_login(clerk)
    for address in (reverse("admin:producers_producer_export"), "/tables/products/export/"):
        answer = client.get(address)
        assert answer.status_code == 200
        b"".join(answer.streaming_content)
    assert told("export") == [("export", clerk, 2, keys), ("export", clerk, 0, [])]


def test_a_reveal_says_whose_number(client, clerk):
    producer = make.producer(clerk.district)
    producer.set_national_id(NUMBER)
    producer.save()
    client.force_login(clerk)
    address = reverse("admin:national-id-reveal", args=["producers", "producer", producer.pk])
    answer = client.post(address, {"reason": "ตรวจกับบัตรของผู้มาติดต่อ"})
    assert answer.status_code == 200
    assert Reveal.objects.count() == 1
    assert told("reveal") == [("reveal", clerk, 1, [producer.pk])]
    assert NUMBER not in str(list(Access.objects.values()))


def test_whose_lines_an_office_sees(clerk):
    foreign = make.district_officer(make.district("2502", "กบินทร์บุรี"))
    province, department = make.province_officer(clerk.district.province), make.department_officer()
    for by in (clerk, foreign, province, department):
        Access.objects.create(kind="export", by=by, office=by.office_code)

    def seen(user: User) -> set:
        return {one.by for one in Access.objects.visible_to(user)}

    assert seen(department) == {clerk, foreign, province, department}
    assert seen(province) == {clerk, province}
    assert seen(clerk) == {clerk}
