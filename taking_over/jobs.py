"""The worker's part of a take-over (found by name)."""

from taking_over import asking

__all__ = ["asking"]
