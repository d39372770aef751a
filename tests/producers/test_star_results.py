"""Results of selections by round: the last word, the lists, the letters, the row that is begun."""

import re

import pytest
import time_machine

from core.reports.engine import BadParameters, build, find_report, read_parameters
from producers.models import Producer, StarResult
from tests.support import factories as make
from tests.support.pdf_text import pdfium

pytestmark = pytest.mark.django_db

LETTERS = "/producers/star-results/letters/"


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-20T10:00:00+07:00", tick=True):
        yield


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def clerk(of):
    return make.district_officer(of)


def maker(of, name="แม่มะลิ", **fields) -> Producer:
    return make.producer(of, name, **{"status": "announced"} | fields)


def result(one: Producer, year: int, product="ขนมจาก", stars=4) -> StarResult:
    return StarResult.objects.create(producer=one, year=year, product_name=product, stars=stars)


def report(user, **given):
    found = find_report("star-results", user)
    return build(found, user, read_parameters(found, user, given))


def shown(user, **given) -> list[tuple]:
    return [
        (row["producer"], row["product"], row["year"], row["stars"], row["ago"])
        for row in report(user, **given).rows
    ]


def test_the_last_result_of_a_product_counts_the_oldest_round_first(of, clerk):
    one = maker(of)
    result(one, 2560)
    result(one, 2566, stars=5)
    result(one, 2562, "ขนมชั้น")
    result(one, 2559, "")  # of no product: any later one overtakes it
    result(maker(of, "แม่พลอย"), 2568, "น้ำพริก")
    result(maker(of, "แม่ร่าง", status="draft"), 2560)
    assert shown(clerk) == [
        ("แม่มะลิ", "ขนมชั้น", "2562", 4, 7),
        ("แม่มะลิ", "ขนมจาก", "2566", 5, 3),
    ]
    assert [name for name, *_ in shown(clerk, years="1")] == ["แม่มะลิ", "แม่มะลิ", "แม่พลอย"]


def test_by_rounds_each_product_counts_once(of, clerk):
    one = maker(of)
    result(one, 2560)
    result(one, 2566, stars=5)
    result(one, 2566, "ขนมชั้น", 3)
    result(maker(of, "แม่พลอย"), 2564, "น้ำพริก")
    table = report(clerk, use="rounds")
    assert [(row["year"], row["stars_5"], row["stars_3"], row["total"]) for row in table.rows] == [
        ("2566", 1, 1, 2),
        ("2564", 0, 0, 1),
    ]
    assert table.total["total"] == 3


def test_each_office_sees_its_own_and_the_nation_its_rounds_or_a_province(of):
    result(maker(of), 2560)
    away = make.district("2501", "ที่อื่น")
    result(maker(away, "แม่ไกล"), 2560)
    assert [name for name, *_ in shown(make.province_officer(of.province))] == ["แม่มะลิ"]
    assert [name for name, *_ in shown(make.district_officer(away))] == ["แม่ไกล"]
    department = make.department_officer()
    assert report(department).total["total"] == 2
    assert [name for name, *_ in shown(department, use="list", province="25")] == ["แม่ไกล"]
    with pytest.raises(BadParameters):
        report(department, use="list")


def test_visits_have_the_address_and_room_to_sign(of, clerk):
    result(maker(of, house_number="24", village_number="3"), 2560)
    table = report(clerk, use="visits")
    assert table.by_hand
    assert table.rows[0]["address"].startswith("24 หมู่ 3")
    assert [column.key for column in table.columns][-2:] == ["found", "signed"]
    assert table.persons == (Producer.objects.get().pk,)


def test_a_letter_each_names_the_results(of, clerk, client):
    result(maker(of), 2560)
    result(maker(of, "แม่พลอย"), 2561, "น้ำพริก", 3)
    result(maker(make.district("2501", "ที่อื่น"), "แม่ไกล"), 2560)
    client.force_login(clerk)
    said = pdfium(client.get(f"{LETTERS}?years=3").content)
    assert said.count("เรียน") >= 2
    assert "แม่มะลิ" in said
    assert "น้ำพริก" in said
    assert "3 ดาว" in said
    assert "แม่ไกล" not in said
    for query in ("years=9", "years=x"):
        assert client.get(f"{LETTERS}?{query}").status_code == 404
    StarResult.objects.all().delete()
    assert client.get(f"{LETTERS}?years=3").status_code == 404


def test_the_next_result_is_begun_with_the_same_product(of, clerk, client):
    one = maker(of)
    result(one, 2560)
    (address,) = report(clerk).links
    client.force_login(clerk)
    assert begun(client.get(address).text) == "ขนมจาก"
    other = result(maker(of, "แม่พลอย"), 2560, "น้ำพริก")
    page = f"/producers/producer/{one.pk}/change/?section=stars&repeat={other.pk}"
    assert begun(client.get(page).text) == ""


def begun(page: str) -> str:
    field = re.search(r'<input[^>]*name="star_results-1-product_name"[^>]*>', page)
    assert field
    value = re.search(r'value="([^"]*)"', field[0])
    return value[1] if value else ""


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("use", "queries"), [("list", 1), ("rounds", 1)])
def test_the_list_costs_the_same_at_1_and_at_3(
    use, queries, count, of, clerk, django_assert_num_queries
):
    for number in range(count):
        result(maker(of, f"แม่{number}"), 2560)
    found = find_report("star-results", clerk)
    params = read_parameters(found, clerk, {"use": use})
    with django_assert_num_queries(queries):
        build(found, clerk, params)
