"""Two people at once on one survey: the lock holds, and without it the fault shows."""

from datetime import date

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from core.steps import StepRefused
from online_market import answering, signing, workflow
from online_market.models import Survey, SurveyAnswer
from tests.support import factories as make
from tests.support import market_factories as market
from tests.support.concurrency import Person, stop_before

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def survey() -> Survey:
    of = make.district()
    products = market.registered(of, 2)
    survey = market.survey_of(market.opened(), of)
    market.answered(survey, products[0], sales="100")
    make.district_chief(of)
    return market.survey_of(survey.round, of)


def saving(survey: Survey, sales: str):
    by = make.district_officer(survey.district)
    row = market.typed(SurveyAnswer.objects.get().base, 1, sales)
    return lambda: answering.save_answers(survey, [row], by=by)


def signing_by_the_chief(survey: Survey):
    by, today = make.district_chief(survey.district), timezone.localdate()
    return lambda: signing.sign(
        [(survey, survey.revision)], by=by, position="พัฒนาการอำเภอ", signed_on=today
    )


def a_save_stopped_before_it_writes(monkeypatch, survey: Survey) -> Person:
    person: list[Person] = []
    stop_before(monkeypatch, answering, "taken_elsewhere", person)
    person.append(Person(saving(survey, "700")))
    return person[0].start().until_stopped()


def test_a_signature_waits_for_a_save_under_way_and_is_then_refused(monkeypatch, survey):
    first = a_save_stopped_before_it_writes(monkeypatch, survey)
    second = Person(signing_by_the_chief(survey)).start().until_waiting()
    first.go_on().done()
    second.done()
    assert first.error is None
    assert isinstance(second.error, StepRefused)
    assert Survey.objects.get(pk=survey.pk).is_open


def test_without_the_lock_something_nobody_saw_is_signed(monkeypatch, survey):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    first = a_save_stopped_before_it_writes(monkeypatch, survey)
    second = Person(signing_by_the_chief(survey)).start().done()
    first.go_on().done()
    assert second.error is None
    assert first.error is not None  # the trigger alone kept the save out


def test_of_two_saves_of_one_row_the_second_is_told_the_first(monkeypatch, survey):
    first = a_save_stopped_before_it_writes(monkeypatch, survey)
    second = Person(saving(survey, "5")).start().until_waiting()
    first.go_on().done()
    second.done()
    [outcome] = second.result
    assert (outcome.done, outcome.theirs.rsplit(": ", 1)[1]) == ("", "700.00 บาท")
    assert SurveyAnswer.objects.get().online_sales == 700


def test_a_closing_waits_for_a_save_under_way(monkeypatch, survey):
    first = a_save_stopped_before_it_writes(monkeypatch, survey)
    by = make.department_officer()
    closing = lambda: workflow.close_round(survey.round, by=by, seen_version=2)  # noqa: E731
    second = Person(closing).start().until_waiting()
    first.go_on().done()
    second.done()
    assert (first.error, second.error) == (None, None)
    assert SurveyAnswer.objects.get().online_sales == 700
    assert second.result.closed_at.date() == date(2026, 11, 3)
