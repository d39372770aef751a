"""Two people at once, on two real connections: the lock holds, and without it the fault shows.

Nothing here waits for a clock: one person stops inside the step at a gate, and the other is seen
waiting for a lock in pg_locks (or done) before the gate opens.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection
from django.db.models import QuerySet

from core.areas.row_security import seen_as
from core.users.models import User
from sales.models import CHANNELS, DistrictMonth, SalesMonth, SalesRow, Snapshot, Step
from sales.months import answering, checks, entry, workflow
from sales.months.answering import Answer, Answers
from sales.months.entry import RowInput
from tests.support import factories as make
from tests.support.concurrency import Person, stop_before
from tests.support.database import owning
from tests.support.kept import forget_statements

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def without_locks(monkeypatch):
    """The application as it would be without its locks; a statement kept with one, or without, is put
    together anew."""
    forget_statements()
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    yield
    forget_statements()


@pytest.fixture
def without_triggers() -> Iterator[None]:
    """The database as it would be without its triggers."""
    with _triggers("DISABLE"):
        yield


@contextmanager
def _triggers(word: str) -> Iterator[None]:
    with owning(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE sales_salesrow {word} TRIGGER USER")
    yield
    with owning(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sales_salesrow ENABLE TRIGGER USER")


@pytest.fixture
def month() -> DistrictMonth:
    of = make.district_month(make.district("2402"))
    make.row(of, make.producer(of.district), amounts=("5", "0", "0", "0"))
    User.objects.update(may_certify=False)
    User.objects.filter(username="district2402").update(may_certify=True)
    make.province_officer(of.district.province)
    return DistrictMonth.objects.get(pk=of.pk)


def officer(name: str = "district2402") -> User:
    return User.objects.get(username=name)


def saving(month: DistrictMonth, amount: str) -> Callable[[], object]:
    """Save the month's one row as it was read now, with this amount."""
    row = month.rows.get()
    typed = RowInput(row.pk, row.version, {CHANNELS[0]: amount})
    by = officer()
    return lambda: entry.save_rows(month, [typed], by=by)[0]


def confirming(month: DistrictMonth) -> Callable[[], object]:
    shown, by = checks.fingerprint(checks.rows_to_check(month)), officer()
    return lambda: workflow.confirm_district(month, by=by, seen=shown)


def an_edit_stopped_before_it_writes(monkeypatch, month: DistrictMonth) -> Person:
    """Somebody whose save has looked whether the month may change, and has not written yet."""
    person: list[Person] = []
    stop_before(monkeypatch, entry, "_write", person)
    person.append(Person(saving(month, "7")))
    return person[0].start().until_stopped()


def stands(month: DistrictMonth) -> tuple[str, str]:
    """The district's status and its one row's total."""
    return DistrictMonth.objects.get(pk=month.pk).status, str(SalesRow.objects.get().total)


# --- Confirming against an edit -------------------------------------------------------------------


def test_without_lock_and_trigger_an_edit_lands_after_the_confirmation(
    monkeypatch, month, without_locks, without_triggers
):
    """The fault that the twins below show gone: 5 was confirmed, 7 stands."""
    edit = an_edit_stopped_before_it_writes(monkeypatch, month)
    confirmation = Person(confirming(month)).start().done()
    assert confirmation.error is None
    assert stands(month) == ("district_confirmed", "5.00")
    edit.go_on().done()
    assert (edit.error, edit.result.saved) == (None, True)
    assert stands(month) == ("district_confirmed", "7.00")


def test_with_the_lock_alone_the_confirmation_waits_and_sees_the_edit(
    monkeypatch, month, without_triggers
):
    edit = an_edit_stopped_before_it_writes(monkeypatch, month)
    confirmation = Person(confirming(month)).start().until_waiting()
    edit.go_on().done()
    confirmation.done()
    assert (edit.error, edit.result.saved) == (None, True)
    assert isinstance(confirmation.error, workflow.StepRefused)
    assert confirmation.error.row_ids == {SalesRow.objects.get().pk}
    assert stands(month) == ("entering", "7.00")


