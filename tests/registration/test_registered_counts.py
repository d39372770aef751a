"""What is kept of the registered records by area is what stands there, whatever path they came by."""

from collections import Counter
from io import StringIO
from random import Random

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from chuanchim.models import Outlet
from producers.models import Producer
from products.models import Product
from registration.counts import (
    made_by_subdistrict,
    put_counts_together,
    registered_by_district,
    registered_by_province,
)
from registration.models import MadeCount, RegisteredCount, Status
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db


def counted(model, *by: str) -> Counter:
    found = model.objects.registered().order_by().values_list(*by).annotate(number=Count("*"))
    return Counter({tuple(key): number for *key, number in found})


def kept(model) -> Counter:
    found = registered_by_province(make.department_officer(), model)
    return Counter({tuple(key): number for *key, number in found})


def is_as_it_stands() -> None:
    producers = counted(Producer, "district__province", "kind")
    assert kept(Producer) == {(*key, ""): number for key, number in producers.items()}
    assert kept(Product) == counted(Product, "producer__district__province", "category", "quadrant")
    outlets = counted(Outlet, "district__province")
    assert kept(Outlet) == {(*key, "", ""): number for key, number in outlets.items()}
    by_district = dict(registered_by_district(make.department_officer(), Producer))
    assert by_district == {code: n for (code,), n in counted(Producer, "district").items()}
    made = Product.objects.made().order_by()
    places = made.values_list("producer__district", "producer__subdistrict").annotate(n=Count("*"))
    assert sorted(made_by_subdistrict(make.department_officer()), key=str) == sorted(
        places, key=str
    )


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_is_what_is_counted_after_any_history(seed):
    drawn = Random(seed)
    districts = [
        make.district(),
        make.district("2403", "บางน้ำเปรี้ยว"),
        make.district("2501", "เมือง"),
    ]
    places = [make.subdistrict(of, number) for of in districts for number in (1, 2)]

    def standing() -> dict:
        return make.standing({"status": drawn.choice(list(Status))})

    def some(model):
        keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return model.objects.filter(pk__in=drawn.sample(keys, min(len(keys), drawn.randint(1, 3))))

    def add():
        place = drawn.choice([None, *places])
        of = place.district if place else drawn.choice(districts)
        kind = drawn.choice(["group", "sme", ""])
        status = drawn.choice(list(Status))
        maker = make.producer(of, f"ผู้ผลิต {drawn.random()}", kind, subdistrict=place, status=status)
        make.product(maker, drawn.choice(["food", "herb", ""]))
        make.outlet(of, status=drawn.choice(list(Status)))

    def bulk():
        Product.objects.bulk_create(
            Product(producer=one, name=f"ผ้า {n}", quadrant=drawn.choice(["", "A"]), **standing())
            for one in some(Producer)
            for n in range(3)
        )

    def step():
        jumped = {
            "submitted_at": None,
            "certified_at": None,
            "announced_at": None,
            "cancelled_at": None,
        }
        make.jump(some(drawn.choice([Producer, Product, Outlet])), **jumped | standing())

    def move():
        of = drawn.choice(districts)
        within = [None, *(one for one in places if one.district == of)]
        some(Producer).update(district=of, subdistrict=drawn.choice(within))

    def change():
        some(Product).update(
            category=drawn.choice(["food", "fabric"]), quadrant=drawn.choice(["", "B", "D"])
        )
        some(Product).update(production=drawn.choice(["made", "ended"]))
        some(Producer).update(kind=drawn.choice(["sme", "owner"]))
        some(Outlet).update(district=drawn.choice(districts))

    def another_maker():
        some(Product).update(producer=some(Producer).first())

    def rolled_back():
        with transaction.atomic():
            add()
            move()
            transaction.set_rollback(True)

    def delete():
        some(drawn.choice([Product, Outlet])).delete()

    every = [add, bulk, step, move, change, another_maker, rolled_back, delete]
    make.product(make.producer(districts[0], subdistrict=places[0]))
    is_as_it_stands()
    assert RegisteredCount.objects.exists()
    assert MadeCount.objects.exists()
    for act in [add, bulk, *every, *drawn.choices(every, k=15)]:
        act()
        is_as_it_stands()
        if drawn.random() < 0.2:
            assert put_counts_together() == 0
            is_as_it_stands()


def test_saves_that_change_no_count_leave_no_line():
    maker = make.producer(make.district())
    one = make.product(maker)
    before = RegisteredCount.objects.count(), MadeCount.objects.count()
    for record in (maker, one):
        record.name = "ชื่อใหม่"
        record.save()
    make.jump(Product.objects.all(), status=Status.CERTIFIED, announced_at=None)
    assert (RegisteredCount.objects.count(), MadeCount.objects.count()) == before


def test_the_night_finds_mends_and_puts_together():
    maker = make.producer(make.district())
    for _ in range(3):
        make.product(maker)
    with pgtrigger.ignore("products.Product:counts_new"):
        make.product(maker)
    told, wrong = StringIO(), StringIO()
    call_command("compare_sizes", stdout=told, stderr=wrong)
    assert "ต่างไป 2 ระเบียน" in wrong.getvalue()  # of its category, and of those made
    is_as_it_stands()
    assert RegisteredCount.objects.filter(register="products.product").count() == 1
    wrong = StringIO()
    call_command("compare_sizes", stdout=told, stderr=wrong)
    assert not wrong.getvalue()


def test_only_the_department_reads_the_nations():
    make.product(make.producer(make.district()))
    for officer in (make.province_officer(make.province()), make.district_officer(make.district())):
        assert registered_by_province(officer, Product) == []
        assert made_by_subdistrict(officer) == []
    gone = make.department_officer(is_active=False)
    assert registered_by_province(gone, Product) == []


@pytest.mark.parametrize("report", ["registry", "programme"])
def test_the_reports_of_the_nation_read_no_products(report):
    make.product(make.producer(make.district()))
    make.district_month(make.district())
    client = signed_in(make.department_officer())
    with CaptureQueriesContext(connection) as captured:
        page = client.get(f"/reports/{report}/")
    assert page.status_code == 200
    asked = [one["sql"] for one in captured]
    assert any("registration_registeredcount" in one for one in asked)
    assert not [one for one in asked if 'FROM "products_product"' in one]
