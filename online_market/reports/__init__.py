"""Reports of the online-market KPI (DOMAIN.md 10), in the order the list shows them."""

from online_market.reports import base  # noqa: I001  (the order is the list's)
from online_market.reports import survey, results

__all__ = ["base", "results", "survey"]
