"""Monthly sales (DOMAIN.md 8): the month, its rows, what was confirmed, the trail, the evidence."""

from sales.models.audits import AuditItem, AuditSample, AuditStep
from sales.models.calendar import Extension, PublicHoliday, Roadmap
from sales.models.certificates import SalesCertificate
from sales.models.evidence import Evidence, EvidenceKind
from sales.models.months import (
    TAKEN_OVER,
    TOTALS_ONLY,
    DistrictMonth,
    ProvinceMonth,
    SalesMonth,
    know_totals_only,
)
from sales.models.papers import PaperKey, WithdrawnPapers
from sales.models.pivot_mails import PivotMailLine, PivotSubscription
from sales.models.pivots import SavedPivot
from sales.models.prints import CertifiedPrint
from sales.models.proposals import (
    LONGEST_WORDS,
    ProducerLink,
    ProducerPhoto,
    Proposal,
    ProposalStep,
)
from sales.models.readings import Reading
from sales.models.reasons import ExplanationReason, in_words
from sales.models.rows import CHANNELS, RowAnomaly, SalesRow
from sales.models.snapshots import (
    DistrictCompleteness,
    PeriodProducers,
    Snapshot,
    SnapshotDistrict,
    SnapshotLine,
    SnapshotProducers,
    SnapshotTotal,
)
from sales.models.trail import Resolution, RowMark, Step

__all__ = [
    "CHANNELS",
    "LONGEST_WORDS",
    "TAKEN_OVER",
    "TOTALS_ONLY",
    "AuditItem",
    "AuditSample",
    "AuditStep",
    "CertifiedPrint",
    "DistrictCompleteness",
    "DistrictMonth",
    "Evidence",
    "EvidenceKind",
    "ExplanationReason",
    "Extension",
    "PaperKey",
    "PeriodProducers",
    "PivotMailLine",
    "PivotSubscription",
    "ProducerLink",
    "ProducerPhoto",
    "Proposal",
    "ProposalStep",
    "ProvinceMonth",
    "PublicHoliday",
    "Reading",
    "Resolution",
    "Roadmap",
    "RowAnomaly",
    "RowMark",
    "SalesCertificate",
    "SalesMonth",
    "SalesRow",
    "SavedPivot",
    "Snapshot",
    "SnapshotDistrict",
    "SnapshotLine",
    "SnapshotProducers",
    "SnapshotTotal",
    "Step",
    "WithdrawnPapers",
    "in_words",
    "know_totals_only",
]
