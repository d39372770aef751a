"""Who does the work, and whether anybody does: the heartbeat of a worker, and what a dead one left.

A worker lives as long as the session that holds its advisory lock; PostgreSQL lets go of it with the
process, also when that was killed. So another worker knows at once, and never takes a living one's job.
Its work is one transaction, which ended with it too: a job it was running is begun again.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Self

import psycopg
from django.db import connection, connections
from django.utils import timezone

from core.jobs.models import HEARTBEAT, Worker

logger = logging.getLogger(__name__)

_FORGOTTEN_AFTER = timedelta(days=7)

# The worker this process is; None in a page, a command, a test.
_own: int | None = None


def own_id() -> int | None:
    return _own


class Heartbeat:
    """A context around a worker: says that it lives, and calls `take_over` for what dead ones left."""

    def __init__(self, name: str, take_over: Callable[[], None]):
        self.name, self._take_over = name, take_over
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat_on, name="heartbeat", daemon=True)
        self._session: psycopg.Connection

    def __enter__(self) -> Self:
        global _own
        self._session = _session()
        with self._session.transaction():  # nobody sees the row before the lock is held
            ((self.id,),) = self._session.execute(
                "INSERT INTO jobs_worker (name, begun_at, heard_at) VALUES (%s, now(), now())"
                " RETURNING id",
                [self.name],
            ).fetchall()
            self._hold()
        _own = self.id
        self._take_over()
        Worker.objects.filter(ended_at__lt=timezone.now() - _FORGOTTEN_AFTER).exclude(
            pk=self.id
        ).delete()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        global _own
        self._ended.set()
        self._thread.join()
        _own = None
        try:
            self._say("heard_at = now(), ended_at = now()")
        except psycopg.Error:
            logger.exception("worker %s could not say that it ends", self.name)
        self._session.close()

    def _hold(self) -> None:
        self._session.execute("SELECT pg_advisory_lock(%s, %s)", [Worker.LOCK, self.id])

    def _say(self, what: str) -> None:
        self._session.execute(f"UPDATE jobs_worker SET {what} WHERE id = %s", [self.id])  # noqa: S608

    def _beat_on(self) -> None:
        while not self._ended.wait(HEARTBEAT.total_seconds()):
            try:
                if self._session.closed:
                    self._session = _session()
                    self._hold()
                self._say("heard_at = now(), ended_at = NULL")
                if Worker.objects.dead():
                    self._take_over()
            except Exception:  # the database is away: said again as soon as it is back
                logger.warning("heartbeat of worker %s was not heard", self.name, exc_info=True)
                self._session.close()
            finally:
                connections.close_all()  # this thread's


def _session() -> psycopg.Connection:
    """A connection of this process alone, not from the pool, where it would go on holding the lock."""
    parameters = connection.get_connection_params()
    parameters.pop("pool", None)
    return psycopg.connect(**parameters, autocommit=True)
