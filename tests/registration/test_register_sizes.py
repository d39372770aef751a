"""What is kept of how many records a register holds is what stands there, whatever path they came by."""

from io import StringIO
from random import Random

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from chuanchim.models import Outlet
from core.tables.copying import copy_rows
from producers.models import Producer
from products.models import Product
from registration.models import RegisterSize
from registration.sizes import put_together, size_of
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db
REGISTERS = [Producer, Product, Outlet]


def sizes() -> list[int]:
    return [size_of(model) for model in REGISTERS]


def counted() -> list[int]:
    return [model.objects.count() for model in REGISTERS]


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_is_what_is_counted_after_any_history(seed):
    drawn, districts = Random(seed), [make.district(), make.district("2501", "เมือง")]

    def add():
        maker = make.producer(drawn.choice(districts), f"ผู้ผลิต {drawn.random()}")
        make.product(maker)
        make.outlet(maker.district)

    def bulk():
        Product.objects.bulk_create(
            Product(producer=one, name=f"ผ้า {n}")
            for one in Producer.objects.all()
            for n in range(3)
        )

    def move():
        Producer.objects.update(district=drawn.choice(districts))

    def rolled_back():
        with transaction.atomic():
            add()
            transaction.set_rollback(True)

    def delete():
        drawn.choice([Product, Outlet]).objects.filter(pk__in=some()).delete()

    def some() -> list[int]:
        return list(Product.objects.order_by("?").values_list("pk", flat=True)[:2])

    for act in [add, *drawn.choices([add, bulk, move, rolled_back, delete], k=12)]:
        act()
        assert sizes() == counted()
        if drawn.random() < 0.3:
            assert [put_together(model) for model in REGISTERS] == [0, 0, 0]
    assert sizes() == counted()
    assert Producer.objects.exists()


def test_rows_that_are_copied_in_are_counted():
    one = make.producer(make.district(), "หนึ่ง")
    named = [field for field in Producer._meta.concrete_fields if not field.generated]
    own = {"id": one.pk + 1000, "code": "99999999"}
    row = [own.get(field.column, getattr(one, field.attname)) for field in named]
    copy_rows("producers_producer", [field.column for field in named], [row])
    assert size_of(Producer) == Producer.objects.count() == 2


def test_the_night_finds_and_mends_what_came_past_the_triggers():
    make.producer(make.district(), "หนึ่ง")
    with pgtrigger.ignore("producers.Producer:adds_to_size"):
        make.producer(make.district(), "สอง")
    told, wrong = StringIO(), StringIO()
    call_command("compare_sizes", stdout=told, stderr=wrong)
    assert "ต่างไป +1 ระเบียน" in wrong.getvalue()
    assert size_of(Producer) == 2
    assert RegisterSize.objects.filter(register="producers.producer").count() == 1
    wrong = StringIO()
    call_command("compare_sizes", stdout=told, stderr=wrong)
    assert not wrong.getvalue()


@pytest.mark.parametrize("path", ["/producers/producer/", "/products/product/"])
def test_the_list_of_the_nation_does_not_count_its_records(path):
    make.product(make.producer(make.district()))
    client = signed_in(make.department_officer())
    with CaptureQueriesContext(connection) as captured:
        page = client.get(path)
    table = path.strip("/").replace("/", "_")
    assert page.context["cl"].result_count == 1
    counts = [one["sql"] for one in captured if "COUNT(*)" in one["sql"] and table in one["sql"]]
    assert not counts
    narrowed = client.get(f"{path}?q=ไม่มีชื่อนี้")
    assert narrowed.context["cl"].result_count == 0


def test_the_list_of_an_area_counts_what_it_shows():
    for code in ("2402", "2501"):
        make.product(make.producer(make.district(code, f"อำเภอ{code}")))
    client = signed_in(make.province_officer(make.province()))
    assert client.get("/products/product/").context["cl"].result_count == 1
