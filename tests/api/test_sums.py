"""Sums by the API: those that were published, and no more."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api import keys, sums
from api.models import Resource
from core.thai import calendar
from open_data.datasets import SALES, SUMS
from open_data.models import Publication
from open_data.published import latest, rows
from tests.support import factories as make
from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)
from tests.support.open_data_factories import (
    closed_month,
    correct_october,
    publish_october,
)

pytestmark = pytest.mark.django_db


def ask(path: str, **headers: str):
    return Client(headers=headers).get(f"/api/v1/{path}")


def said(path: str, **headers: str):
    answer = ask(path, **headers)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


@pytest.fixture
def published():
    closed_month()
    publish_october()
    return latest(SALES)


def every_page(path: str) -> list[dict]:
    found, page = [], said(path)
    while True:
        found += page["data"]
        if page["next"] is None:
            return found
        page = said(page["next"].split("/api/v1/")[1])


def test_says_what_the_file_says_page_by_page(published):
    """Every row once, in the order of the file; what is left out has neither baht nor producers."""
    told = every_page("sales?limit=7")
    kept = rows(published, SUMS.name)
    assert len(told) == len(kept) > 20
    for one, row in zip(told, kept, strict=True):
        assert one["amount_baht"] == (row["amount"] or None)
        assert one["producers"] == (int(row["producers"]) if row["producers"] else None)
        same = (
            "month",
            "province_code",
            "province",
            "category_code",
            "kind_code",
            "mode_code",
            "status",
        )
        assert [one[name] for name in same] == [row[name] for name in same]
        assert one["version"] == 1
    left_out = [one for one in told if one["status"] == "Q"]
    assert left_out
    assert {(one["amount_baht"], one["producers"]) for one in left_out} == {(None, None)}
    assert "777.77" not in ask("sales?limit=200").content.decode()


def test_is_asked_for_one_cell(published):
    """The nation's total, and what one category of a province sold by one channel."""
    (total,) = said("sales?province=_T&category=_T&kind=_T&market=_T&mode=_T")["data"]
    food = said(
        "sales?month=2026-10&province=24&category=food&kind=_T&market=domestic&mode=offline"
    )
    assert total["province"] == "ทั่วประเทศ"
    assert [one["amount_baht"] for one in food["data"]] == ["4061.00"]  # 1000.25 to 1030.25
    assert total["amount_baht"] is None or Decimal(total["amount_baht"]) > Decimal("4061.00")
    assert said("sales?month=2026-09")["data"] == []  # is not published
    assert said("sales?version=9")["data"] == []


@pytest.mark.parametrize(
    "query", ["month=2569-10", "month=2026-13", "province=2", "kind=x", "market=both", "version=0"]
)
def test_refuses_what_it_does_not_know(published, query):
    answer = ask(f"sales?{query}")
    assert answer.status_code == 422
    assert query.split("=")[0] in [one["parameter"] for one in json.loads(answer.content)["errors"]]


def test_pages_stay_with_the_edition_they_began_with(published):
    """A newer version moves no row of a reader in the middle of the older one; who begins reads it."""
    first = said("sales?limit=5")
    before = every_page("sales?limit=5")
    correct_october(8)
    publish_october(Publication.Cause.BY_HAND)
    assert {one["version"] for one in said("sales?limit=5")["data"]} == {2}
    again = said(first["next"].split("/api/v1/")[1])["data"]
    assert again == before[5:10]
    assert {one["version"] for one in again} == {1}
    assert said("sales-months")["data"][0]["version"] == 2


def test_months_that_are_published(published):
    (one,) = said("sales-months")["data"]
    assert (one["month"], one["version"], one["id"]) == ("2026-10", 1, published.pk)
    assert one["address"].endswith("/p/open-data/sales/2026-10-v1/sales.csv")
    assert Client().get("/" + one["address"].split("/", 3)[3]).status_code == 200


def test_nothing_published_is_no_rows():
    assert said("sales")["data"] == []
    assert said("sales-months")["data"] == []


def key(*, resources: list[str], areas: list[str]) -> str:
    """The head that sends a key of these."""
    token = keys.make(
        partner="มหาวิทยาลัยสมมติ", contact="ศูนย์ข้อมูล", areas=areas, resources=resources,
        per_minute=600, per_day=50_000, last_day=calendar.today() + timedelta(days=30),
        by=make.department_officer(),
    ).token  # fmt: skip
    return f"Bearer {token}"


def test_a_key_has_its_resources_and_provinces(published):
    """One of other records reads no sums; one of a province reads that province's, also from pages kept
    for others."""
    assert len(every_page("sales")) > 20
    other = key(resources=[Resource.PRODUCTS], areas=[])
    assert ask("sales", authorization=other).status_code == 403
    assert ask("sales-months", authorization=other).status_code == 403
    own = {"authorization": key(resources=[Resource.SALES], areas=["24"])}
    told = said("sales?limit=200", **own)["data"]
    assert {one["province_code"] for one in told} == {"24"}
    assert ask("sales?province=20", **own).status_code == 403


def test_as_csv_and_by_its_content(published):
    answer = ask("sales?province=24&limit=3", accept="text/csv")
    assert (
        answer.content.decode("utf-8-sig").splitlines()[0].startswith("month,version,province_code")
    )
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 4
    again = ask("sales?province=24&limit=3", accept="text/csv", if_none_match=answer["ETag"])
    assert again.status_code == 304


def test_asks_no_more_for_more_rows(published):
    counts = []
    for limit in (1, 3):
        sums.forget()
        with CaptureQueriesContext(connection) as asked:
            assert len(said(f"sales?limit={limit}")["data"]) == limit
        counts.append(len(asked))
    assert counts[0] == counts[1]
