"""What kinds of work there are: an app's `jobs.py` registers a performer for each, found by name.

    @performs("export")
    def export(job: Job, progress: Progress) -> Outcome: ...

A performer works inside the job's one transaction: what it writes and that the job is done are kept
together or not at all. It raises JobRefused, with a Thai sentence, where the work cannot be done as
asked and nothing of it is to be kept; a refusal that keeps something is an Outcome with `refused`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any

from core.jobs.models import Job
from core.jobs.progress import Progress


class JobRefused(Exception):
    """The work cannot be done; the message says why, in Thai, and nothing of it was kept."""


@dataclass(frozen=True)
class Outcome:
    """What came of it: a sentence for the person, figures for the page, a file to fetch.

    `refused`: the job counts as not done, but what the performer wrote about it stays.
    """

    message: str = ""
    result: dict[str, Any] = field(default_factory=dict[str, Any])
    file: IO[bytes] | None = None
    file_title: str = ""
    refused: bool = False


Performer = Callable[[Job, Progress], Outcome]

_performers: dict[str, Performer] = {}
_nationwide: set[str] = set()


def performs(kind: str, *, nationwide: bool = False) -> Callable[[Performer], Performer]:
    """Decorator: this function does the work of that kind; a kind taken twice is a mistake of ours.

    `nationwide`: it goes over the whole nation, so one of these kinds is asked for at a time.
    """

    def register(performer: Performer) -> Performer:
        if kind in _performers:
            raise ValueError(f"two performers of {kind!r}")
        _performers[kind] = performer
        if nationwide:
            _nationwide.add(kind)
        return performer

    return register


def performer_of(kind: str) -> Performer:
    return _performers[kind]


def nationwide_kinds() -> frozenset[str]:
    return frozenset(_nationwide)
