"""The line of a trail, for whatever takes steps: it is added and never changed."""

import pgtrigger
from django.conf import settings
from django.db import models


def unchanging(name: str = "unchanging") -> list[pgtrigger.Trigger]:
    """The database refuses to change or delete a line, whatever path it comes by."""
    return [pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)]


class StepLine(models.Model):
    """A line of a trail: a step that was taken, by whom, when and why; never changed afterwards.

    Every trail of the portal derives from it (tests/core/test_trails.py asks the database of each).
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="โดย"
    )
    at = models.DateTimeField("เมื่อ")
    reason = models.TextField("เหตุผล", blank=True)

    class Meta:
        abstract = True
        ordering = ["-at", "-id"]
        triggers = unchanging()
