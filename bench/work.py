"""What people do at their browsers all day, and the same asked of PostgreSQL directly."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from django.db import connection
from psycopg import Connection

from bench.browser import Browser
from bench.rollups import last_whole_year
from bench.scenes import busy_producer, offices_with_rows
from core.users.models import User
from sales.models import DistrictMonth

OFFICES = 16
DISTRICT = "2402"


class Act(Protocol):
    """One request of one person, who is the `nth` of those at work."""

    def __call__(self, browser: Browser, nth: int) -> object: ...


@dataclass(frozen=True)
class Work:
    """A thing done over and over: by whom (sign-in names, one person each), how, in raw SQL.

    `directus`, `admin`, `sql_elsewhere`: milliseconds measured on another machine of this size with
    one client (Directus answers JSON, no page; admin is a plain Django admin); None: not measured.
    """

    name: str
    people: Sequence[str]
    act: Act
    sql: Callable[[Connection], object] | None = None
    directus: float | None = None
    admin: float | None = None
    sql_elsewhere: float | None = None


def works() -> list[Work]:
    """Everything that is measured, in the order of the issue."""
    offices = offices_with_rows(120, OFFICES)
    record = busy_producer(DISTRICT)
    year = last_whole_year()
    department = ["department"] * OFFICES
    clerk = [User.objects.get(username="bangkhla").username] * OFFICES
    clerks = [officer.username for _, officer in offices]
    listed = "/products/product/"
    return [
        Work("empty view", department, get("/bench/empty/")),
        Work(
            "100 products with the total", department, get(listed), _products_sql(""),
            26, 114, 8,
        ),
        Work(
            "search by a Thai substring", department, get(f"{listed}?q=มะม่วง"),
            _products_sql("p.name ILIKE '%มะม่วง%'"), 26, 352, 16,
        ),
        Work(
            "products of a district and category", department,
            get(f"{listed}?province={DISTRICT[:2]}&district={DISTRICT}&category=food"),
            _products_sql(f"m.district_id = '{DISTRICT}' AND p.category = 'food'"), 9, 97, 2,
        ),
        Work(
            "a record with its relations", clerk,
            get(f"/producers/producer/{record.pk}/change/?section=projects"),
            _record_sql(record.pk), 10, 6819, 0.1,
        ),
        Work(
            "a district-month grid of 120 rows", clerks,
            get_each([f"/sales/{month_address(month)}/" for month, _ in offices]),
            _grid_sql(offices[0][0]), 12, 197, 2,
        ),
        Work(
            "a save of 100 rows", clerks, Saves([month for month, _ in offices], 100),
            _save_sql(offices[0][0], 100), 604, 262, 2,
        ),
        Work(
            "national totals of a year", department, get(f"/reports/rt4/?period={year}"),
            _totals_sql(year), 278, 510, 365,
        ),
    ]  # fmt: skip


def month_address(month: DistrictMonth) -> str:
    return f"{month.month_id:%Y-%m}/{month.district_id}"


def get(path: str) -> Act:
    return lambda browser, nth: browser.get(path)


def get_each(paths: Sequence[str]) -> Act:
    return lambda browser, nth: browser.get(paths[nth])


@contextmanager
def connection_given_back() -> Iterator[None]:
    """Sixteen people read what they will post, each on a thread that lasts; the pool has eight."""
    try:
        yield
    finally:
        connection.close()


class Saves:
    """Posts rows as the grid's script does, other figures each time, on the versions last answered."""

    def __init__(self, months: Sequence[DistrictMonth], rows: int):
        self.months, self.rows = months, rows
        self.versions: dict[int, dict[int, int]] = {}
        self.figures = count(1000)

    def __call__(self, browser: Browser, nth: int) -> None:
        month = self.months[nth]
        if nth not in self.versions:
            with connection_given_back():
                known = month.rows.order_by("pk").values_list("pk", "version")[: self.rows]
                self.versions[nth] = dict(known)
        figure = str(next(self.figures))
        rows = [
            {"id": key, "version": version, "amounts": {"domestic_offline": figure}}
            for key, version in self.versions[nth].items()
        ]
        body = json.dumps({"rows": rows}).encode()
        answer = json.loads(browser.post_json(f"/sales/{month_address(month)}/rows/", body))
        for row in answer["rows"]:
            if row["outcome"] != "saved":
                raise RuntimeError(f"row {row['id']}: {row}")
            self.versions[nth][row["id"]] = row["version"]


