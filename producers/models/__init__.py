"""The producers' record (DOMAIN.md 2): the producer, its repeating parts, the lists they choose from."""

from producers.models.campaign import CampaignTarget
from producers.models.duplicates import AlikeNames, DismissedDuplicate, UncomparedName
from producers.models.lists import ProducerMembership, RegistryList
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
from producers.models.sweeps import OperationAnswer, OperationSweep

__all__ = [
    "Agency",
    "AlikeNames",
    "CampaignTarget",
    "DismissedDuplicate",
    "ExcludedKind",
    "Funding",
    "FundingSource",
    "OperationAnswer",
    "OperationSweep",
    "Producer",
    "ProducerMembership",
    "ProducerQuerySet",
    "Programme",
    "ProjectParticipation",
    "RegistryList",
    "Relocation",
    "SalesChannel",
    "StarResult",
    "StateSupport",
    "Transport",
    "TransportMode",
    "UncomparedName",
]
