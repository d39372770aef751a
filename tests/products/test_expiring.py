"""Standards and marks that run out: the list, the visits, the letters, the renewal that is begun."""

import re
from datetime import date

import pytest
import time_machine

from core.reports.engine import BadParameters, build, find_report, read_parameters
from producers.models import Producer
from products.models import HeldStandard, Product, Standard
from tests.support import factories as make

pytestmark = pytest.mark.django_db

TODAY = "2026-11-20T10:00:00+07:00"
LETTERS = "/products/expiring/letters/"


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def clerk(of):
    return make.district_officer(of)


def product(of, maker="แม่มะลิ", name="ขนมจาก", **fields) -> Product:
    return make.product(make.producer(of, maker, **fields), name=name)


def held(one: Product, ends: date | None, number="12/2567", standard="มผช.") -> HeldStandard:
    return HeldStandard.objects.create(
        product=one, standard=Standard.objects.get(name=standard), number=number, expires_on=ends
    )


def report(user, **given):
    found = find_report("expiring", user)
    return build(found, user, read_parameters(found, user, given))


def shown(user, **given) -> list[tuple]:
    return [(row["name"], row["ends"], row["left"]) for row in report(user, **given).rows]


def test_what_runs_out_first_stands_first_with_the_days_left(of, clerk):
    held(product(of), date(2026, 12, 20))
    held(product(of, "แม่พลอย", "น้ำพริก"), date(2026, 11, 21))
    held(product(of, "แม่แก้ว", "ผ้าไหม"), date(2026, 10, 31))
    held(product(of, "แม่ใหม่", "สบู่"), date(2027, 6, 1))
    held(product(of, "แม่เก่า", "เสื่อ"), date(2025, 1, 1))
    held(product(of, "แม่ไม่มี", "ข้าว"), None)
    assert shown(clerk) == [
        ("ผ้าไหม", "31 ต.ค. 2569", -20),
        ("น้ำพริก", "21 พ.ย. 2569", 1),
        ("ขนมจาก", "20 ธ.ค. 2569", 30),
    ]
    assert [name for name, *_ in shown(clerk, days="365")] == ["ผ้าไหม", "น้ำพริก", "ขนมจาก", "สบู่"]


def test_a_renewed_one_is_past_and_another_standard_is_not(of, clerk):
    one = product(of)
    held(one, date(2026, 12, 1), "1/2566")
    held(one, date(2029, 12, 1), "1/2569")
    held(one, date(2026, 12, 5), "อย. 9", "อย.")
    held(product(of, "แม่พลอย", "น้ำพริก"), date(2026, 12, 1), "2/2566")
    assert [(row["name"], row["paper_number"]) for row in report(clerk).rows] == [
        ("น้ำพริก", "2/2566"),
        ("ขนมจาก", "อย. 9"),
    ]


def test_one_no_longer_made_is_not_asked_for(of, clerk):
    ended, made = product(of), product(of, "แม่พลอย", "น้ำพริก")
    for one in (ended, made):
        held(one, date(2026, 12, 1))
    Product.objects.filter(pk=ended.pk).update(production=Product.Production.ENDED)
    assert [name for name, *_ in shown(clerk)] == ["น้ำพริก"]


def test_each_office_sees_its_own_and_the_nation_asks_for_a_province(of):
    held(product(of), date(2026, 12, 1))
    away = make.district("2501", "ที่อื่น")
    held(product(away, "แม่ไกล", "กล้วยตาก"), date(2026, 12, 1))
    assert [name for name, *_ in shown(make.province_officer(of.province))] == ["ขนมจาก"]
    assert [name for name, *_ in shown(make.district_officer(away))] == ["กล้วยตาก"]
    department = make.department_officer()
    assert [name for name, *_ in shown(department, province="25")] == ["กล้วยตาก"]
    with pytest.raises(BadParameters):
        report(department, use="list")


