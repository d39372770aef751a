"""What is out of line in months that are being entered, kept, and which groups changed since
(sales.months.kept_anomalies)."""

from django.db import models

from core.areas.models import Province
from core.areas.scope import AreaScopedQuerySet
from producers.models import Producer
from products.models import Category
from sales.models.months import DistrictMonth, of_confirmed_province
from sales.models.rows import SalesRow


class OpenAnomalyQuerySet(AreaScopedQuerySet):
    district_path = "district_month__district"

    def visible_to_department(self):
        """As the rows: only of a province that confirmed."""
        return self.filter(of_confirmed_province("month", f"{self.district_path}__province"))


class OpenAnomaly(models.Model):
    """A row out of line while its month is being entered, with the sentence that a page shows.

    Kept a group of a province's month at a time (month, province, category, kind), since what is usual
    follows from all of it. `row` may be gone or of another group until its groups are counted anew.
    """

    row = models.OneToOneField(
        SalesRow,
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
        verbose_name="รายการ",
    )
    district_month = models.ForeignKey(
        DistrictMonth, models.CASCADE, related_name="+", verbose_name="เดือนของอำเภอ"
    )
    month = models.DateField("เดือน")
    province = models.ForeignKey(
        Province, models.CASCADE, db_index=False, related_name="+", verbose_name="จังหวัด"
    )
    category = models.CharField("ประเภท", max_length=10, choices=Category)
    kind = models.CharField("ลักษณะ", max_length=10, choices=Producer.Kind, blank=True)
    short = models.CharField("โดยย่อ", max_length=100)
    sentence = models.CharField("ข้อสังเกต", max_length=500)

    objects = OpenAnomalyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ข้อสังเกตของเดือนที่กำลังบันทึก"
        indexes = [
            models.Index(fields=["province", "month", "category"], name="open_anomaly_of_group")
        ]

    def __str__(self):
        return self.sentence


class ChangedGroup(models.Model):
    """A line for a group of a province's open month in which a figure changed, or one of the twelve
    months before it; and the transaction that did. Triggers of rows, of districts' months and of months
    write them, whatever path a change takes (sales.models.noted_changes)."""

    month = models.DateField("เดือน")
    province = models.ForeignKey(
        Province, models.CASCADE, db_index=False, related_name="+", verbose_name="จังหวัด"
    )
    category = models.CharField("ประเภท", max_length=10, choices=Category)
    kind = models.CharField("ลักษณะ", max_length=10, choices=Producer.Kind, blank=True)
    transaction = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "กลุ่มของเดือนที่ยอดเปลี่ยน"
        indexes = [models.Index(fields=["province", "month"], name="changed_group_of_province")]

    def __str__(self):
        return f"{self.month} {self.province_id} {self.category} {self.kind}"
