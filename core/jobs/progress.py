"""How far a job is, told while its work is one open transaction.

Nobody sees what a transaction writes before it commits, so progress is reported, and cancelling
noticed, over a separate connection.
"""

import time
from types import TracebackType
from typing import Protocol, Self

from django.db import connections
from django.utils import timezone

from core.jobs.models import Job

SECONDS_BETWEEN = 0.5


class JobCancelled(Exception):
    """The person cancelled the work; its transaction rolls back."""


class JobLost(Exception):
    """Another worker took the job over, since this one was thought dead; its work rolls back."""


class Progress(Protocol):
    """What long work is given to say how far it is; raises JobCancelled out of `advance`."""

    def advance(self, stage: str, done: int = 0, total: int = 0) -> None: ...


class Unwatched:
    """Progress of work that nobody watches, as on the command line or in a test."""

    def advance(self, stage: str, done: int = 0, total: int = 0) -> None:
        pass


class JobProgress:
    """Progress of one job; a context that holds the connection."""

    def __init__(self, job: Job):
        self.job = job
        self._told_at = 0.0
        self._stage = ""

    def __enter__(self) -> Self:
        self._connection = connections.create_connection("default")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def advance(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is; at most twice a second, at once when the stage changes."""
        now = time.monotonic()
        if stage == self._stage and now - self._told_at < SECONDS_BETWEEN:
            return
        self._stage, self._told_at = stage, now
        with self._connection.cursor() as cursor:
            cursor.execute(
                "UPDATE jobs_job SET stage = %s, done = %s, total = %s, heard_at = %s"
                " WHERE id = %s RETURNING cancel_asked_at, attempts",
                [stage, done, total, timezone.now(), self.job.pk],
            )
            told = cursor.fetchone()
        if told and told[1] != self.job.attempts:
            raise JobLost
        if told and told[0]:
            raise JobCancelled