def _all(*statements: str, **given: object) -> Callable[[Connection], object]:
    def ask(connection: Connection) -> object:
        return [connection.execute(one, given).fetchall() for one in statements]

    return ask


def _products_sql(where: str) -> Callable[[Connection], object]:
    joined = (
        "FROM products_product p JOIN producers_producer m ON m.id = p.producer_id "
        "JOIN areas_district d ON d.code = m.district_id "
        "JOIN areas_province v ON v.code = d.province_id" + (f" WHERE {where}" if where else "")
    ).replace("%", "%%")
    counted = joined if "m." in where else joined.replace(_JOINS, "")
    return _all(
        "SELECT p.id, p.name, m.name, p.category, p.quadrant, p.price, d.name_th, v.name_th, p.status "
        f"{joined} ORDER BY p.sort_key, p.name, p.id LIMIT 100",
        f"SELECT count(*) {counted}",
    )


_JOINS = (
    " JOIN producers_producer m ON m.id = p.producer_id "
    "JOIN areas_district d ON d.code = m.district_id "
    "JOIN areas_province v ON v.code = d.province_id"
)
_PARTS = (
    "projectparticipation",
    "funding",
    "starresult",
    "statesupport",
    "saleschannel",
    "transport",
)


def _record_sql(key: int) -> Callable[[Connection], object]:
    return _all(
        "SELECT * FROM producers_producer WHERE id = %(key)s",
        "SELECT * FROM products_product WHERE producer_id = %(key)s",
        *(f"SELECT * FROM producers_{part} WHERE producer_id = %(key)s" for part in _PARTS),  # noqa: S608
        key=key,
    )


def _grid_sql(month: DistrictMonth) -> Callable[[Connection], object]:
    return _all(
        "SELECT r.*, p.name, b.domestic_offline, b.domestic_online, b.export_offline, b.export_online "
        "FROM sales_salesrow r JOIN producers_producer p ON p.id = r.producer_id "
        "LEFT JOIN sales_salesrow b ON b.producer_id = r.producer_id AND b.category = r.category "
        "AND b.month = r.month - interval '1 month' "
        "WHERE r.district_month_id = %(key)s ORDER BY p.sort_key, p.name, r.id",
        key=month.pk,
    )


def _save_sql(month: DistrictMonth, rows: int) -> Callable[[Connection], object]:
    """The amounts as they are, written anew in one statement and rolled back after it."""
    given: Mapping[str, object] = {"keys": list(month.rows.values_list("pk", flat=True)[:rows])}

    def save(connection: Connection) -> None:
        with connection.transaction(force_rollback=True):
            connection.execute(
                "UPDATE sales_salesrow SET domestic_offline = domestic_offline + 1, entry = 'amounts', "
                "updated_at = now(), updated_by_id = (SELECT min(id) FROM accounts_user) "
                "WHERE id = ANY(%(keys)s)",
                given,
            )

    return save


def _totals_sql(year: int) -> Callable[[Connection], object]:
    """From the raw rows, as a portal without snapshots would have to."""
    return _all(
        "SELECT d.province_id, sum(r.domestic_offline), sum(r.domestic_online), "
        "sum(r.export_offline), sum(r.export_online) FROM sales_salesrow r "
        "JOIN sales_districtmonth m ON m.id = r.district_month_id "
        "JOIN areas_district d ON d.code = m.district_id "
        "WHERE r.month BETWEEN make_date(%(year)s - 544, 10, 1) AND make_date(%(year)s - 543, 9, 1) "
        "GROUP BY d.province_id",
        year=year,
    )
