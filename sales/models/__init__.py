"""Monthly sales (DOMAIN.md 8): the month, its rows, what was confirmed, and the trail."""

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
    "PeriodProducers",
    "ProvinceMonth",
    "Resolution",
    "RowMark",
    "SalesMonth",
    "SalesRow",
    "Snapshot",
    "SnapshotLine",
    "SnapshotProducers",
    "Step",
]
