"""ทะเบียนรายจังหวัด: the real national table's columns, by province, district and ตำบล."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.areas.models import Subdistrict
from core.reports.engine import build, find_report, read_parameters
from producers.models import Producer
from products.models import Product
from tests.support import factories as make
from tests.support.database import owning

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 15, 9, tzinfo=ZoneInfo("Asia/Bangkok"))


def table(user, **given):
    report = find_report("registry", user)
    return build(report, user, read_parameters(report, user, given))


@pytest.fixture
def registry() -> None:
    """Two districts of one province, one of another; a draft and a cancelled one count nowhere."""
    of, beside, away = (make.district(code, code) for code in ("2402", "2403", "2501"))
    subdistrict = Subdistrict.objects.create(
        code="240201", district=of, name_th="บางคล้า", name_en="-", type_th="ตำบล"
    )
    maker = make.producer(of, kind="group", at=AT, subdistrict=subdistrict)
    make.product(maker, "food", quadrant="A", at=AT)
    make.product(maker, "", quadrant="D", at=AT)
    make.product(maker, "herb", status="draft")
    make.producer(of, "ข", kind="", at=AT)
    make.producer(of, "ค", status="draft")
    make.producer(of, "ง", status="cancelled", at=AT)
    make.product(make.producer(beside, "จ", kind="sme", at=AT), "fabric", at=AT)
    make.outlet(beside, at=AT)
    make.producer(away, "ฉ", kind="individual", at=AT)


def figures(row) -> dict:
    return {key: value for key, value in row.items() if key != "number" and value not in (0, "")}


def test_by_province_for_the_department(registry):
    shown = table(make.department_officer())
    assert [figures(row) for row in shown.rows] == [
        {"name": "จังหวัด 25", "producers_individual": 1, "producers_total": 1},
        {"name": "ฉะเชิงเทรา", "producers_group": 1, "producers_sme": 1, "producers_unknown": 1,
         "producers_total": 3, "products_food": 1, "products_fabric": 1, "products_unknown": 1,
         "products_total": 3, "quadrant_A": 1, "quadrant_D": 1, "quadrant_unknown": 1,
         "outlets": 1},
    ]  # fmt: skip
    assert figures(shown.total)["producers_total"] == 4


def test_each_row_adds_up_whatever_was_never_classified(registry):
    """A product without kind of product or Quadrant stands under ว่าง, not nowhere."""
    shown = table(make.department_officer())
    for row in (*shown.rows, shown.total):
        for prefix in ("products", "quadrant"):
            parts = [
                value
                for key, value in row.items()
                if key.startswith(f"{prefix}_") and key != "products_total"
            ]
            assert sum(parts) == row["products_total"]
    headings = [one.heading for one in shown.columns if one.key.startswith("quadrant_")]
    assert headings == ["A", "B", "C", "D", "ว่าง"]
    assert shown.total["quadrant_unknown"] == 1


def test_by_district_for_a_province_and_by_subdistrict_for_a_district(registry):
    of = make.district("2402")
    shown = table(make.province_officer(of.province))
    assert [(row["name"], row["producers_total"]) for row in shown.rows] == [
        ("2402", 2),
        ("2403", 1),
    ]
    shown = table(make.district_officer(of))
    assert [(row["name"], row["producers_total"]) for row in shown.rows] == [
        ("บางคล้า", 1),
        ("ไม่ระบุ", 1),
    ]
    assert shown.total["products_total"] == 2


def test_as_of_a_day_before_and_after(registry):
    officer = make.department_officer()
    assert table(officer, as_of="14/1/2569").total["producers_total"] == 0
    assert table(officer, as_of="15/1/2569").total["producers_total"] == 4
    Producer.objects.filter(name="ง").update(cancelled_at=AT + timedelta(days=1))
    assert table(officer, as_of="15/1/2569").total["producers_total"] == 5
    assert table(officer, as_of="16/1/2569").total["producers_total"] == 4


def test_as_many_queries_for_three_areas_as_for_one(registry):
    def queries(**given) -> int:
        with CaptureQueriesContext(connection) as counted:
            table(make.department_officer(), **given)
        return len(counted)

    one, past = queries(), queries(as_of="20/1/2569")
    for code in ("3001", "3002", "4001"):
        make.product(make.producer(make.district(code, code), at=AT), at=AT)
    assert (queries(), queries(as_of="20/1/2569")) == (one, past)


def backdate(day: int) -> None:
    """As if what was written till now had been written on this day: events never change, so the test
    lifts their guard for a moment."""
    at = datetime(2026, 3, day, 9, tzinfo=ZoneInfo("Asia/Bangkok"))
    with owning(), connection.cursor() as cursor:
        for table in ("producers_producerevent", "products_productevent"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(
                f"UPDATE {table} SET pgh_created_at = %s",
                [at],
            )
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_a_past_day_has_the_kind_the_quadrant_and_the_place_of_that_day():
    of, away = make.district("2402", "2402"), make.district("2501", "2501")
    maker = make.producer(of, kind="group", at=AT)
    product = make.product(maker, "food", quadrant="D", at=AT)
    backdate(2)
    Producer.objects.filter(pk=maker.pk).update(kind="sme", district=away)
    Product.objects.filter(pk=product.pk).update(quadrant="A")
    officer = make.department_officer()

    def said(**given) -> list[dict]:
        rows = [figures(row) for row in table(officer, **given).rows]
        return [row for row in rows if len(row) > 1]

    (then,) = said(as_of="10/3/2569")
    assert then["name"] == "ฉะเชิงเทรา"
    assert (then["producers_group"], then["quadrant_D"]) == (1, 1)
    (before,) = said(as_of="1/3/2569")  # no history yet: by its stamps, with what it says now
    assert (before["producers_sme"], before["quadrant_A"]) == (1, 1)
    (now,) = said()
    assert now["name"] == "จังหวัด 25"
    assert (now["producers_sme"], now["quadrant_A"]) == (1, 1)
    province = make.province_officer(of.province)
    assert table(province, as_of="10/3/2569").total["products_total"] == 1
    assert table(province).total["products_total"] == 0