def test_the_list_of_visits_has_addresses_and_room_to_sign(of, clerk):
    held(product(of, house_number="24", village_number="3"), date(2026, 12, 1))
    table = report(clerk, use="visits")
    assert table.by_hand
    (producer,) = Producer.objects.all()
    assert table.links == (f"/producers/producer/{producer.pk}/change/",)
    assert table.rows[0]["address"].startswith("24 หมู่ 3")
    assert [column.key for column in table.columns][-2:] == ["found", "signed"]


def test_the_log_is_told_whose_they_are(of, clerk):
    one = product(of)
    held(one, date(2026, 12, 1))
    assert report(clerk).persons == (one.producer_id,)


def test_the_renewal_is_begun_with_the_same_standard(of, clerk, client):
    one = product(of)
    old = held(one, date(2026, 12, 1), standard="อย.")
    (address,) = report(clerk).links
    client.force_login(clerk)
    assert begun(client.get(address).text) == str(old.standard_id)
    # Of another product nothing is taken.
    other = held(product(of, "แม่พลอย", "น้ำพริก"), date(2026, 12, 1))
    assert (
        begun(
            client.get(
                f"/products/product/{one.pk}/change/?section=standards&renew={other.pk}"
            ).text
        )
        == ""
    )


def begun(page: str) -> str:
    """The standard that stands chosen in the row to be filled in."""
    select = re.search(r'<select name="standards-1-standard".*?</select>', page, re.DOTALL)
    assert select
    chosen = re.search(r'<option value="(\d*)"[^>]* selected', select[0])
    return chosen[1] if chosen else ""


@pytest.mark.parametrize("query", ["days=7", "days=x", "days=90"])
def test_no_letters_where_nothing_runs_out(query, of, clerk, client):
    product(of)
    client.force_login(clerk)
    assert client.get(f"{LETTERS}?{query}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_1_and_at_3(count, of, clerk, django_assert_num_queries):
    for number in range(count):
        held(product(of, f"แม่{number}", f"ขนม{number}"), date(2026, 12, 1), f"{number}/2566")
    found = find_report("expiring", clerk)
    params = read_parameters(found, clerk, {})
    with django_assert_num_queries(2):
        build(found, clerk, params)


def counted(user, **given) -> list[tuple]:
    table = report(user, use="areas", **given)
    keys = ("area", "past", "d30", "d90", "d180", "d365", "total")
    return [tuple(row[key] for key in keys) for row in table.rows]


def test_offices_above_see_how_many_run_out_where_and_are_led_to_the_list(of):
    one = product(of)
    held(one, date(2026, 11, 19), "1")
    held(one, date(2026, 11, 20), "2", "อย.")
    held(product(of, "แม่พลอย", "น้ำพริก"), date(2026, 12, 21), "3")
    away = make.district("2501", "ที่อื่น")
    held(product(away, "แม่ไกล", "กล้วยตาก"), date(2027, 11, 20), "4")
    held(product(away, "แม่เก่า", "เสื่อ"), date(2027, 11, 21), "5")
    assert counted(make.department_officer()) == [
        ("จังหวัดฉะเชิงเทรา", 1, 1, 1, 0, 0, 3),
        (away.province.titled_name, 0, 0, 0, 0, 1, 1),
    ]
    province = make.province_officer(of.province)
    assert counted(province) == [("อำเภอบางคล้า", 1, 1, 1, 0, 0, 3)]
    assert report(province, use="areas").links == (
        "/reports/expiring/?district=2402&use=list&days=365&province=24",
    )
    assert report(make.department_officer()).total["total"] == 4


@pytest.mark.parametrize("count", [1, 3])
def test_the_sums_cost_the_same_at_1_and_at_3(count, of, django_assert_num_queries):
    for number in range(count):
        area = make.district(f"24{10 + number}", f"อำเภอ{number}")
        held(product(area, f"แม่{number}"), date(2026, 12, 1), f"{number}/2566")
    user = make.province_officer(of.province)
    found = find_report("expiring", user)
    params = read_parameters(found, user, {"use": "areas"})
    with django_assert_num_queries(3):
        build(found, user, params)
