"""The menu: its groups, its counts, ไปที่… and ข้อมูลอ้างอิง; each of them behind the person's own door."""

import re
from datetime import date

import pytest
from django.contrib import admin
from django.test import Client

from otop_registry.jump import NO_NUMBERS
from otop_registry.navigation import groups
from tests.support import factories as make
from tests.support import pages
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def month():
    return make.district_month(make.district("2402", "บางคล้า"))


@pytest.fixture
def people(month) -> dict:
    return {
        "district": make.district_officer(month.district),
        "province": make.province_officer(month.district.province),
        "department": make.department_officer(),
    }


def counts(client: Client) -> dict[str, int]:
    return client.get("/menu/counts/").json()


def found(client: Client, asked: str) -> dict[str, list[str]]:
    answer = client.get("/jump/", {"q": asked, "format": "json"}).json()
    return {one["title"]: [place["label"] for place in one["places"]] for one in answer["found"]}


# --- Groups ---------------------------------------------------------------------------------------


def test_the_menu_of_each_role_has_at_most_seven_groups_and_no_entry_twice(people):
    for user in people.values():
        menu = groups(user)
        names = [name for _, _, entries in menu for _, name in entries]
        assert len(menu) <= 7
        assert 20 <= len(names) <= 27
        assert len(names) == len(set(names))


def test_what_was_folded_stays_so_but_the_group_of_the_page_is_open(people):
    client = signed_in(people["province"])
    client.cookies["menu_folded"] = "sales.registers.nonsense"
    content = pages.markup(client.get("/correspondence/notices/").content.decode())
    assert 'data-group="sales"><summary>' in content
    assert 'data-group="registration" open><summary>' in content
    on_board = pages.markup(client.get("/sales/board/").content.decode())
    assert 'data-group="sales" open><summary>' in on_board
    assert 'data-group="registers"><summary>' in on_board


# --- Counts ---------------------------------------------------------------------------------------


def test_the_counts_are_what_waits_now(people, month):
    district, province = signed_in(people["district"]), signed_in(people["province"])
    make.producer(month.district, "ร่าง", status="submitted")
    make.producer(month.district, "คืน", status="returned")
    assert counts(district) == {"admin:sales-entry": 1, "admin:registration-own": 1}
    assert counts(province) == {"admin:registration-queue": 1}
    assert counts(signed_in(people["department"])) == {}
    make.confirm_district(month)
    assert counts(district) == {"admin:registration-own": 1}
    assert counts(province) == {"admin:sales-board": 1, "admin:registration-queue": 1}
    elsewhere = signed_in(make.province_officer(make.province("25")))
    assert counts(elsewhere) == {}


def test_the_home_counts_for_the_menu_and_names_the_queue(people, month):
    make.producer(month.district, "ร่าง", status="submitted")
    make.confirm_district(month)
    home = pages.markup(signed_in(people["province"]).get("/").content.decode())
    assert '<span class="count" data-count="admin:sales-board">1</span>' in home
    assert "<strong>1 ระเบียน</strong>รอจังหวัดตรวจและรับรอง" in home
    assert '<span class="count" data-count="admin:notices" hidden></span>' in home


@pytest.mark.parametrize("who", ["district", "province", "department"])
def test_the_counts_cost_the_same_at_1_and_at_3(people, month, who, django_assert_num_queries):
    """The session, the person with the office, everything that is counted."""
    client = signed_in(people[who])
    for number in (1, 2, 3):
        make.producer(month.district, f"ร่าง {number}", status="submitted")
        counts(client)  # writes the session where they changed
        if number != 2:
            with django_assert_num_queries(3):
                counts(client)


# --- What has another name in the menu ------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "tasks"),
    [
        ("district", ["Excel", "มติ", "หนังสือนำส่ง", "รายผู้ผลิต"]),
        ("province", ["Excel", "มติ", "สุ่มตรวจ", "หนังสือนำส่ง", "บัญชี"]),
        ("department", ["Excel", "ทะเบียนรายจังหวัด", "อธิบดี", "บัญชี"]),
    ],
)
def test_tasks_of_another_name_are_on_the_home_and_found_by_it(people, who, tasks):
    client = signed_in(people[who])
    home = client.get("/").text.partition("งานอื่นที่ทำบ่อย")[2].partition("</p>")[0]
    for task in tasks:
        assert task in home
        assert any(task in label for label in found(client, task)["หน้า"])
    for address in re.findall(r'href="([^"]+)"', home):
        assert client.get(address).status_code in (200, 302), address


