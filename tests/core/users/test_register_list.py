"""A register at the size of the nation: pages by their keys, the search, the links of the rows."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.users.register_list import KeysFirstPaginator, sorted_after_search
from core.users.templatetags import register_rows
from producers.models import Producer
from products.models import Product
from tests.support import factories as make

pytestmark = pytest.mark.django_db

LIST = "/products/product/"


@pytest.fixture
def department(client: Client) -> Client:
    client.force_login(make.department_officer())
    return client


@pytest.fixture
def products() -> list[Product]:
    maker = make.producer(make.district("2402"), "กลุ่มของหมื่น")
    names = ("แยมมะม่วง", "กะปิ", "มะม่วงกวน", "เค้กมะม่วง", "น้ำปลา")
    return [Product.objects.create(producer=maker, name=name, category="food") for name in names]


def test_pages_are_those_of_the_stock_paginator(products):
    ordered = Product.objects.order_by("sort_key", "name", "id").select_related("producer")
    pages = KeysFirstPaginator(ordered, 2)
    assert [one.name for number in pages.page_range for one in pages.page(number)] == [
        "กะปิ", "เค้กมะม่วง", "น้ำปลา", "มะม่วงกวน", "แยมมะม่วง",
    ]  # fmt: skip
    assert pages.count == 5
    with CaptureQueriesContext(connection) as asked:
        found = list(pages.page(2))
        assert [one.producer.name for one in found] == ["กลุ่มของหมื่น"] * 2
    assert len(asked) == 2
    keys, rows = (one["sql"] for one in asked.captured_queries)
    assert "producers_producer" not in keys
    assert "OFFSET" not in rows


def test_a_search_has_the_order_of_the_list_by_no_index(products):
    ordered = Product.objects.filter(name__anypart="มะม่วง").order_by("sort_key", "name", "id")
    found = sorted_after_search(ordered, "มะม่วง")
    assert list(found) == list(ordered)
    assert [one.name for one in found] == ["เค้กมะม่วง", "มะม่วงกวน", "แยมมะม่วง"]
    assert 'ORDER BY "products_product"."sort_key"' in str(ordered.query)
    assert 'ORDER BY "products_product"."sort_key"' not in str(found.query)


@pytest.mark.parametrize("term", ["", "มะ", " มะ "])
def test_what_no_trigram_answers_keeps_the_order_of_the_index(products, term):
    ordered = Product.objects.order_by("sort_key", "name", "id")
    assert str(sorted_after_search(ordered, term).query) == str(ordered.query)


def test_an_order_chosen_by_hand_is_kept(products):
    by_price = Product.objects.order_by("-price", "id")
    assert str(sorted_after_search(by_price, "มะม่วง").query) == str(by_price.query)


def test_the_page_of_a_search_lists_what_it_found(department, products):
    answer = department.get(LIST, {"q": "มะม่วง"})
    changelist = answer.context["cl"]
    assert changelist.result_count == 3
    assert [one.name for one in changelist.result_list] == ["เค้กมะม่วง", "มะม่วงกวน", "แยมมะม่วง"]


def test_a_search_is_run_once_for_its_page_and_its_count(department, products):
    """The keys and the count come together, and a short list is not searched for again."""
    with CaptureQueriesContext(connection) as asked:
        department.get(LIST, {"q": "มะม่วง"})
    searches = [one["sql"] for one in asked.captured_queries if "มะม่วง" in one["sql"]]
    assert [" IN (" in sql for sql in searches] == [False, True]


def test_a_later_page_of_a_search_has_the_same_count(products):
    found = sorted_after_search(
        Product.objects.filter(name__anypart="มะม่วง").order_by("sort_key", "name", "id"), "มะม่วง"
    )
    pages = KeysFirstPaginator(found, 2)
    pages.expected = 2
    assert (pages.count, [one.name for one in pages.page(2)]) == (3, ["แยมมะม่วง"])
    assert [one.name for one in pages.page(1)] == ["เค้กมะม่วง", "มะม่วงกวน"]
    beyond = KeysFirstPaginator(found, 2)
    beyond.expected = 9
    assert beyond.count == 3


def test_the_rows_are_the_stock_lists(department, products, monkeypatch):
    """Each cell as Django's own list draws it, only quicker."""
    Product.objects.filter(name="กะปิ").update(
        price="12.50", quadrant="A", name="<b>กะปิ</b> & 'ปลา'"
    )
    own = department.get(LIST).text
    monkeypatch.setattr(register_rows, "_cells", lambda cl: None)
    stock = department.get(LIST).text
    rows = [re.findall(r"<t[hd]\b.*?</t[hd]>", page, re.DOTALL) for page in (own, stock)]
    assert len(rows[0]) > 5 * 8
    assert rows[0] == rows[1]


