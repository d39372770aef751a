"""A product that is registered while its producer moves counts where the producer came to lie."""

import pytest
from django.db import transaction

from producers.models import Producer
from products.models import Product
from registration.counts import made_by_subdistrict, put_counts_together
from tests.support import factories as make
from tests.support.concurrency import Person

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_product_waits_for_its_producer_who_moves():
    maker, to = make.producer(make.district()), make.district("2403", "บางน้ำเปรี้ยว")
    with transaction.atomic():
        Producer.objects.update(district=to)
        adding = Person(lambda: make.product(maker)).start().until_waiting()
    adding.done()
    assert adding.error is None
    assert made_by_subdistrict(make.department_officer()) == [("2403", None, 1)]
    assert put_counts_together() == 0


def test_a_producer_waits_for_its_product_and_takes_it_along():
    maker, to = make.producer(make.district()), make.district("2403", "บางน้ำเปรี้ยว")
    one = make.product(maker)
    with transaction.atomic():
        Product.objects.filter(pk=one.pk).update(production="ended")
        make.product(maker)
        moving = Person(lambda: Producer.objects.update(district=to)).start().until_waiting()
    moving.done()
    assert moving.error is None
    assert made_by_subdistrict(make.department_officer()) == [("2403", None, 1)]
    assert put_counts_together() == 0
