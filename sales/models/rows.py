"""One row of รต.๑: producer x category x month, four amounts in baht (DOMAIN.md 8)."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.areas.scope import AreaScopedQuerySet
from core.history.tracking import tracked
from producers.models import Producer
from products.models import Category
from sales.models.months import DistrictMonth, of_confirmed_province
from sales.models.reasons import ExplanationReason, in_words

CHANNELS = ("domestic_offline", "domestic_online", "export_offline", "export_online")

# The share locks make a step that is being taken at this moment finish first: whoever comes second
# sees what the first one wrote, whatever path the rows came by.
_REFUSE_CLOSED = """
    PERFORM 1 FROM sales_districtmonth
     WHERE id IN (SELECT district_month_id FROM {changed}) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM sales_districtmonth d JOIN sales_salesmonth m ON m.month = d.month_id
         WHERE d.id IN (SELECT district_month_id FROM {changed})
           AND (d.status NOT IN ('entering', 'returned') OR m.status <> 'open')
    ) THEN
        RAISE EXCEPTION 'sales rows of a confirmed or closed month cannot change'
              USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""


def _refuse_closed(name: str, operation, referencing, changed: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        func=_REFUSE_CLOSED.format(changed=changed),
    )


class SalesRowQuerySet(AreaScopedQuerySet):
    district_path = "district_month__district"
    read_in_bulk = True
    # A producer's past goes with it, wherever it was then.
    area_also_reads = (
        "producer_id",
        "SELECT id FROM producers_producer"
        " WHERE district_id >= area AND district_id <= area || '9999'",
    )

    def visible_to_department(self) -> Self:
        """Only rows of a province that confirmed."""
        return self.filter(of_confirmed_province("month", "district_month__district__province"))

    def filled(self) -> Self:
        """Rows with figures or marked as without sales."""
        return self.exclude(entry=SalesRow.Entry.BLANK)

    def in_form_order(self) -> Self:
        """As รต.๑ lists them: producers in Thai order, their categories in the form's order."""
        category = models.Case(
            *(
                models.When(category=value, then=place)
                for place, value in enumerate(Category.values)
            ),
            output_field=models.SmallIntegerField(),
        )
        return self.order_by("producer__sort_key", "producer__name", "producer_id", category)


def _amount(label: str) -> models.DecimalField:
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )


