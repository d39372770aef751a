"""Cancelling in its two cases: each step in its order, nothing half done, taken back before its end."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction

from core.steps import StepRefused
from products.models import Product
from registration import closure as closing
from registration.closure import CASES
from registration.models import Closure, ClosureStep
from sales.models import SalesRow
from sales.months import entry
from tests.support import factories as make

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))):
        yield


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def by(of):
    return make.district_officer(of)


@pytest.fixture
def maker(of):
    maker = make.producer(of)
    make.product(maker, "food")
    return maker


def begin(record, by, case="present"):
    return closing.begin(record, case=case, reason="เลิกกิจการ", by=by)


def take(closure, name, by, **given):
    said = {"held_on": TODAY}
    if name in closing.RESOLUTIONS:
        said |= {"form": "meeting", "number": "3/2569"}
    if name == "facts":
        said["facts"] = "ไม่พบสถานที่ผลิต"
    return closing.take_step(closure, name, by=by, **said | given)


def go(closure, by, until):
    for name in CASES[closure.case]:
        closure = take(closure, name, by)
        if name == until:
            break
    return closure


@pytest.mark.parametrize(
    ("case", "names"),
    [
        ("present", ["request", "committee", "cancel", "report"]),
        ("absent", ["facts", "network", "committee", "cancel", "report"]),
    ],
)
def test_each_case_goes_its_way_to_the_report(maker, by, case, names):
    closure = go(begin(maker, by, case), by, "report")
    assert [step.name for step in closure.steps.all()] == names
    assert closure.status == "reported"
    maker.refresh_from_db()
    assert (maker.status, maker.cancelled_at is not None) == ("cancelled", True)
    assert closing.next_step(closure) is None


@pytest.mark.parametrize("case", ["present", "absent"])
def test_no_step_out_of_its_order(maker, by, case):
    closure = begin(maker, by, case)
    for place, name in enumerate(CASES[case]):
        for other in ClosureStep.Name.values:
            if other != name:
                with pytest.raises(StepRefused):
                    take(closure, other, by)
        assert closure.steps.count() == place
        closure = take(closure, name, by)


def test_only_the_own_districts_office_cancels(maker, by, of):
    closure = begin(maker, by)
    for other in (
        make.province_officer(of.province),
        make.department_officer(),
    ):
        with pytest.raises(StepRefused):
            begin(maker, other)
        with pytest.raises(StepRefused):
            take(closure, "request", other)
        with pytest.raises(StepRefused):
            closing.take_back(closure, by=other, reason="-")
    sibling = make.district_officer(make.district("2403", "อื่น"))
    with pytest.raises(Closure.DoesNotExist):
        take(closure, "request", sibling)
    with pytest.raises(type(maker).DoesNotExist):
        begin(maker, sibling)


def test_its_products_go_and_come_back_with_the_producer(maker, by):
    alone = make.product(maker, "herb")
    go(begin(alone, by), by, "report")
    maker.refresh_from_db()
    assert maker.status == "announced"
    closure = go(begin(maker, by), by, "cancel")
    assert set(Product.objects.values_list("status", flat=True)) == {"cancelled"}
    closing.take_back(closure, by=by, reason="กลับมาผลิต")
    maker.refresh_from_db()
    assert (maker.status, maker.cancelled_at) == ("announced", None)
    assert dict(Product.objects.values_list("category", "status")) == {
        "food": "announced",
        "herb": "cancelled",
    }


def test_once_reported_it_cannot_be_taken_back(maker, by):
    closure = go(begin(maker, by), by, "report")
    with pytest.raises(StepRefused, match="เพิกถอนอีกไม่ได้"):
        closing.take_back(closure, by=by, reason="-")
    with pytest.raises(StepRefused, match="ยกเลิกแล้ว"):
        begin(maker, by)


def test_a_second_cancelling_waits_for_the_first(maker, by):
    begin(maker, by)
    with pytest.raises(StepRefused, match="อยู่แล้ว"):
        begin(maker, by)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, "held_on"),
        ({"held_on": TODAY - timedelta(days=9)}, "held_on"),
        ({"number": " "}, "number"),
        ({"form": ""}, "number"),
    ],
)
def test_a_resolution_says_when_and_which(maker, by, given, field):
    closure = take(begin(maker, by), "request", by, held_on=TODAY - timedelta(days=5))
    with pytest.raises(StepRefused) as refused:
        take(closure, "committee", by, **given)
    assert refused.value.field == field
    assert closure.steps.count() == 1


def test_a_reason_is_asked_for(maker, by):
    with pytest.raises(StepRefused):
        closing.begin(maker, case="present", reason=" ", by=by)
    with pytest.raises(StepRefused):
        closing.take_back(begin(maker, by), by=by, reason="")


def test_a_cancelled_producer_leaves_the_open_months_grid_not_the_past(of, maker, by):
    make.product(maker, "herb")
    past = make.district_month(of, date(2026, 9, 1))
    make.row(past, maker, amounts=("5", "0", "0", "0"))
    make.confirm_province(of.province, date(2026, 9, 1))
    opened = make.district_month(of)
    entry.prepare_rows(opened)
    make.row(opened, maker, "fabric", amounts=("7", "0", "0", "0"))
    assert SalesRow.objects.filter(district_month=opened).count() == 3
    go(begin(maker, by), by, "cancel")
    left = SalesRow.objects.values_list("month", "category")
    assert sorted(left) == [(date(2026, 9, 1), "food"), (date(2026, 10, 1), "fabric")]


def test_a_failing_receiver_undoes_the_whole_step(maker, by, monkeypatch):
    closure = go(begin(maker, by), by, "committee")
    monkeypatch.setattr("sales.months.settlement.settle_open_months", lambda district: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        take(closure, "cancel", by)
    maker.refresh_from_db()
    closure.refresh_from_db()
    assert (maker.status, closure.status, closure.steps.count()) == ("announced", "open", 2)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("status = 'cancelled'", "closure_status_with_its_moment"),
        ("cancelled_at = now()", "closure_status_with_its_moment"),
        ("status = 'taken_back'", "closure_status_with_its_moment"),
        ("reason = ''", "closure_has_reason"),
    ],
)
def test_the_database_refuses_a_closure_that_cannot_be(maker, by, change, constraint):
    begin(maker, by)
    refused = pytest.raises(IntegrityError, match=constraint)
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE registration_closure SET {change}")


def test_the_database_refuses_a_second_closure_and_a_step_twice(maker, by):
    closure = take(begin(maker, by), "request", by)
    again = Closure(
        record_type=ContentType.objects.get_for_model(maker),
        record_id=maker.pk,
        district=maker.district,
        case="absent",
        reason="-",
        opened_at=closure.opened_at,
        opened_by=by,
    )
    with pytest.raises(IntegrityError, match="under_way"), transaction.atomic():
        again.save()
    step = closure.steps.get()
    step.pk = None
    with pytest.raises(IntegrityError, match="one_closure_step"), transaction.atomic():
        step.save()
    step.name = "committee"
    with pytest.raises(IntegrityError, match="with_form_and_number"), transaction.atomic():
        step.save()
