"""A database that goes away and comes back, with the portal's own settings of its connections."""

import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import OperationalError, connections
from django.test import RequestFactory
from psycopg import sql

from otop_registry.databases import database
from otop_registry.errors import portal_error
from tests.support.database import maintenance
from tests.support.tcp_proxy import TcpProxy

AWAY = "through-a-proxy"
OPTIONS = database("postgres://nobody@127.0.0.1:1/none", pool=8)["OPTIONS"]


@pytest.fixture
def proxy() -> Iterator[TcpProxy]:
    database = settings.DATABASES["default"]
    proxy = TcpProxy(database["HOST"], int(database["PORT"]))
    yield proxy
    proxy.close()


@pytest.fixture
def connection(proxy, monkeypatch):
    """A connection of the portal's kind, out of a pool of its own."""
    through = connections.databases["default"] | {"HOST": "127.0.0.1", "PORT": proxy.port}
    monkeypatch.setitem(connections.databases, AWAY, through | {"OPTIONS": OPTIONS})
    found = connections[AWAY]
    yield found
    found.close_pool()
    del connections[AWAY]


def reached(connection) -> bool:
    """Whether a request gets a connection; it is given back as at the end of a request."""
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    else:
        return True
    finally:
        connection.close()


def test_the_first_request_after_its_return_is_answered(proxy, connection, django_db_blocker):
    with django_db_blocker.unblock():
        assert reached(connection)
        proxy.close()
        # Each failed attempt doubled the pool's delay: after these the next one came too late.
        assert [reached(connection) for _ in range(5)] == [False] * 5
        proxy.open()
        assert reached(connection)


def test_nobody_waits_longer_than_three_seconds():
    pool = OPTIONS["pool"]
    assert pool["timeout"] + pool["reconnect_timeout"] <= 3
    assert OPTIONS["connect_timeout"] <= 3


def test_used_up_connections_are_told_and_the_next_request_goes_on(connection, django_db_blocker):
    of = sql.Identifier(settings.DATABASES["default"]["NAME"])
    limited = sql.SQL("ALTER DATABASE {} CONNECTION LIMIT {}")
    with django_db_blocker.unblock(), maintenance() as server:
        server.execute(limited.format(of, 0))
        try:
            begun = time.monotonic()
            with pytest.raises(OperationalError) as told:
                connection.ensure_connection()
            assert time.monotonic() - begun < 3.5
            request = RequestFactory().get("/")
            try:
                raise told.value
            except OperationalError:
                page = portal_error(request)
            assert (page.status_code, page["Retry-After"]) == (503, "5")
        finally:
            server.execute(limited.format(of, -1))
            connection.close()
        assert reached(connection)