def test_with_the_trigger_alone_the_edit_is_refused(monkeypatch, month, without_locks):
    edit = an_edit_stopped_before_it_writes(monkeypatch, month)
    Person(confirming(month)).start().done()
    edit.go_on().done()
    assert isinstance(edit.error, DatabaseError)
    assert "sales rows of a confirmed or closed month cannot change" in str(edit.error)
    assert stands(month) == ("district_confirmed", "5.00")


def test_an_edit_waits_for_a_confirmation_under_way_and_is_refused(monkeypatch, month):
    person: list[Person] = []
    stop_before(monkeypatch, workflow, "log", person)
    person.append(Person(confirming(month)))
    confirmation = person[0].start().until_stopped()
    edit = Person(saving(month, "7")).start().until_waiting()
    confirmation.go_on().done()
    edit.done()
    assert confirmation.error is None
    assert isinstance(edit.error, entry.EntryRefused)
    assert stands(month) == ("district_confirmed", "5.00")


def test_plain_sql_waits_for_a_confirmation_under_way_and_is_refused(monkeypatch, month):
    """The trigger looks under its own lock: a path past the application waits as well."""
    person: list[Person] = []
    stop_before(monkeypatch, workflow, "log", person)
    person.append(Person(confirming(month)))
    confirmation = person[0].start().until_stopped()
    bulk = Person(lambda: SalesRow.objects.update(domestic_offline=9)).start().until_waiting()
    confirmation.go_on().done()
    bulk.done()
    assert isinstance(bulk.error, DatabaseError)
    assert stands(month) == ("district_confirmed", "5.00")


# --- Answering against a confirmation ---------------------------------------------------------------


def explaining(month: DistrictMonth) -> Callable[[], object]:
    answers = Answers({month.rows.get().pk: Answer(make.reason())})
    by = officer()
    return lambda: answering.save_answers(month, answers, by=by)


def test_a_reason_waits_for_a_confirmation_under_way_and_is_refused(monkeypatch, month):
    reason = explaining(month)
    person: list[Person] = []
    stop_before(monkeypatch, workflow, "log", person)
    person.append(Person(confirming(month)))
    confirmation = person[0].start().until_stopped()
    answer = Person(reason).start().until_waiting()
    confirmation.go_on().done()
    answer.done()
    assert confirmation.error is None
    assert isinstance(answer.error, entry.EntryRefused)
    assert SalesRow.objects.get().reason is None


def test_a_confirmation_waits_for_a_reason_under_way_and_shows_it_first(monkeypatch, month):
    """What the chief did not see is not confirmed: the reason came after the page was opened."""
    reason, confirmed = explaining(month), confirming(month)
    person: list[Person] = []
    stop_before(monkeypatch, answering, "open_marks", person)
    person.append(Person(reason))
    answer = person[0].start().until_stopped()
    confirmation = Person(confirmed).start().until_waiting()
    answer.go_on().done()
    confirmation.done()
    assert answer.error is None
    assert isinstance(confirmation.error, workflow.StepRefused)
    assert confirmation.error.row_ids == {SalesRow.objects.get().pk}


# --- Two saves of one row -------------------------------------------------------------------------


def test_without_the_lock_the_second_save_overwrites_the_first(monkeypatch, month, without_locks):
    """The fault that the twin below shows gone: both read version 0, both are told it is saved."""
    first = an_edit_stopped_before_it_writes(monkeypatch, month)
    second = Person(saving(month, "9")).start().done()
    assert second.result.saved
    first.go_on().done()
    assert first.result.saved
    assert stands(month) == ("entering", "7.00")
    assert SalesRow.objects.get().version == 1  # one of two saves left no trace


def test_the_second_save_of_a_row_is_a_conflict(monkeypatch, month):
    first = an_edit_stopped_before_it_writes(monkeypatch, month)
    second = Person(saving(month, "9")).start().until_waiting()
    first.go_on().done()
    second.done()
    assert first.result.saved
    assert (second.error, second.result.conflict, second.result.saved) == (None, True, False)
    assert str(second.result.row.total) == "7.00"
    assert stands(month) == ("entering", "7.00")


