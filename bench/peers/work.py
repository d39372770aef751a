"""The same things done at the portal and at the plain admin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from bench.browser import Browser
from bench.rollups import last_whole_year
from bench.scenes import busy_producer, offices_with_rows
from bench.work import (
    DISTRICT,
    OFFICES,
    Act,
    Saves,
    connection_given_back,
    get,
    get_each,
    month_address,
)
from core.users.models import User
from products.models import Product
from sales.models import CHANNELS, DistrictMonth

_ROW_FIELDS = (*CHANNELS, "note")


@dataclass(frozen=True)
class Pair:
    """One thing done: by whom at the portal, how there, how at the plain admin; the most the portal may
    take of what the admin takes, and the least it does in a second of what the admin does."""

    name: str
    people: Sequence[str]
    portal: Act
    admin: Act
    aim: float | None = None
    aim_together: float | None = None


def pairs() -> list[Pair]:
    """In the order of the issue's table of aims."""
    offices = offices_with_rows(120, OFFICES)
    months = [month for month, _ in offices]
    clerks = [officer.username for _, officer in offices]
    producer = busy_producer(DISTRICT)
    product = Product.objects.filter(producer=producer).order_by("pk")[0]
    year = last_whole_year()
    department = ["department"] * OFFICES
    clerk = [User.objects.get(username="bangkhla").username] * OFFICES
    listed, peer = "/products/product/", "/peers/product/"
    return [
        Pair("empty view", department, get("/bench/empty/"), get("/bench/empty/"), 1.3, 0.7),
        Pair("nothing in the frame", department, get("/bench/frame/"), get("/bench/frame/")),
        Pair("list of 100 products + total", department, get(listed), get(peer), 0.25, 4),
        Pair(
            "Thai substring", department, get(f"{listed}?q=มะม่วง"), get(f"{peer}?q=มะม่วง"), 0.06
        ),
        Pair(
            "district and category", department,
            get(f"{listed}?province={DISTRICT[:2]}&district={DISTRICT}&category=food"),
            get(f"{peer}?producer__district__exact={DISTRICT}&category__exact=food"), 0.17,
        ),
        Pair(
            "a product's record", clerk, get(f"{listed}{product.pk}/change/"),
            get(f"{peer}{product.pk}/change/"), 1.0, 1,
        ),
        Pair(
            "a producer's record", clerk, get(f"/producers/producer/{producer.pk}/change/"),
            get(f"/peers/producer/{producer.pk}/change/"), 1.0, 1,
        ),
        Pair(
            "grid of 120 rows", clerks, get_each([f"/sales/{month_address(one)}/" for one in months]),
            get_each([_peer_grid(one) for one in months]), 0.10, 10,
        ),
        Pair("save of 100 rows", clerks, Saves(months, 100), GridSaves(months, 100), 0.15, 8),
        Pair("save of one row", clerks, Saves(months, 1), RowSaves(months)),
        Pair(
            "nation's year", department, get(f"/reports/rt4/?period={year}"),
            get(f"/bench/totals/{year}/"), 0.08,
        ),
    ]  # fmt: skip


def _peer_grid(month: DistrictMonth) -> str:
    return f"/peers/salesrow/?district_month__exact={month.pk}"


def _rows_of(month: DistrictMonth) -> list[dict[str, str]]:
    """The fields of the editable list, by row, as they stand."""
    rows = month.rows.order_by("producer__sort_key", "producer__name", "pk")
    return [
        {name: str(value) for name, value in row.items()} for row in rows.values("id", *_ROW_FIELDS)
    ]


class GridSaves:
    """Posts the editable list of a district's month with so many rows changed, those `Saves` changes."""

    def __init__(self, months: Sequence[DistrictMonth], rows: int):
        self.months, self.rows = months, rows
        self.posted: dict[int, tuple[dict[str, str], list[str]]] = {}
        self.figures = count(1000)

    def __call__(self, browser: Browser, nth: int) -> None:
        if nth not in self.posted:
            with connection_given_back():
                self.posted[nth] = self._form(self.months[nth])
        fields, changed = self.posted[nth]
        figure = str(next(self.figures))
        browser.post_form(
            _peer_grid(self.months[nth]), fields | {name: f"{figure}.50" for name in changed}
        )

    def _form(self, month: DistrictMonth) -> tuple[dict[str, str], list[str]]:
        rows = _rows_of(month)
        first = {
            str(key) for key in month.rows.order_by("pk").values_list("pk", flat=True)[: self.rows]
        }
        fields = {
            "form-TOTAL_FORMS": str(len(rows)),
            "form-INITIAL_FORMS": str(len(rows)),
            "_save": "1",
        }
        changed = []
        for place, row in enumerate(rows):
            fields |= {f"form-{place}-{name}": value for name, value in row.items()}
            if row["id"] in first:
                changed.append(f"form-{place}-{CHANNELS[0]}")
        return fields, changed


class RowSaves:
    """Posts the form of one row."""

    def __init__(self, months: Sequence[DistrictMonth]):
        self.rows = [month.rows.order_by("pk").values()[0] for month in months]
        self.figures = count(1000)

    def __call__(self, browser: Browser, nth: int) -> None:
        row: Mapping[str, object] = self.rows[nth]
        fields = {name: str(row[name]) for name in (*_ROW_FIELDS, "category", "kind")} | {
            "district_month": str(row["district_month_id"]),
            "producer": str(row["producer_id"]),
            "month": f"{row['month']}",
            CHANNELS[0]: f"{next(self.figures)}.50",
        }
        browser.post_form(f"/peers/salesrow/{row['id']}/change/", fields)
