"""With the door passed by on purpose, PostgreSQL itself shows nothing of another area."""

import pytest
from django.db import connection, transaction

from chuanchim.models import Outlet
from core.areas.row_security import held_models, seen_as, set_policies
from producers.models import Producer
from products.models import Product
from sales.models import SalesRow
from tests.support import factories as make
from tests.support.database import owning

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    """Two districts with a record of each register, and a third; policies on, until the test ends."""
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
    with owning(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        set_policies(cursor, on=True)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return found


CODES = {
    Producer: "district_id",
    Product: "producer__district_id",
    Outlet: "district_id",
    SalesRow: "district_month__district_id",
}


@pytest.mark.parametrize("model", CODES, ids=lambda model: model.__name__)
def test_a_queryset_that_forgets_the_door_shows_nothing_foreign(offices, model):
    def codes() -> list[str]:
        return sorted(set(model._base_manager.values_list(CODES[model], flat=True)))

    assert codes() == []
    for who, seen in {"2402": ["2402"], "24": ["2402"], "nation": ["2402", "2502"]}.items():
        with seen_as(offices[who]):
            assert codes() == seen
            with transaction.atomic():
                assert codes() == seen
    with seen_as(None):
        assert codes() == []
    assert codes() == []


def test_every_model_that_is_held_shows_nothing_without_an_area(offices):
    assert len(held_models()) > 25
    with connection.cursor() as cursor:
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


def test_an_area_ends_with_its_statement(offices):
    with connection.cursor() as cursor:
        with seen_as(offices["2402"]):
            cursor.execute("SELECT current_setting('portal.area', true)")
            assert cursor.fetchone() == ("2402",)


def test_taken_off_again_everybody_sees_all_the_database_lets_them(offices):
    with owning(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        set_policies(cursor, on=False)
    assert set(Producer._base_manager.values_list("district_id", flat=True)) == {"2402", "2502"}
