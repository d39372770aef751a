"""Two offices at once on one record: one step is taken, the other refused, nothing is lost."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from core.steps import StepRefused
from producers.models import Producer
from registration import workflow
from registration.models import RegistrationStep, Status
from tests.support import factories as make
from tests.support.concurrency import Person, stop_before

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting() -> Producer:
    day, week = timezone.localdate(), timedelta(days=7)
    round = make.registration_round(
        register_from=day - week,
        register_until=day,
        certify_from=day,
        certify_until=day + week,
        announce_from=day + week,
        announce_until=day + week,
    )
    of = make.district()
    make.district_officer(of)
    return make.ready_producer(of, status="submitted", round=round)


def certifying(producer: Producer):
    by = make.province_officer(producer.district.province)
    return lambda: workflow.certify(producer, by=by, seen_version=1)


def stopped_inside(monkeypatch, work) -> Person:
    """Somebody who holds the record's lock and has not written the trail yet."""
    person: list[Person] = []
    stop_before(monkeypatch, workflow, "line", person)
    person.append(Person(work))
    return person[0].start().until_stopped()


def names() -> list[str]:
    return sorted(RegistrationStep.objects.values_list("name", flat=True))


def test_two_clicks_certify_once(monkeypatch, waiting):
    first = stopped_inside(monkeypatch, certifying(waiting))
    second = Person(certifying(waiting)).start().until_waiting()
    first.go_on().done()
    second.done()
    assert first.error is None
    assert isinstance(second.error, StepRefused)
    assert names() == ["certify"]


def test_without_the_lock_two_clicks_certify_twice(monkeypatch, waiting):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    first = stopped_inside(monkeypatch, certifying(waiting))
    second = Person(certifying(waiting)).start().done()
    first.go_on().done()
    assert (first.error, second.error) == (None, None)
    assert names() == ["certify", "certify"]


def test_taken_back_while_the_province_certifies(monkeypatch, waiting):
    first = stopped_inside(monkeypatch, certifying(waiting))
    by = make.district_officer(waiting.district)
    second = Person(lambda: workflow.take_back(waiting, by=by)).start().until_waiting()
    first.go_on().done()
    second.done()
    assert isinstance(second.error, StepRefused)
    assert Producer.objects.get().status == Status.CERTIFIED


def test_a_write_by_another_path_waits_and_shows_as_a_correction(monkeypatch, waiting):
    first = stopped_inside(monkeypatch, certifying(waiting))
    writing = Person(lambda: Producer.objects.update(phone="0810000009")).start().until_waiting()
    first.go_on().done()
    writing.done()
    after = Producer.objects.get()
    assert (after.status, after.phone) == (Status.CERTIFIED, "0810000009")
    assert after.is_corrected_after_certification
    kept = RegistrationStep.objects.get().content
    assert kept["phone"]["lines"] == [""]


def test_the_districts_form_waits_for_a_submission_and_is_then_closed(monkeypatch, waiting):
    make.jump(Producer.objects.all(), status="draft", submitted_at=None, round=None)
    by = make.district_officer(waiting.district)
    first = stopped_inside(monkeypatch, lambda: workflow.submit(waiting, by=by))
    client = Client()
    client.force_login(by)
    address = f"/producers/producer/{waiting.pk}/change/?section=general"
    saving = Person(lambda: client.post(address, {"name": "เปลี่ยน"})).start().until_waiting()
    first.go_on().done()
    saving.done()
    assert saving.error is None
    assert saving.result.status_code == 403
    assert Producer.objects.get().name == waiting.name