@tracked(
    before=True,
    exclude=["month", "kind", "added_by_hand"],
    found_by=["district_month", "producer"],
)
class SalesRow(models.Model):
    """Sales of one producer in one category in one month, baht.

    `kind` is the producer's at the time, so a later correction of the registry does not rewrite
    reports. `version` counts saves of figures: a save made on an older version is refused
    (sales.months.entry). `reason` and `reason_words` explain a figure out of line
    (sales.months.answering).
    """

    class Entry(models.TextChoices):
        BLANK = "blank", "ยังไม่บันทึก"
        AMOUNTS = "amounts", "บันทึกแล้ว"
        NO_SALES = "no_sales", "ไม่มียอดจำหน่าย"

    # The database checks it together with the month (row_month_of_its_district_month), so not once more.
    district_month = models.ForeignKey(
        DistrictMonth,
        models.PROTECT,
        db_constraint=False,
        related_name="rows",
        verbose_name="เดือนของอำเภอ",
    )
    month = models.DateField("เดือน")
    producer = models.ForeignKey(  # found through the constraint of one row, which begins with it
        Producer, models.PROTECT, db_index=False, verbose_name="ผู้ผลิต"
    )
    category = models.CharField("ประเภท", max_length=10, choices=Category)
    kind = models.CharField("ลักษณะ", max_length=10, choices=Producer.Kind, blank=True)
    entry = models.CharField("การบันทึก", max_length=10, choices=Entry, default=Entry.BLANK)
    domestic_offline = _amount("ในประเทศ ออฟไลน์")
    domestic_online = _amount("ในประเทศ ออนไลน์")
    export_offline = _amount("ส่งออก ออฟไลน์")
    export_online = _amount("ส่งออก ออนไลน์")
    total = models.GeneratedField(
        expression=F("domestic_offline")
        + F("domestic_online")
        + F("export_offline")
        + F("export_online"),
        output_field=models.DecimalField("รวม", max_digits=16, decimal_places=2),
        db_persist=True,
    )
    note = models.CharField("หมายเหตุ คำชี้แจง", max_length=500, blank=True)
    reason = models.ForeignKey(
        ExplanationReason,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # reasons are never deleted, and rows never looked up by them
        verbose_name="เหตุผลที่ชี้แจง",
    )
    reason_words = models.CharField(
        "คำอธิบายเหตุผล", max_length=300, blank=True, default="", db_default=""
    )
    added_by_hand = models.BooleanField("อำเภอเพิ่มเอง", default=False)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField("บันทึกเมื่อ", null=True, blank=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="โดย"
    )

    objects = SalesRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ยอดจำหน่าย"
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "category", "month"], name="one_row_of_producer_category_month"
            ),
            models.CheckConstraint(
                name="row_amounts_not_negative",
                condition=Q(**{f"{channel}__gte": 0 for channel in CHANNELS}),
            ),
            models.CheckConstraint(
                name="row_without_sales_has_no_amount",
                condition=Q(entry="amounts") | Q(**{channel: 0 for channel in CHANNELS}),
            ),
            models.CheckConstraint(
                name="row_reason_with_its_words",
                condition=Q(reason_words="") | Q(reason__isnull=False),
            ),
            models.CheckConstraint(
                name="row_filled_by_somebody",
                condition=Q(entry="blank") | Q(updated_at__isnull=False, updated_by__isnull=False),
            ),
        ]
        triggers = [
            _refuse_closed(
                "refuse_closed_insert",
                pgtrigger.Insert,
                pgtrigger.Referencing(new="new_rows"),
                "new_rows",
            ),
            _refuse_closed(
                "refuse_closed_update",
                pgtrigger.Update,
                pgtrigger.Referencing(old="old_rows", new="new_rows"),
                "(SELECT district_month_id FROM old_rows UNION "
                "SELECT district_month_id FROM new_rows) AS both_sides",
            ),
            _refuse_closed(
                "refuse_closed_delete",
                pgtrigger.Delete,
                pgtrigger.Referencing(old="old_rows"),
                "old_rows",
            ),
        ]

    def __str__(self):
        return f"{self.producer} · {Category(self.category).label}"

    @property
    def amounts(self) -> tuple:
        return tuple(getattr(self, channel) for channel in CHANNELS)

    @property
    def named(self) -> str:
        """กลุ่มทอผ้า (ผ้า)"""
        return f"{self.producer} ({self.category_short})"

    @property
    def explained(self) -> str:
        """The reason in words, as papers and pages print it; "" where none was given."""
        return in_words(self.reason, self.reason_words)

    @property
    def category_short(self) -> str:
        return Category.short(self.category)

    @property
    def kind_short(self) -> str:
        return Producer.Kind.short(self.kind)


class RowAnomalyQuerySet(AreaScopedQuerySet):
    district_path = "row__district_month__district"

    def visible_to_department(self) -> Self:
        """As the rows: only of a province that confirmed."""
        return self.filter(of_confirmed_province("row__month", f"{self.district_path}__province"))


class RowAnomaly(models.Model):
    """What was out of line in a row when its district confirmed it (sales.months.anomalies), and
    the answer in words. Kept because what is usual moves on and the list of reasons changes: what
    was asked and answered stays as it was. Of months from before the list of reasons the answer is
    the row's note."""

    row = models.OneToOneField(SalesRow, models.CASCADE, related_name="asked")
    short = models.CharField(max_length=100)
    sentence = models.CharField("ข้อสังเกต", max_length=500)
    answer = models.CharField("คำชี้แจง", max_length=500, blank=True, default="", db_default="")

    objects = RowAnomalyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ข้อสังเกตของยอดจำหน่าย"

    def __str__(self):
        return self.sentence
