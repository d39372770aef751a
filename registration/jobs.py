"""Registration's work in the background, found by name (core.jobs)."""

from registration import picture_batches

__all__ = ["picture_batches"]
