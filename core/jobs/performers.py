"""What kinds of work there are: an app's `jobs.py` registers a performer for each, found by name.

    @performs("export")
    def export(job: Job, progress: Progress) -> Outcome: ...

A performer writes in transactions of its own and raises JobRefused, with a Thai sentence, where the
work cannot be done as asked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

from core.jobs.models import Job
from core.jobs.progress import Progress


class JobRefused(Exception):
    """The work cannot be done; the message says why, in Thai, and nothing of it was kept."""


@dataclass(frozen=True)
class Outcome:
    """What came of it: a sentence for the person, figures for the page, a file to fetch."""

    message: str = ""
    result: dict = field(default_factory=dict)
    file: IO[bytes] | None = None
    file_title: str = ""


Performer = Callable[[Job, Progress], Outcome]

_performers: dict[str, Performer] = {}


def performs(kind: str) -> Callable[[Performer], Performer]:
    """Decorator: this function does the work of that kind; a kind taken twice is a mistake of ours."""

    def register(performer: Performer) -> Performer:
        if kind in _performers:
            raise ValueError(f"two performers of {kind!r}")
        _performers[kind] = performer
        return performer

    return register


def performer_of(kind: str) -> Performer:
    return _performers[kind]
