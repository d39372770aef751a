"""Reports of targets and estimates (DOMAIN.md 9), in the order the list shows them."""

from targets.reports import plans  # noqa: I001  (the order is the list's)
from targets.reports import attainment, estimates

__all__ = ["attainment", "estimates", "plans"]
