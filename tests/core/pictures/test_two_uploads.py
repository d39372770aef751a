"""Two people who add the first picture of a product at once: one waits, and there is one cover."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from products.models import ProductPicture
from tests.support import factories as make
from tests.support.concurrency import Person

pytestmark = pytest.mark.django_db(transaction=True)


def two_uploads() -> tuple[Person, Person]:
    """The first is stopped with its picture saved and not yet committed; then the second comes."""
    product = make.product(make.producer(make.district()))

    def upload_and_stop():
        with transaction.atomic():
            make.product_picture(product)
            first.stop_here()

    first = Person(upload_and_stop)
    first.start().until_stopped()
    second = Person(lambda: make.product_picture(product)).start()
    while second.backend is None and second.error is None:
        second.stopped.wait(0.01)
    second.until_waiting()
    first.go_on().done()
    return first, second.done()


def test_the_second_waits_and_is_no_cover():
    first, second = two_uploads()
    assert (first.error, second.error) == (None, None)
    assert list(ProductPicture.objects.values_list("position", "is_cover")) == [
        (1, True),
        (2, False),
    ]


def test_without_the_lock_the_database_has_to_refuse_the_second(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    first, second = two_uploads()
    assert first.error is None
    assert isinstance(second.error, IntegrityError)
