"""รต.๑-๔ (DOMAIN.md 8): collection, certification, by product, by district; what stands behind them."""

from sales.reports.districts import CertificationReport, CollectionReport
from sales.reports.evidence import EvidenceAuditReport, EvidenceCoverageReport
from sales.reports.out_of_line import OutOfLineReport
from sales.reports.summed import AreaReport, ProductReport

__all__ = [
    "AreaReport",
    "CertificationReport",
    "CollectionReport",
    "EvidenceAuditReport",
    "EvidenceCoverageReport",
    "OutOfLineReport",
    "ProductReport",
]
