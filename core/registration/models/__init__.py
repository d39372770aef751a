"""Registration (DOMAIN.md 5): the rounds, what every registered record says of itself, its steps."""

from core.registration.models.announcements import Announcement, AnnouncementEntry
from core.registration.models.closures import Closure, ClosureStep
from core.registration.models.records import (
    REGISTERED,
    RegisteredQuerySet,
    RegisteredRecord,
    Status,
)
from core.registration.models.rounds import Round, Window
from core.registration.models.trail import RegistrationStep

__all__ = [
    "REGISTERED",
    "Announcement",
    "AnnouncementEntry",
    "Closure",
    "ClosureStep",
    "RegisteredQuerySet",
    "RegisteredRecord",
    "RegistrationStep",
    "Round",
    "Status",
    "Window",
]
