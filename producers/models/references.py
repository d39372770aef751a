"""The lists that producers' forms choose from, kept by the department (DOMAIN.md 2).

The letters name no full lists: the starting values (producers.starting_values) are our reading.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.history.tracking import tracked
from registration.references import ReferenceItem


@tracked()
class Agency(ReferenceItem):
    """หน่วยงาน that supports a producer or runs a programme."""

    class Meta(ReferenceItem.Meta):
        verbose_name = verbose_name_plural = "หน่วยงาน"


@tracked()
class Programme(ReferenceItem):
    """โครงการ a producer or product can have joined; the department's own must be complete."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="หน่วยงานเจ้าของ"
    )

    class Meta(ReferenceItem.Meta):
        verbose_name = verbose_name_plural = "โครงการ"


@tracked()
class FundingSource(ReferenceItem):
    """แหล่งทุน"""

    class Meta(ReferenceItem.Meta):
        verbose_name = verbose_name_plural = "แหล่งทุน"


@tracked()
class TransportMode(ReferenceItem):
    """วิธีขนส่ง"""

    class Meta(ReferenceItem.Meta):
        verbose_name = verbose_name_plural = "การขนส่ง"


@tracked()
class ExcludedKind(ReferenceItem):
    """A kind of business that is not OTOP (DOMAIN.md 7, P08), known by words in its name."""

    words = ArrayField(
        models.CharField(max_length=60),
        verbose_name="คำในชื่อ",
        help_text="คั่นด้วยจุลภาค ชื่อผู้ผลิตที่มีคำเหล่านี้จะถูกเตือน",
    )

    class Meta(ReferenceItem.Meta):
        verbose_name = verbose_name_plural = "ประเภทที่ไม่อยู่ในเกณฑ์"
