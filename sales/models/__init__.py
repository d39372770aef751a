"""Monthly sales (DOMAIN.md 8): the month, its rows, what was confirmed, and the trail."""

from sales.models.calendar import Extension, PublicHoliday, Roadmap
from sales.models.months import DistrictMonth, ProvinceMonth, SalesMonth
from sales.models.prints import CertifiedPrint
from sales.models.rows import CHANNELS, SalesRow
from sales.models.snapshots import (
    PeriodProducers,
    Snapshot,
    SnapshotLine,
    SnapshotProducers,
)
from sales.models.trail import Resolution, RowMark, Step

__all__ = [
    "CHANNELS",
    "CertifiedPrint",
    "DistrictMonth",
    "Extension",
    "PeriodProducers",
    "ProvinceMonth",
    "PublicHoliday",
    "Resolution",
    "Roadmap",
    "RowMark",
    "SalesMonth",
    "SalesRow",
    "Snapshot",
    "SnapshotLine",
    "SnapshotProducers",
    "Step",
]
