"""What stands in the way of a certification: what the register itself says, and what others ask beside.

Others are checks that registration knows nothing of; the roof names them here when it starts.
"""

from collections.abc import Callable

from registration.models import RegisteredRecord

# Of a record, as the database holds it: Thai sentences of what must be mended first.
Asking = Callable[[RegisteredRecord], list[str]]

_asked_beside: list[Asking] = []


def ask_before_certifying(asking: Asking) -> Asking:
    """Register a check that must return nothing before a record is certified; checks run in the
    order they were registered."""
    if asking not in _asked_beside:
        _asked_beside.append(asking)
    return asking


def certification_obstacles(record: RegisteredRecord) -> list[str]:
    """Every reason why the province cannot certify `record` now; empty where it can."""
    beside = (sentence for asking in _asked_beside for sentence in asking(record))
    return [*record.certification_obstacles(), *beside]
