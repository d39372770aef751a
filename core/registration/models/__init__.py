"""Registration (DOMAIN.md 5): the rounds, and what every registered record says of itself."""

from core.registration.models.closures import Closure, ClosureStep
from core.registration.models.records import RegisteredQuerySet, RegisteredRecord, Status
from core.registration.models.rounds import Round

__all__ = ["Closure", "ClosureStep", "RegisteredQuerySet", "RegisteredRecord", "Round", "Status"]