# --- ไปที่… ----------------------------------------------------------------------------------------


def test_a_page_a_record_and_a_month_are_found(people, month):
    producer = make.producer(month.district, "กลุ่มทอผ้าไหมบางคล้า")
    make.product(producer, name="ผ้าไหมลายดอก")
    client = signed_in(people["province"])
    assert found(client, "กระดาน") == {"หน้า": ["กระดานยืนยัน"]}
    assert found(client, "ผ้าไหม") == {
        "ผู้ผลิต ผู้ประกอบการ": ["กลุ่มทอผ้าไหมบางคล้า"],
        "ผลิตภัณฑ์": ["ผ้าไหมลายดอก"],
    }
    assert found(client, producer.code)["ผู้ผลิต ผู้ประกอบการ"] == ["กลุ่มทอผ้าไหมบางคล้า"]
    for asked in ("ตุลาคม 2569", "ต.ค. 69", "ตค69", "10/2569", "๑๐/๖๙"):
        assert found(client, asked)["เดือน"] == ["ตุลาคม 2569", "ตุลาคม 2569"], asked
    assert found(client, "ไม่มีอะไรชื่อนี้") == {}
    assert found(client, " ") == {}


def test_a_month_leads_to_the_page_of_the_role(people, month):
    addresses = {}
    for who, user in people.items():
        answer = signed_in(user).get("/jump/", {"q": "ต.ค. 69", "format": "json"}).json()
        addresses[who] = answer["found"][0]["places"][0]["address"]
    assert addresses == {
        "district": "/sales/2026-10/2402/",
        "province": "/sales/board/?month=2026-10",
        "department": "/sales/months/2026-10/",
    }


def test_nothing_of_another_area_is_found(people, month):
    make.producer(make.district("2403", "ข้างเคียง"), "กลุ่มทอผ้าข้างเคียง")
    make.producer(make.district("2501", "อื่น"), "กลุ่มทอผ้าต่างจังหวัด")
    names = {who: found(signed_in(user), "กลุ่มทอผ้า") for who, user in people.items()}
    assert names == {
        "district": {},
        "province": {"ผู้ผลิต ผู้ประกอบการ": ["กลุ่มทอผ้าข้างเคียง"]},
        "department": {"ผู้ผลิต ผู้ประกอบการ": ["กลุ่มทอผ้าข้างเคียง", "กลุ่มทอผ้าต่างจังหวัด"]},
    }
    assert found(signed_in(people["district"]), "กระดาน") == {}  # nor a page of another role


@pytest.mark.parametrize("typed", ["1999900000013", "1-9999-00000-01-3", "๑๙๙๙๙๐๐๐๐๐๐๑๓"])
def test_a_national_id_is_neither_looked_for_nor_said_again(people, month, typed):
    make.ready_producer(month.district, "กลุ่มของบุคคล")
    client = signed_in(people["district"])
    for answer in (client.get("/jump/", {"q": typed}), client.post("/jump/", {"q": typed})):
        content = pages.text_of(answer, NO_NUMBERS)
        assert "กลุ่มของบุคคล" not in content
        assert typed not in content


def test_what_a_jump_asks_does_not_grow_with_what_it_finds(
    people, month, django_assert_max_num_queries
):
    client = signed_in(people["department"])
    for number in range(9):
        make.producer(month.district, f"กลุ่มทอผ้า {number}")
        make.sales_month(date(2025, number + 1, 1))
    with django_assert_max_num_queries(6):
        assert len(found(client, "กลุ่มทอผ้า")["ผู้ผลิต ผู้ประกอบการ"]) == 6


# --- ข้อมูลอ้างอิง -----------------------------------------------------------------------------------


def test_every_list_the_department_keeps_is_in_the_menu_or_among_the_references(people):
    client = signed_in(people["department"])
    page = client.get("/references/")
    content = page.content.decode()
    for model, kept in admin.site._registry.items():
        address = f"/{model._meta.app_label}/{model._meta.model_name}/"
        if kept.has_view_permission(page.wsgi_request):
            assert f'href="{address}"' in content, address
    for name in ("มาตรฐาน", "หน่วยงาน", "เหตุผลชี้แจงยอดจำหน่าย", "คำที่ใช้ตรวจชื่อ", "วันหยุดราชการ"):
        assert f">{name}</a>" in content
