"""The grid's search and the adding of a row by it; the script's search is held to the same table."""

import json
from pathlib import Path

import pytest

from core.thai.names import name_key
from sales.models import DistrictMonth, SalesRow
from sales.views.grid_search import is_found
from tests.support import factories as make
from tests.support.signed_in import signed_in

GRID = "/sales/2026-10/2402/"
CASES = json.loads((Path(__file__).parents[1] / "cases" / "searched_names.json").read_text("utf-8"))
FOUND = [(row, text) for row, found, _ in CASES["found"] for text in found]
MISSED = [(row, text) for row, _, missed in CASES["found"] for text in missed]


@pytest.mark.parametrize(("typed", "key"), CASES["keys"])
def test_names_are_compared_as_the_script_compares_them(typed, key):
    assert name_key(typed) == key


@pytest.mark.parametrize(("row", "text"), FOUND)
def test_found(row, text):
    assert is_found(text, **row)


@pytest.mark.parametrize(("row", "text"), MISSED)
def test_not_found(row, text):
    assert not is_found(text, **row)


@pytest.fixture
def month(db) -> DistrictMonth:
    month = make.district_month(make.district("2402"))
    for name in ("นายขาว ใจดี", "นายเขียว ใจดี", "ร้านน้ำพริกแม่๕"):
        make.product(make.producer(month.district, name))
    make.product(make.producer(make.district("2403"), "นายแดง ใจดี"))
    return month


@pytest.fixture
def clerk(month):
    client = signed_in(make.district_officer(month.district))
    client.get(GRID)
    return client


def add(clerk, producer: str, category: str = "herb"):
    return clerk.post(f"{GRID}add/", {"producer": producer, "category": category})


@pytest.mark.parametrize("typed", ["ร้านน้ำพริกแม่ 5", "นํ้าพริก", "แม่5"])
def test_a_row_is_added_by_a_name_however_it_is_typed(clerk, typed):
    answer = add(clerk, typed)
    added = SalesRow.objects.get(added_by_hand=True)
    assert (added.producer.name, added.category) == ("ร้านน้ำพริกแม่๕", "herb")
    assert answer.headers["Location"] == f"{GRID}#row-{added.pk}"


def test_a_row_is_added_by_a_code(clerk, month):
    code = SalesRow.objects.get(producer__name="นายเขียว ใจดี").producer.code
    add(clerk, code)
    assert SalesRow.objects.get(added_by_hand=True).producer.name == "นายเขียว ใจดี"


def test_of_several_one_is_chosen_and_what_was_typed_stays(clerk):
    page = clerk.get(add(clerk, "ใจดี").headers["Location"])
    shown = page.text
    assert "“ใจดี” ตรงกับผู้ผลิต 2 ราย เลือกรายที่ต้องการ" in shown
    assert shown.count('type="radio" name="producer"') == 2
    assert "นายแดง" not in shown
    assert '<option value="herb" selected>' in shown
    assert not SalesRow.objects.filter(added_by_hand=True).exists()


@pytest.mark.parametrize("typed", ["นายแดง ใจดี", "ไม่มีชื่อนี้", "***"])
def test_whom_the_district_has_not_is_said_to_be_unknown(clerk, typed):
    shown = clerk.get(add(clerk, typed).headers["Location"]).text
    assert f"ไม่พบผู้ผลิต “{typed}” ในทะเบียนของอำเภอ" in shown
    assert f'value="{typed}"' in shown
    assert not SalesRow.objects.filter(added_by_hand=True).exists()


@pytest.mark.parametrize("category", ["", "nothing"])
def test_a_category_there_is_not_adds_nothing(clerk, category):
    answer = add(clerk, "นายขาว", category)
    assert answer.status_code == 302
    assert clerk.get(answer.headers["Location"]).status_code == 200
    assert not SalesRow.objects.filter(added_by_hand=True).exists()


def test_the_rows_are_narrowed_by_code_and_category_too(clerk, month):
    code = SalesRow.objects.get(producer__name="นายเขียว ใจดี").producer.code
    shown = clerk.get(GRID, {"q": code}).context["rows"]
    assert [one.row.producer.name for one in shown] == ["นายเขียว ใจดี"]
    assert len(clerk.get(GRID, {"q": "อาหาร ใจดี"}).context["rows"]) == 2
