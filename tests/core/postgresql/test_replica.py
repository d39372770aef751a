"""Reports and exports read from a standby: a real one, which follows the tests' own database."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from psycopg import errors

from core.jobs.models import Job
from core.postgresql import replica
from core.postgresql.replica import from_replica
from core.reports import engine
from core.reports.registry import get_report
from core.tables.jobs import ask_export
from core.tables.tables import table_of
from otop_registry.databases import database
from producers.models import Producer
from tests.support import factories as make
from tests.support.signed_in import signed_in
from tests.support.standby import Standby, is_possible, standby
from tests.support.worker import work

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not is_possible(), reason="DATABASE_URL names a server of somebody's own"),
]


@pytest.fixture(scope="module")
def server(django_db_setup) -> Iterator[Standby]:
    with standby() as made:
        yield made


@pytest.fixture
def following(server, monkeypatch, settings) -> Iterator[Standby]:
    """The portal with DATABASE_REPLICA_URL."""
    # Long: it plays back what every other worker of the tests writes to the same server.
    settings.REPLICA_WAIT = 30.0
    of = connections.databases["default"]
    url = f"postgres://{of['USER']}:{of['PASSWORD']}@127.0.0.1:{server.port}/{of['NAME']}"
    made = database(url, pool=2)
    del made["OPTIONS"]["pool"]  # each thread closes its own
    monkeypatch.setitem(connections.databases, replica.ALIAS, of | made)
    monkeypatch.setattr(replica, "_avoided_until", 0.0)
    connections[
        replica.ALIAS
    ].alias = "default"  # others are closed to tests that began without them
    yield server
    connections[replica.ALIAS].close()
    del connections[replica.ALIAS]


def is_standby() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        return cursor.fetchone()[0]


def seen() -> tuple[bool, int]:
    """Where it is read, by a statement and by the ORM."""
    return is_standby(), Producer.objects.count()


def test_without_one_the_database_is_read():
    assert from_replica(is_standby) is False


def test_all_that_was_committed_before_is_seen_there(following):
    of = make.district()
    for count in range(1, 6):
        make.producer(of, name=f"กลุ่ม {count}")
        assert from_replica(seen) == (True, count)
    assert not is_standby()


def test_it_is_waited_for(following):
    of = make.district()
    following.pause()
    later = threading.Timer(0.4, following.resume)
    try:
        make.producer(of)
        later.start()
        begun = time.monotonic()
        assert from_replica(seen) == (True, 1)
        assert time.monotonic() - begun > 0.3
    finally:
        later.join()
        following.resume()


def test_where_it_stays_behind_the_database_is_read(following, settings, caplog):
    settings.REPLICA_WAIT = 0.1
    following.pause()
    try:
        make.producer(make.district())
        assert from_replica(seen) == (False, 1)
        assert "the standby is not read" in caplog.text
        begun = time.monotonic()
        assert from_replica(seen) == (False, 1)
        assert time.monotonic() - begun < 0.1  # nor is it waited for by the next
    finally:
        following.resume()


def test_where_it_is_away_the_database_is_read(following):
    make.producer(make.district())
    following.stop()
    try:
        assert from_replica(seen) == (False, 1)
        assert replica.measured() == replica.Lag(None, is_well=False)
    finally:
        following.start()


def test_what_a_transaction_wrote_is_not_looked_for_there(following):
    with transaction.atomic():
        make.producer(make.district())
        assert from_replica(seen) == (False, 1)


def test_nothing_can_be_written_there(following):
    of = make.district()
    with pytest.raises(DatabaseError):
        from_replica(lambda: make.producer(of))
    assert not is_standby()


def test_what_it_breaks_off_is_read_again(following):
    tries = []

    def broken_off() -> bool:
        tries.append(is_standby())
        if len(tries) == 1:
            raise OperationalError("conflict with recovery") from errors.SerializationFailure("x")
        return tries[-1]

    assert from_replica(broken_off) is False
    assert tries == [True, False]


def test_the_reports_of_the_nation_are_read_there_and_say_the_same(following, monkeypatch):
    of = make.district()
    make.producer(of)
    here = engine.build
    report = get_report("registry")
    read = []

    def build(user, params):
        read.append((user.role, is_standby()))
        return type(report).build(report, user, params)

    monkeypatch.setattr(report, "build", build, raising=False)
    tables = []
    for user in (make.department_officer(), make.province_officer(of.province)):
        form = engine.read_parameters(report, user, {})
        tables.append(here(report, user, form))
    assert read == [("department", True), ("province", False)]
    monkeypatch.delitem(connections.databases, replica.ALIAS)
    again = here(report, *_of(report, make.department_officer()))
    assert again.rows == tables[0].rows


def _of(report, user):
    return user, engine.read_parameters(report, user, {})


def test_a_page_and_a_file_made_by_the_worker(following):
    make.producer(make.district())
    department = signed_in(make.department_officer())
    before = replica.READS.labels("standby")._value.get()
    assert department.get("/reports/registry/").status_code == 200
    assert replica.READS.labels("standby")._value.get() == before + 1
    file = department.get("/tables/producers/export/?form=csv")
    assert "กลุ่มทอผ้า" in b"".join(file.streaming_content).decode()
    assert replica.READS.labels("standby")._value.get() == before + 2
    ask_export(table_of("producers")(make.department_officer()), "xlsx")
    work()
    assert Job.objects.get().status == Job.Status.DONE
    assert replica.READS.labels("standby")._value.get() == before + 3


def test_it_is_told_on_the_page_and_to_prometheus(following, settings, client):
    department = signed_in(make.department_officer())
    assert "ทันฐานข้อมูลหลัก" in department.get("/system/").content.decode()
    assert "\nportal_replica_well 1.0" in client.get("/metrics").content.decode()
    settings.REPLICA_WAIT = 0.05
    following.pause()
    try:
        make.producer(make.district())
        assert "รายงานอ่านจากฐานข้อมูลหลัก" in department.get("/system/").content.decode()
        told = client.get("/metrics").content.decode()
        assert "\nportal_replica_well 0.0" in told
        assert "\nportal_replica_lag_seconds" in told
    finally:
        following.resume()
