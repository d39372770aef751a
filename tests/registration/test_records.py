"""What the database keeps of every registered record: its standing, its content, when it changed."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from chuanchim.models import Outlet
from producers.models import Producer, Programme, ProjectParticipation
from products.models import Product
from tests.support import factories as make

pytestmark = pytest.mark.django_db

BANGKOK = ZoneInfo("Asia/Bangkok")


def make_one(model, **fields):
    of = make.district()
    if model is Product:
        return make.product(make.producer(of), **fields)
    return make.producer(of, **fields) if model is Producer else make.outlet(of, **fields)


@pytest.mark.parametrize("model", [Producer, Product, Outlet])
@pytest.mark.parametrize(
    ("status", "change", "constraint"),
    [
        ("submitted", "submitted_at = NULL", "submitted_with_its_moment"),
        ("certified", "certified_at = NULL", "certified_with_its_moment"),
        ("announced", "announced_at = NULL", "announced_with_its_moment"),
        ("cancelled", "cancelled_at = NULL", "cancelled_with_its_moment"),
        ("draft", "certified_at = now()", "certified_with_its_moment"),
        ("certified", "announced_at = now()", "announced_with_its_moment"),
        ("announced", "cancelled_at = now()", "cancelled_with_its_moment"),
        ("draft", "status = 'announced'", "certified_with_its_moment|announced_with_its_moment"),
    ],
)
def test_a_standing_without_its_moment_is_refused_whatever_the_path(
    model, status, change, constraint
):
    record = make_one(model, status=status)
    refused = pytest.raises(IntegrityError, match=constraint)
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {change} WHERE id = %s", [record.pk])


def test_registered_are_the_certified_and_the_announced():
    of = make.district()
    for status in Producer.Status:
        make.producer(of, status, status=status)
    names = Producer.objects.registered().values_list("name", flat=True)
    assert sorted(names) == ["announced", "certified"]


@pytest.mark.parametrize("path", ["save", "update", "sql"])
def test_a_change_of_content_is_stamped_whatever_the_path(path):
    past = timezone.now() - timedelta(days=30)
    producer = make.producer(make.district(), at=past)
    if path == "save":
        producer.name = "ใหม่"
        producer.save()
    elif path == "update":
        Producer.objects.update(name="ใหม่")
    else:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE producers_producer SET name = 'ใหม่'")
    producer.refresh_from_db()
    assert producer.content_changed_at > past
    assert producer.version == 2
    assert producer.is_corrected_after_certification
    assert list(Producer.objects.corrected_after_certification()) == [producer]


def test_a_step_or_a_save_of_nothing_new_is_no_change_of_content():
    past = timezone.now() - timedelta(days=30)
    producer = make.producer(make.district(), at=past)
    producer.save()
    make.jump(Producer.objects.all(), status="certified", announced_at=None, late_reason="-")
    producer.refresh_from_db()
    assert (producer.content_changed_at, producer.version) == (past, 1)
    assert not producer.is_corrected_after_certification
    assert not Producer.objects.corrected_after_certification().exists()


def test_what_the_province_saw_since_is_no_correction():
    producer = make.producer(make.district(), at=timezone.now() - timedelta(days=30))
    Producer.objects.update(name="ใหม่")
    Producer.objects.update(acknowledged_at=timezone.now())
    assert not Producer.objects.corrected_after_certification().exists()
    producer.refresh_from_db()
    assert not producer.is_corrected_after_certification


def test_rows_of_a_part_are_content_of_the_record():
    past = timezone.now() - timedelta(days=30)
    of = make.district()
    producer, other = make.producer(of, at=past), make.producer(of, "อื่น", at=past)
    programmes = Programme.objects.all()[:2]
    ProjectParticipation.objects.bulk_create(
        [ProjectParticipation(producer=producer, programme=one, year=2567) for one in programmes]
    )
    producer.refresh_from_db()
    assert producer.version == 2  # once for both
    ProjectParticipation.objects.update(note="-")
    producer.refresh_from_db()
    assert producer.version == 3
    ProjectParticipation.objects.all().delete()
    producer.refresh_from_db()
    other.refresh_from_db()
    assert (producer.version, other.version, other.content_changed_at) == (4, 1, past)


def test_registered_at_the_end_of_a_day_in_bangkok():
    of = make.district()
    late = datetime(2026, 9, 30, 23, 59, tzinfo=BANGKOK)
    make.producer(of, "ก", at=late)
    make.producer(of, "ข", at=late + timedelta(minutes=2))
    left = make.producer(of, "ค", at=late - timedelta(days=9), status="cancelled")
    Producer.objects.filter(pk=left.pk).update(cancelled_at=late + timedelta(minutes=2))

    def there(day: date) -> list[str]:
        return sorted(Producer.objects.registered_at(day).values_list("name", flat=True))

    assert there(date(2026, 9, 30)) == ["ก", "ค"]
    assert there(date(2026, 10, 1)) == ["ก", "ข"]
