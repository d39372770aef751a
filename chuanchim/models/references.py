"""The checklist an outlet is held against, kept by the department.

The official criteria are not published (DOMAIN.md 4): the starting values are our reading.
"""

from django.db import models

from core.history.tracking import tracked
from registration.references import ReferenceItem


@tracked()
class Criterion(ReferenceItem):
    """One line of the checklist."""

    name = models.CharField("เกณฑ์", max_length=250)

    class Meta(ReferenceItem.Meta):
        verbose_name = verbose_name_plural = "เกณฑ์ OTOP ชวนชิม"
