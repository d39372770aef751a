"""The producers' record (DOMAIN.md 2): the producer, its repeating parts, the lists they choose from."""

from producers.models.duplicates import DismissedDuplicate
from producers.models.parts import (
    Funding,
    ProjectParticipation,
    SalesChannel,
    StarResult,
    StateSupport,
    Transport,
)
from producers.models.producers import Producer, ProducerQuerySet
from producers.models.references import (
    Agency,
    ExcludedKind,
    FundingSource,
    Programme,
    TransportMode,
)
from producers.models.relocations import Relocation

__all__ = [
    "Agency",
    "DismissedDuplicate",
    "ExcludedKind",
    "Funding",
    "FundingSource",
    "Producer",
    "ProducerQuerySet",
    "Programme",
    "ProjectParticipation",
    "Relocation",
    "SalesChannel",
    "StarResult",
    "StateSupport",
    "Transport",
    "TransportMode",
]
