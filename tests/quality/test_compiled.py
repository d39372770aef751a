"""The statement of a record's checks is put together once; it answers of now, and of its record."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from quality import checking
from quality.checking import certification_obstacles, faults_of_record
from quality.dismissing import dismiss, revoke
from quality.rules import get_rule
from quality.severity import change_severity
from tests.support import factories as make
from tests.support.clock import MORNING
from tests.support.quality_cases import setting, standard, whole

P02, P04, D04 = get_rule("P02"), get_rule("P04"), get_rule("D04")


def codes(record) -> list[tuple[str, bool]]:
    return [(fault.rule.code, fault.blocks) for fault in faults_of_record(record)]


@pytest.mark.django_db
def test_it_is_built_once_and_read_in_two_queries(of, neighbour, django_assert_num_queries):
    one, other = whole("P04", of), whole("P04", neighbour, "อีกราย")
    setting(phone="")(one)
    assert codes(one) == [("P04", False)]
    built = checking._statement.cache_info().misses
    with django_assert_num_queries(2):
        assert codes(other) == []
    with django_assert_num_queries(2):
        assert certification_obstacles(one) == []
    assert checking._statement.cache_info().misses == built


@pytest.mark.django_db
def test_what_the_department_says_holds_at_once(of):
    record = whole("P04", of)
    setting(phone="")(record)
    assert codes(record) == [("P04", False)]
    change_severity(P04, blocks=True, reason="โทรตามไม่ได้", by=make.department_officer())
    assert codes(record) == [("P04", True)]
    assert len(certification_obstacles(record)) == 1


@pytest.mark.django_db
def test_a_dismissal_holds_at_once_unless_the_fault_is_certain_and_blocks(of, clerk):
    record = whole("P02", of)
    setting(name="BAAN CRAFT")(record)
    assert codes(record) == [("P02", False)]
    dismissal = dismiss(P02, record.pk, reason="ชื่อการค้า", by=clerk)
    assert codes(record) == []
    change_severity(P02, blocks=True, reason="ชื่อต้องถูก", by=make.department_officer())
    assert codes(record) == []  # a name in Latin letters is a matter of judgement
    setting(name="กก")(record)
    dismissal.refresh_from_db()
    assert codes(record) == [("P02", True)]
    setting(name="BAAN CRAFT")(record)
    revoke(P02, dismissal, by=clerk)
    assert codes(record) == [("P02", False)]


@pytest.mark.django_db
def test_a_standard_that_ends_today_is_at_fault_tomorrow(of, monkeypatch):
    product = whole("D04", of)
    today = timezone.localdate()
    standard(expires_on=today)(product)
    assert ("D04", False) not in codes(product)
    monkeypatch.setattr("core.thai.calendar.today", lambda: today + timedelta(days=1))
    assert ("D04", False) in codes(product)
    assert today == date(MORNING.year, MORNING.month, MORNING.day)


@pytest.mark.django_db(transaction=True)
def test_two_threads_read_their_own_record(of):
    """The compiled statement outlives the connection, and the thread, that built it."""
    faulty, right = whole("P04", of), whole("P04", of, "อีกราย")
    setting(phone="")(faulty)

    def read(record):
        try:
            return [codes(record) for _ in range(5)]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(read, [faulty, right]))
    assert found == [[[("P04", False)]] * 5, [[]] * 5]