# --- The province's confirmation against the department's closing ---------------------------------


@pytest.fixture
def waiting(month) -> DistrictMonth:
    """A district confirmed, its province's only one: the next confirmation is the report."""
    make.department_officer()
    return make.confirm_district(month)


def reporting(month: DistrictMonth) -> Callable[[], object]:
    by, seen = officer("province24"), {month.pk: month.version}
    return lambda: workflow.confirm_province(seen, by=by, month=month.month_id)


def closing(month: DistrictMonth, without_missing: bool = True) -> Callable[[], object]:
    by = officer("department")

    def close() -> object:
        with seen_as(by):  # it waits for months that the department does not see
            return workflow.close_month(month.month_id, by=by, without_missing=without_missing)

    return close


def a_step_stopped_before_its_line(monkeypatch, work: Callable[[], object]) -> Person:
    """Somebody whose step has asked all its questions, and has not written anything yet."""
    person: list[Person] = []
    stop_before(monkeypatch, workflow, "log", person)
    person.append(Person(work))
    return person[0].start().until_stopped()


def trail() -> list[tuple[str, str]]:
    return list(Step.objects.order_by("pk").values_list("name", "reason"))


def test_without_the_lock_a_province_reports_into_a_closed_month(
    monkeypatch, waiting, without_locks
):
    """The fault that the twins below show gone: closed "without" a province whose figures came."""
    report = a_step_stopped_before_its_line(monkeypatch, reporting(waiting))
    close = Person(closing(waiting)).start().done()
    assert close.error is None
    report.go_on().done()
    assert report.error is None
    assert SalesMonth.objects.get().status == "closed"
    assert Snapshot.objects.count() == 1
    assert ("close_month", "ปิดโดยยังขาด 1 จังหวัด") in trail()


def test_closing_waits_for_a_report_under_way_and_counts_it(monkeypatch, waiting):
    report = a_step_stopped_before_its_line(monkeypatch, reporting(waiting))
    close = Person(closing(waiting, without_missing=False)).start().until_waiting()
    report.go_on().done()
    close.done()
    assert (report.error, close.error) == (None, None)
    assert SalesMonth.objects.get().status == "closed"
    assert Snapshot.objects.count() == 1
    assert trail() == [("confirm_province", ""), ("report_province", ""), ("close_month", "")]


def test_a_report_waits_for_a_closing_under_way_and_is_refused(monkeypatch, waiting):
    close = a_step_stopped_before_its_line(monkeypatch, closing(waiting))
    report = Person(reporting(waiting)).start().until_waiting()
    close.go_on().done()
    report.done()
    assert close.error is None
    assert isinstance(report.error, workflow.StepRefused)
    assert Snapshot.objects.count() == 0
    assert trail() == [("close_month", "ปิดโดยยังขาด 1 จังหวัด")]


def test_closing_waits_for_a_save_under_way(monkeypatch, month):
    make.department_officer()
    edit = an_edit_stopped_before_it_writes(monkeypatch, month)
    close = Person(closing(month)).start().until_waiting()
    edit.go_on().done()
    close.done()
    assert (edit.error, close.error) == (None, None)
    late = Person(saving(month, "9")).start().done()
    assert isinstance(late.error, entry.EntryRefused)
    assert stands(month) == ("entering", "7.00")


# --- Bringing rows in step with the registry ------------------------------------------------------


def test_a_page_that_brings_rows_in_step_waits_for_a_confirmation(monkeypatch, month):
    """Opening the grid writes rows too: it waits like a save, and leaves what was confirmed."""
    maker = month.rows.get().producer
    make.product(maker, "food")
    confirmation = a_step_stopped_before_its_line(monkeypatch, confirming(month))
    make.product(maker, "herb")
    page = Person(lambda: entry.prepare_rows(month)).start().until_waiting()
    confirmation.go_on().done()
    page.done()
    assert (confirmation.error, page.error) == (None, None)
    assert list(month.rows.values_list("category", flat=True)) == ["food"]
