"""Reports of targets and estimates (DOMAIN.md 9), in the order the list shows them."""

from targets.reports import plans  # noqa: I001  (the order is the list's)
from targets.reports import attainment, growth, estimates

__all__ = ["attainment", "estimates", "growth", "plans"]
