"""Registration (DOMAIN.md 5): the rounds, what every registered record says of itself, its steps."""

from registration.models.announcements import Announcement, AnnouncementEntry
from registration.models.closures import Closure, ClosureStep
from registration.models.counts import MadeCount, RegisteredCount
from registration.models.gaps import RecordGaps, UncountedRecord
from registration.models.papers import Paper
from registration.models.records import (
    REGISTERED,
    RegisteredQuerySet,
    RegisteredRecord,
    Status,
)
from registration.models.rounds import Round, Window
from registration.models.sizes import RegisterSize
from registration.models.trail import CommitteeForm, RegistrationStep

__all__ = [
    "REGISTERED",
    "Announcement",
    "AnnouncementEntry",
    "Closure",
    "ClosureStep",
    "CommitteeForm",
    "MadeCount",
    "Paper",
    "RecordGaps",
    "RegisterSize",
    "RegisteredCount",
    "RegisteredQuerySet",
    "RegisteredRecord",
    "RegistrationStep",
    "Round",
    "Status",
    "UncountedRecord",
    "Window",
]
