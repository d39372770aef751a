"""Two people at once on one plan and one estimate: the lock holds, and without it the fault shows."""

from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from core.areas.models import Province
from core.steps import StepRefused
from targets import estimating, overrides, workflow
from targets.models import Estimate, PlanPeriod, TargetPlan
from tests.support import factories as make
from tests.support import target_factories as targets
from tests.support.concurrency import Person, stop_before

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def without_locks(monkeypatch):
    """The application as it would be without its locks."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)


@pytest.fixture
def plan() -> TargetPlan:
    make.district("2401", "หนึ่ง")
    make.district("2402", "สอง")
    province = Province.objects.get(pk="24")
    return targets.whole_plan(province, {"2401": (40, 40, 190), "2402": (70, 70, 40)})


def overriding(plan: TargetPlan):
    by, top = plan.prepared_by, plan.scheme.levels.get(position=3).pk
    said = {"by": by, "reason": "มติที่ประชุม", "seen_version": 1}
    return lambda: overrides.override_cells(
        plan, PlanPeriod.YEAR, "2402", {top: Decimal(99)}, **said
    )


def approving(plan: TargetPlan):
    return lambda: workflow.approve(plan, by=plan.prepared_by, seen_version=1)


def an_override_stopped_before_it_writes(monkeypatch, plan: TargetPlan) -> Person:
    person: list[Person] = []
    stop_before(monkeypatch, overrides, "_set", person)
    person.append(Person(overriding(plan)))
    return person[0].start().until_stopped()


def test_an_approval_waits_for_an_override_under_way_and_is_then_refused(monkeypatch, plan):
    first = an_override_stopped_before_it_writes(monkeypatch, plan)
    second = Person(approving(plan)).start().until_waiting()
    first.go_on().done()
    second.done()
    assert isinstance(second.error, StepRefused)
    plan.refresh_from_db()
    assert (plan.is_draft, plan.revision) == (True, 2)


def test_without_the_lock_something_nobody_saw_would_be_approved_or_break(
    monkeypatch, plan, without_locks
):
    first = an_override_stopped_before_it_writes(monkeypatch, plan)
    second = Person(approving(plan)).start()
    second.done()
    first.go_on().done()
    assert second.error is None  # approved what was being changed
    assert first.error is not None  # and the trigger alone kept the override out


def test_two_who_begin_an_estimate_at_once_make_one(monkeypatch):
    clerk = make.district_officer(make.district("2402"))
    person: list[Person] = []
    stop_before(monkeypatch, estimating, "log", person)
    person.append(Person(lambda: estimating.begin(2570, by=clerk)))
    first = person[0].start().until_stopped()
    second = Person(lambda: estimating.begin(2570, by=clerk)).start().until_waiting()
    first.go_on().done()
    second.done()
    assert isinstance(second.error, StepRefused)
    assert not isinstance(second.error, IntegrityError)
    assert Estimate.objects.count() == 1
