"""With the door passed by on purpose, PostgreSQL itself shows nothing of another area."""

import pytest
from django.db import DatabaseError, connection, transaction

from chuanchim.models import Outlet
from core.areas.models import District
from core.areas.row_policies import held_models, set_policies
from core.areas.row_security import seen_as, seen_as_portal
from core.postgresql.sight import NATION
from core.postgresql.table_rights import WEB
from producers.merging import merge
from producers.models import Producer
from products.models import Product
from sales.models import DistrictMonth, SalesRow, SnapshotLine
from sales.months.settlement import settle_open_months
from tests.support import factories as make
from tests.support.database import owning

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(db, settings):
    """Policies on, also where the whole suite runs without."""
    if settings.ROW_SECURITY:
        yield
        return

    def turn(on: bool) -> None:
        with owning(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            set_policies(cursor, on=on)
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        connection.tells_sights = on

    turn(True)
    yield
    turn(False)


@pytest.fixture
def offices(held):
    """Two districts with a record of each register, and the offices above the first."""
    found = {}
    for code in ("2402", "2502"):
        district = make.district(code)
        producer = make.producer(district)
        make.product(producer)
        make.outlet(district)
        make.row(make.district_month(district), producer)
        found[code] = make.district_officer(district)
    found["24"] = make.province_officer(found["2402"].district.province)
    found["nation"] = make.department_officer()
    return found


CODES = {
    Producer: "district_id",
    Product: "producer__district_id",
    Outlet: "district_id",
    SalesRow: "district_month__district_id",
}


def codes(model) -> list[str]:
    return sorted(set(model._base_manager.values_list(CODES[model], flat=True)))


@pytest.mark.parametrize("model", CODES, ids=lambda model: model.__name__)
def test_a_queryset_that_forgets_the_door_shows_nothing_foreign(offices, model):
    figures = model is SalesRow
    expected = {"2402": ["2402"], "24": ["2402"], "nation": [] if figures else ["2402", "2502"]}
    for who, seen in expected.items():
        with seen_as(offices[who]):
            assert codes(model) == seen
            with transaction.atomic():
                assert codes(model) == seen
    with seen_as(None):
        assert codes(model) == []
    assert codes(model) == ["2402", "2502"]  # a command's, which begins with all
    with seen_as_portal("the test"):
        assert codes(model) == ["2402", "2502"]


def test_the_department_sees_no_figure_before_its_province_confirmed(offices):
    nation = offices["nation"]
    make.confirm_district(DistrictMonth.objects.get(district="2402"))
    with seen_as(nation):
        assert codes(SalesRow) == []
        assert not DistrictMonth._base_manager.exists()
    make.confirm_province(offices["24"].province)
    with seen_as(nation):
        assert codes(SalesRow) == ["2402"]
        assert SnapshotLine._base_manager.exists()
    make.reopen_province(offices["24"].province)
    with seen_as(nation):
        assert codes(SalesRow) == []
        assert not SnapshotLine._base_manager.exists()


def test_what_the_department_cancels_leaves_the_open_months_it_does_not_see(offices):
    month = DistrictMonth.objects.get(district="2402")
    producer = make.producer(month.district, "ที่จะยกเลิก")
    make.product(producer)
    with seen_as(offices["nation"]):
        settle_open_months(month.district)
    assert SalesRow.objects.filter(district_month=month, producer=producer).exists()


def test_every_model_that_is_held_shows_nothing_without_an_area(offices):
    assert len(held_models()) > 40
    with seen_as(None), connection.cursor() as cursor:
        for model in held_models():
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            assert cursor.fetchone() == (0,), model._meta.label


def test_raw_sql_and_a_change_go_the_same_way(offices):
    with seen_as(offices["2402"]), connection.cursor() as cursor:
        cursor.execute("SELECT district_id FROM producers_producer")
        assert cursor.fetchall() == [("2402",)]
    with seen_as(offices["2402"]):
        foreign = Producer._base_manager.filter(district_id="2502")
        assert foreign.update(phone="0810000000") == 0
        assert Producer._base_manager.update(phone="0810000000") == 1
        assert make.producer(offices["2402"].district, "ใหม่").pk


def test_nothing_is_written_into_another_area(offices):
    with seen_as(offices["2402"]), pytest.raises(DatabaseError, match="row-level security"):
        with transaction.atomic():
            make.producer(District.objects.get(pk="2502"), "ของอำเภออื่น")


def test_a_move_leaves_its_past_with_a_name_and_takes_it_along(offices):
    """Sales stay where they were earned; the new office reads them as its producer's past, no more."""
    old, new = offices["2402"], offices["2502"]
    moved = Producer.objects.get(district="2402")
    make.moved(moved, new.district)
    with seen_as(old):
        assert [row.producer for row in SalesRow.objects.select_related("producer")] == [moved]
        assert moved.products.count() == 1
        assert Producer._base_manager.update(phone="0810000000") == 0
    with seen_as(new):
        assert SalesRow.objects.filter(producer=moved).count() == 1
        assert SalesRow._base_manager.filter(producer=moved).update(note="ไม่ใช่ของเรา") == 0
        assert Producer._base_manager.update(phone="0810000000") == 2
        assert not DistrictMonth._base_manager.filter(district="2402").exists()
    with seen_as(None):
        assert codes(SalesRow) == codes(Producer) == []


def test_merged_where_it_moved_to_its_figures_elsewhere_go_along(offices):
    """A figure of an open month stays where it was earned, in a month the new office does not see."""
    gone = Producer.objects.get(district="2402")
    kept = Producer.objects.get(district="2502")
    SalesRow.objects.filter(producer=kept).delete()
    row = SalesRow.objects.get(producer=gone)
    make.moved(gone, offices["2502"].district)
    with seen_as(offices["2502"]):
        merge(kept, gone, choices={}, reason="รายเดียวกัน", by=offices["2502"])
    row.refresh_from_db()
    assert row.producer == kept


def told() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('portal.area', true)")
        return cursor.fetchone()


def test_what_was_told_ends_with_its_block_and_comes_back_after_a_savepoint(offices):
    with seen_as(offices["2402"]):
        assert told() == (WEB, "2402")
        with seen_as(offices["nation"]):
            assert told() == (NATION, "nation")
        try:
            with transaction.atomic(), seen_as_portal("the test"):
                assert told() == (NATION, "*")
                raise RuntimeError
        except RuntimeError:
            assert told() == (WEB, "2402")
    assert told() == (WEB, "*")


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_each_statement_is_told(offices):
    with seen_as(offices["24"]):
        assert codes(Producer) == ["2402"]
        assert [one.district_id for one in Producer._base_manager.iterator()] == ["2402"]
    assert told() == (WEB, "*")
    with transaction.atomic(), seen_as(offices["nation"]):
        rows = Producer._base_manager.order_by("pk").iterator()
        assert [one.district_id for one in rows] == ["2402", "2502"]


def test_the_department_searches_as_without_policies(offices):
    """An operator that might leak (ILIKE) is never asked before a policy, and no index by it; so the
    registry has none for the department: its plans are those of the tables' owner."""

    def plan(table: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN SELECT FROM {table} WHERE name ILIKE '%กลุ่มทอ%'")
            return "".join(line for (line,) in cursor.fetchall())

    for table in ("producers_producer", "products_product", "chuanchim_outlet"):
        with owning():
            expected = plan(table)
        with seen_as(offices["nation"]):
            assert plan(table) == expected
        with seen_as(offices["2402"]):
            assert plan(table) != expected


def test_taken_off_again_everybody_sees_all_the_database_lets_them(offices):
    with owning(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        set_policies(cursor, on=False)
    with seen_as(offices["2402"]):
        assert codes(Producer) == ["2402", "2502"]
