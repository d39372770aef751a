"""The databases of the settings: several servers, limits, PgBouncer."""

import pytest
from django.conf import settings
from django.db import OperationalError, connections

from otop_registry.databases import database, through_pgbouncer
from tests.support.tcp_proxy import TcpProxy

SEVERAL = "several"


def test_several_servers_are_asked_for_the_one_that_takes_writes():
    found = database("postgres://otop:p%40@10.0.0.1:5432,10.0.0.2:5433/otop", pool=4)
    assert (found["HOST"], found["PORT"]) == ("10.0.0.1,10.0.0.2", "5432,5433")
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("otop", "p@", "otop")
    assert found["OPTIONS"]["target_session_attrs"] == "read-write"
    assert found["OPTIONS"]["pool"]["max_size"] == 4


def test_one_server_is_taken_as_it_is():
    """A standby that is reached by mistake is told by the health check, in words."""
    assert "target_session_attrs" not in database("postgres://a@10.0.0.1/otop", pool=4)["OPTIONS"]


def test_what_the_address_asks_is_kept():
    asked = "?sslmode=verify-full&target_session_attrs=primary&options=-c%20geqo%3Doff"
    found = database(f"postgres://a@10.0.0.1,10.0.0.2/otop{asked}", pool=4, statement=60, lock=20)
    options = found["OPTIONS"]
    assert (options["sslmode"], options["target_session_attrs"]) == ("verify-full", "primary")
    assert options["options"] == "-c statement_timeout=60000 -c lock_timeout=20000 -c geqo=off"


def test_nothing_of_a_session_goes_through_pgbouncer():
    found = through_pgbouncer("postgres://a@127.0.0.1:6432,127.0.0.1:6433/otop", pool=4)
    assert found["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert "options" not in found["OPTIONS"]
    assert found["OPTIONS"]["target_session_attrs"] == "any"
    assert found["OPTIONS"].get("prepare_threshold") is None  # Django prepares nothing


@pytest.fixture
def several(monkeypatch, django_db_blocker):
    """A connection to two servers, the first of which is away."""
    real = connections.databases["default"]
    gone = TcpProxy(real["HOST"], int(real["PORT"]))
    gone.close()
    made = database(
        f"postgres://{real['USER']}:{real['PASSWORD']}@127.0.0.1:{gone.port},{real['HOST']}:"
        f"{real['PORT']}/{real['NAME']}",
        pool=2,
        statement=0.2,
        lock=0.1,
    )
    monkeypatch.setitem(connections.databases, SEVERAL, connections.databases["default"] | made)
    found = connections[SEVERAL]
    with django_db_blocker.unblock():
        yield found
        found.close()
        found.close_pool()
    del connections[SEVERAL]


@pytest.mark.django_db
def test_the_second_is_found_when_the_first_is_away(several):
    with several.cursor() as cursor:
        cursor.execute("SELECT inet_server_port()")
        assert cursor.fetchone() == (int(settings.DATABASES["default"]["PORT"]),)


@pytest.mark.django_db
def test_a_statement_that_takes_too_long_is_stopped(several):
    with pytest.raises(OperationalError, match="statement timeout"), several.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(3)")


@pytest.mark.django_db
def test_waiting_for_somebody_else_ends(several):
    other = connections["default"]
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(4711)")
    with pytest.raises(OperationalError, match="lock timeout"), several.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(4711)")