@pytest.mark.parametrize("term", ["น้ำปลา", "นํ้าปลา", "น้ําปลา", "นำ้ปลา", "น้้ำปลา"])
def test_a_search_finds_thai_however_it_is_typed(department, products, term):
    found = department.get(LIST, {"q": term}).context["cl"].result_list
    assert [one.name for one in found] == ["น้ำปลา"]


@pytest.mark.parametrize("term", ["บจก. ก้าวหน้า", "บริษัท ก้าวหน้า", "ก้าวหน้า บจก", "หนทาง 5", "หนทาง ๕"])
def test_a_search_finds_abbreviations_and_both_kinds_of_digits(department, term):
    own = make.district("2402")
    for name in ("บจก.ก้าวหน้า หนทาง ๕", "บริษัท ก้าวหน้า หนทาง 5 จำกัด", "กลุ่มหนทาง"):
        make.producer(own, name)
    found = department.get("/producers/producer/", {"q": term}).context["cl"].result_list
    assert {one.name for one in found} == {
        "บจก.ก้าวหน้า หนทาง ๕",
        "บริษัท ก้าวหน้า หนทาง 5 จำกัด",
    }


@pytest.mark.parametrize("asked", ["", "q=มะม่วง&category=food"])
def test_a_row_leads_where_the_stock_list_leads(department, products, asked):
    """The stock list, asked for the same address, gives the addresses to compare with."""
    answer = department.get(f"{LIST}?{asked}")
    product = answer.context["cl"].result_list[0]
    address = reverse("admin:products_product_change", args=[product.pk])
    kept = admin.site.get_model_admin(Product).get_preserved_filters(
        _as_asked(RequestFactory().get(f"{LIST}?{asked}"))
    )
    wanted = f"{address}?{kept}" if kept else address
    assert f'<a href="{wanted}">{product.name}</a>' in answer.content.decode()
    assert bool(kept) == bool(asked)


def _as_asked(request):
    from django.urls import resolve

    request.resolver_match = resolve(LIST)
    return request


def test_a_list_costs_the_same_at_1_and_at_3(department):
    place = make.district("2402")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert department.get("/producers/producer/").status_code == 200
        return len(asked)

    make.producer(place, "หนึ่ง")
    at_one = cost()
    make.producer(place, "สอง")
    make.producer(place, "สาม")
    assert Producer.objects.count() == 3
    assert cost() == at_one


@pytest.mark.parametrize("path", [LIST, "/producers/producer/", "/chuanchim/outlet/"])
def test_a_list_reads_no_more_than_it_says(department, products, path):
    """Of areas the two names, and nothing of what else a record belongs to."""
    make.outlet(make.district("2402"), "ร้านสมมติ")
    with CaptureQueriesContext(connection) as asked:
        assert "ฉะเชิงเทรา" in department.get(path).content.decode()
    (rows,) = [one["sql"] for one in asked if "shown_province" in one["sql"]]
    said = rows.split(" FROM ")[0]
    assert said.count('"areas_') == 2
    assert "national_id" not in said
    assert '"registration_round"' not in rows
