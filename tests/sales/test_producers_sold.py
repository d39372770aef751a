"""From a figure of รต.๓ down to the producers behind it, for who may see them."""

from decimal import Decimal

import pytest

from sales.reports.producers_sold import ONE_PROVINCE
from tests.support import factories as make

pytestmark = pytest.mark.django_db

OCTOBER = {"period": "2026-10"}


def asked(client, user, key="sales-producers", **query):
    client.force_login(user)
    return client.get(f"/reports/{key}/", OCTOBER | query)


def names(client, user, **query) -> list[str]:
    rows = asked(client, user, format="json", **query).json()["rows"]
    return [row["name"] for row in rows]


@pytest.fixture
def month():
    month = make.district_month(make.district("2402", "บางคล้า"))
    beside = make.district_month(make.district("2403", "บ้านโพธิ์"))
    for name, category, amounts in (
        ("กลุ่มเล็ก", "food", ("10", "5", "0", "0")),
        ("กลุ่มใหญ่", "food", ("900", "0", "0", "1")),
        ("กลุ่มผ้า", "fabric", ("70", "0", "0", "0")),
        ("กลุ่มไม่มียอด", "food", ("0", "0", "0", "0")),
    ):
        make.row(month, make.producer(month.district, name), category, amounts)
    make.row(beside, make.producer(beside.district, "กลุ่มข้างเคียง"), "food", ("3", "0", "0", "0"))
    return month


def test_the_producers_of_a_scope_come_to_what_rt3_says(client, month):
    make.confirm_province(month.district.province)
    for user in (make.province_officer(month.district.province), make.department_officer()):
        query = {"province": "24", "format": "json"}
        whole = asked(client, user, "rt3", **query).json()["total"]["total"]
        said = asked(client, user, **query).json()
        assert said["total"]["total"] == whole == "989.00"
        assert sum(Decimal(row["total"]) for row in said["rows"]) == Decimal(whole)
        assert names(client, user, province="24") == [
            "กลุ่มใหญ่", "กลุ่มผ้า", "กลุ่มเล็ก", "กลุ่มข้างเคียง",
        ]  # fmt: skip
        assert names(client, user, province="24", category="food", district="2402") == [
            "กลุ่มใหญ่", "กลุ่มเล็ก",
        ]  # fmt: skip


def test_who_sees_which_producers_is_the_doors_matter(client, month):
    district = make.district_officer(month.district)
    assert names(client, district) == ["กลุ่มใหญ่", "กลุ่มผ้า", "กลุ่มเล็ก"]  # its own, as they stand
    province = make.province_officer(month.district.province)
    assert names(client, province) == []  # nothing is confirmed
    assert names(client, make.department_officer(), province="24") == []
    elsewhere = make.province_officer(make.district("2501", "อื่น").province)
    assert names(client, elsewhere) == []
    assert asked(client, elsewhere, province="24").status_code == 404
    assert asked(client, district, district="2403").status_code == 404
    whole = asked(client, make.department_officer(), category="food")
    assert ONE_PROVINCE in whole.content.decode()


def test_rt3_leads_down_to_them_by_category_and_kind(client, month):
    make.confirm_province(month.district.province)
    page = asked(client, make.province_officer(month.district.province), "rt3")
    links = {cell.text: cell.link for row in page.context["grid"].rows for cell in row if cell.link}
    food = links["อาหาร"]
    assert "/reports/sales-producers/?" in food
    assert "category=food" in food
    counted = [
        cell.link for row in page.context["grid"].rows for cell in row if "kind=group" in cell.link
    ]
    assert len(counted) == 2  # food and fabric have producers of this kind
    for link in (food, *counted):
        assert "กลุ่ม" in client.get(link).content.decode()
    nation = asked(client, make.department_officer(), "rt3")
    [first, *_] = nation.context["grid"].rows
    assert next(cell.link for cell in first if cell.link).startswith("/reports/rt4/?")


@pytest.mark.parametrize("count", [1, 3])
def test_the_report_costs_the_same_at_1_and_at_3(client, count, django_assert_num_queries):
    month = make.district_month(make.district())
    for number in range(count):
        make.row(month, make.producer(month.district, f"กลุ่ม {number}"), amounts=("5",) + ("0",) * 3)
    make.confirm_province(month.district.province)
    user = make.province_officer(month.district.province)
    asked(client, user)
    with django_assert_num_queries(10):
        client.get("/reports/sales-producers/", OCTOBER)
