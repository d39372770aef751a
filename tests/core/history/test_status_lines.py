"""A status changes only in a transaction that leaves its line on the trail, by whatever path."""

import threading
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from producers.models import Producer
from registration.models import RegistrationStep
from sales.models import DistrictMonth, Step
from tests.support import factories as make

# A line of an earlier transaction is what the trail is full of: each has to be committed.
pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = "changes only with a line of its trail"


@pytest.fixture
def month() -> DistrictMonth:
    return make.district_month(make.district("2402"))


def confirm(month: DistrictMonth) -> None:
    by = make.district_officer(month.district)
    DistrictMonth.objects.filter(pk=month.pk).update(
        status="district_confirmed",
        district_confirmed_at=timezone.now(),
        district_confirmed_by=by,
    )


def leave_line(month: DistrictMonth) -> Step:
    return make.step(month, to_status="district_confirmed", from_status="entering")


def test_a_month_without_a_line_is_refused(month):
    with pytest.raises(DatabaseError, match=REFUSED):
        confirm(month)
    month.refresh_from_db()
    assert month.status == "entering"


def test_a_line_of_before_is_not_its_line(month):
    leave_line(month)
    with pytest.raises(DatabaseError, match=REFUSED):
        confirm(month)


def test_a_line_of_another_month_or_status_is_not_its_line(month):
    other = make.district_month(make.district("2403", "-"))

    @transaction.atomic
    def with_others() -> None:
        leave_line(other)
        make.step(month, to_status="returned", from_status="entering")
        confirm(month)

    with pytest.raises(DatabaseError, match=REFUSED):
        with_others()


@pytest.mark.parametrize("first", ["line", "status"])
def test_before_or_after_it_in_a_savepoint_or_not(month, first):
    with transaction.atomic():
        if first == "line":
            with transaction.atomic():
                leave_line(month)
            confirm(month)
        else:
            confirm(month)
            with transaction.atomic():
                leave_line(month)
    month.refresh_from_db()
    assert month.status == "district_confirmed"


def test_a_line_that_was_taken_back_is_none(month):
    @transaction.atomic
    def with_none() -> None:
        point = transaction.savepoint()
        leave_line(month)
        transaction.savepoint_rollback(point)
        confirm(month)

    with pytest.raises(DatabaseError, match=REFUSED):
        with_none()


def test_a_line_that_somebody_else_wrote_meanwhile_is_not_its_line(month):
    """It is committed after this transaction began, so its number is the higher one."""

    said = {"from_status": "entering", "to_status": "district_confirmed", "at": timezone.now()}
    said |= {"month": month.month, "district": month.district, "name": "confirm_district"}
    line = Step(by=make.department_officer(), **said)

    def elsewhere() -> None:
        line.save()
        connection.close()

    @transaction.atomic
    def meanwhile() -> None:
        confirm(month)
        other = threading.Thread(target=elsewhere)
        other.start()
        other.join(20)
        assert Step.objects.count() == 1

    with pytest.raises(DatabaseError, match=REFUSED):
        meanwhile()


@pytest.mark.parametrize("kind", ["producer", "product", "outlet"])
def test_a_record_changes_its_status_with_its_step_alone(kind):
    of = make.district()
    producer = make.producer(of, status="draft")
    record = {
        "producer": lambda: producer,
        "product": lambda: make.product(producer, status="draft"),
        "outlet": lambda: make.outlet(of, status="draft"),
    }[kind]()
    at = timezone.now()

    def submit() -> None:
        type(record).objects.filter(pk=record.pk).update(status="submitted", submitted_at=at)

    with pytest.raises(DatabaseError, match=REFUSED):
        submit()
    line = RegistrationStep(
        content_type=ContentType.objects.get_for_model(record), record_id=record.pk, district=of,
        name="submit", from_status="draft", to_status="submitted", version=1, at=at,
        by=make.district_officer(of),
    )  # fmt: skip
    with transaction.atomic():
        submit()
        line.save()
    record.refresh_from_db()
    assert record.status == "submitted"


def test_what_changes_nothing_of_the_status_needs_no_line():
    producer = make.producer(make.district())
    Producer.objects.update(name="ใหม่", status=producer.status)
    Producer.objects.update(acknowledged_at=timezone.now() - timedelta(days=1))
    assert Producer.objects.get().name == "ใหม่"
