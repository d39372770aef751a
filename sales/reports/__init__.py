"""รต.๑-๔ (DOMAIN.md 8): collection, certification, by product, by district."""

from sales.reports.districts import CertificationReport, CollectionReport
from sales.reports.summed import AreaReport, ProductReport

__all__ = ["AreaReport", "CertificationReport", "CollectionReport", "ProductReport"]
