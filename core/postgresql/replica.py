"""Reports and exports read from a standby (DATABASE_REPLICA_URL), as new as the database itself.

What is read there shows everything that was committed before it was asked for: the standby is waited
for, at most `REPLICA_WAIT` seconds, and where it does not come that far the database itself is read. So
a page that follows a write never shows less than was written, and no report is older than it says.

While something is read there, the name "default" stands for the standby on this thread. Reports read by
the ORM and by statements of their own, all from one snapshot; a router would turn only the ORM.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, OperationalError, connections
from prometheus_client import Counter

logger = logging.getLogger(__name__)

ALIAS = "replica"
AVOIDED_FOR = 10.0  # seconds: one that is away or behind is not waited for by everybody
READS = Counter("portal_report_reads", "Reports and exports read, by the server", ["server"])

_Found = TypeVar("_Found")
_avoided_until = 0.0


class _Behind(Exception):
    """The standby did not come far enough in time, or is none."""


@dataclass(frozen=True)
class Lag:
    """How far the standby is behind; `seconds` None where it cannot be asked."""

    seconds: float | None
    is_well: bool


def is_set_up() -> bool:
    return ALIAS in connections.databases


def from_replica(read: Callable[[], _Found], *, within: bool = False) -> _Found:
    """What `read` finds; on the standby where one is set up and far enough, else on the database itself.

    `read` may be called a second time: a standby can break off what it reads. Inside an open transaction
    the database itself is read, since what that transaction wrote is nowhere else; `within` says that it
    wrote nothing that is read.
    """
    if not is_set_up() or (connections[DEFAULT_DB_ALIAS].in_atomic_block and not within):
        return read()
    if time.monotonic() >= _avoided_until:
        try:
            _wait_for_replica()
            with _as_default():
                found = read()
        except (OperationalError, InterfaceError, _Behind) as error:
            _avoid(error)
        else:
            READS.labels("standby").inc()
            return found
    READS.labels("database").inc()
    return read()


def measured() -> Lag:
    """The lag now: how long the standby takes to come to where the database is."""
    begun = time.monotonic()
    try:
        _wait_for_replica()
    except (DatabaseError, InterfaceError):
        return Lag(None, is_well=False)
    except _Behind:
        return Lag(_seconds_behind(), is_well=False)
    return Lag(time.monotonic() - begun, is_well=True)


def _wait_for_replica() -> None:
    """Until everything committed so far stands there too."""
    (position,) = _asked(DEFAULT_DB_ALIAS, "SELECT pg_current_wal_lsn()")
    until = time.monotonic() + settings.REPLICA_WAIT
    pause = 0.005
    while True:
        is_standby, is_there = _asked(
            ALIAS,
            "SELECT pg_is_in_recovery(), coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, false)",
            position,
        )
        if not is_standby:  # it was promoted: then it is the database itself, or no longer of it
            raise _Behind("it is no standby")
        if is_there:
            return
        if time.monotonic() + pause > until:
            raise _Behind(f"it is more than {settings.REPLICA_WAIT} s behind")
        time.sleep(pause)
        pause = min(2 * pause, 0.1)


def _seconds_behind() -> float | None:
    """Since the newest transaction that it has; None where it has none, or is away."""
    try:
        (seconds,) = _asked(
            ALIAS, "SELECT extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())"
        )
    except (DatabaseError, InterfaceError):
        return None
    return None if seconds is None else float(seconds)


def _asked(alias: str, question: str, *values: Any) -> tuple[Any, ...]:
    with connections[alias].cursor() as cursor:
        cursor.execute(question, values)
        return cast(tuple[Any, ...], cursor.fetchone())


@contextmanager
def _as_default() -> Iterator[None]:
    own = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = own


def _avoid(error: Exception) -> None:
    global _avoided_until
    _avoided_until = time.monotonic() + AVOIDED_FOR
    logger.warning("the standby is not read for %.0f s: %s", AVOIDED_FOR, type(error).__name__)
    connection = connections[ALIAS]
    if connection.connection is not None:
        connection.connection.close()
    connection.close()
