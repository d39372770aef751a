"""What a province confirmed, kept as totals: the only thing department reports read (DESIGN.md)."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.areas.models import District, Province
from core.areas.scope import AreaScopedQuerySet, Role
from producers.models import Producer
from products.models import Category
from sales.models.months import DistrictMonth, ProvinceMonth
from sales.models.rows import CHANNELS


class SnapshotQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Those in force; one that was withdrawn stays on record but counts nowhere."""
        return self.filter(superseded_at=None)

    def visible_to(self, user) -> Self:
        """Own province for a province; those in force for the department; none for a district."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        if role == Role.PROVINCE and user.province_id:
            return self.filter(province_month__province=user.province_id)
        return self.current() if role == Role.DEPARTMENT else self.none()


# What lines add up to, kept by the database itself: whatever path a line comes by, its baht are in the
# total, and a snapshot that is out of force has none.
_SUMMED = ", ".join(f"sum(line.{one})" for one in ("producers", *CHANNELS))
_TOTALS_OF = f"""
    INSERT INTO sales_snapshottotal
           (snapshot_id, month, province_id, category, kind, producers, {", ".join(CHANNELS)})
    SELECT s.id, pm.month_id, pm.province_id, line.category, line.kind, {_SUMMED}
      FROM {{lines}} line
      JOIN sales_snapshot s ON s.id = line.snapshot_id
      JOIN sales_provincemonth pm ON pm.id = s.province_month_id
     WHERE s.superseded_at IS NULL
     GROUP BY s.id, pm.month_id, pm.province_id, line.category, line.kind
"""  # noqa: S608  (literals of this module)
_TOTAL_WHILE_IN_FORCE = f"""
    DELETE FROM sales_snapshottotal WHERE snapshot_id = NEW.id;
    IF NEW.superseded_at IS NULL THEN
        {_TOTALS_OF.format(lines="(SELECT * FROM sales_snapshotline WHERE snapshot_id = NEW.id)")};
    END IF;
    RETURN NULL;
"""  # noqa: S608  (literals of this module)
_ADDED = ", ".join(
    f"{one} = sales_snapshottotal.{one} + excluded.{one}" for one in ("producers", *CHANNELS)
)
_TOTAL_NEW_LINES = f"""
    {_TOTALS_OF.format(lines="new_lines")}
    ON CONFLICT (month, province_id, category, kind) DO UPDATE SET
        {_ADDED};
    RETURN NULL;
"""


class Snapshot(models.Model):
    """One confirmation of a province's month; a re-confirmed month makes the next version."""

    province_month = models.ForeignKey(ProvinceMonth, models.PROTECT, related_name="snapshots")
    version = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_month", "version"], name="one_snapshot_of_a_version"
            ),
            models.UniqueConstraint(
                fields=["province_month"],
                condition=Q(superseded_at=None),
                name="one_snapshot_in_force",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="as_taken", fields=["province_month", "version", "taken_at", "taken_by"]
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="total_while_in_force",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("superseded_at"),
                func=_TOTAL_WHILE_IN_FORCE,
            ),
        ]

    def __str__(self):
        return f"{self.province_month} ฉบับที่ {self.version}"


_UNCHANGING = [
    pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update | pgtrigger.Delete),
]


class SnapshotLineQuerySet(AreaScopedQuerySet):
    district_path = "district"
    department_sees = """EXISTS (SELECT FROM sales_snapshot taken
        WHERE taken.id = sales_snapshotline.snapshot_id AND taken.superseded_at IS NULL)"""

    def visible_to_department(self) -> Self:
        """Only of the snapshots in force."""
        return self.filter(snapshot__superseded_at=None)

    def of_totals_only(self) -> Self:
        """Of provinces taken over as totals, which have no rows to read instead."""
        return self.filter(snapshot__superseded_at=None, snapshot__province_month__totals_only=True)


class SnapshotLine(models.Model):
    """District x category x kind: producers with sales, four amounts in baht. Of a month taken over as
    totals the producers are not known: 0, and the kind as the old system told it, mostly none."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="lines")
    district = models.ForeignKey(District, models.PROTECT)
    category = models.CharField(max_length=10, choices=Category)
    kind = models.CharField(max_length=10, choices=Producer.Kind, blank=True)
    producers = models.PositiveIntegerField()
    domestic_offline = models.DecimalField(max_digits=18, decimal_places=2)
    domestic_online = models.DecimalField(max_digits=18, decimal_places=2)
    export_offline = models.DecimalField(max_digits=18, decimal_places=2)
    export_online = models.DecimalField(max_digits=18, decimal_places=2)

    objects = SnapshotLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "district", "category", "kind"], name="one_line_of_a_snapshot"
            )
        ]
        triggers = [
            *_UNCHANGING,
            pgtrigger.Trigger(
                name="added_up",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_lines"),
                func=_TOTAL_NEW_LINES,
            ),
        ]

    def __str__(self):
        return f"{self.snapshot} {self.district} {self.category} {self.kind}"


class SnapshotTotalQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Own province for a province, the nation for the department, none for a district: all of them
        are of snapshots in force."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        if role == Role.PROVINCE and user.province_id:
            return self.filter(province=user.province_id)
        return self.all() if role == Role.DEPARTMENT else self.none()


class SnapshotTotal(models.Model):
    """What the lines of a snapshot in force add up to: month x province x category x kind, baht. So
    that a report of the nation reads a tenth of its lines, and no more as the years grow.

    `producers` is the sum of the lines' and so counts a producer in each of its districts, as they do.
    Written by triggers of the lines and of the snapshot, in the same statement, and by nobody else; a
    second one of a province's month is refused by its key.
    """

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="totals")
    month = models.DateField()
    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    category = models.CharField(max_length=10, choices=Category)
    kind = models.CharField(max_length=10, choices=Producer.Kind, blank=True)
    producers = models.PositiveIntegerField()
    domestic_offline = models.DecimalField(max_digits=18, decimal_places=2)
    domestic_online = models.DecimalField(max_digits=18, decimal_places=2)
    export_offline = models.DecimalField(max_digits=18, decimal_places=2)
    export_online = models.DecimalField(max_digits=18, decimal_places=2)

    objects = SnapshotTotalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "province", "category", "kind"], name="one_total_in_force"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="by_its_lines_alone",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("pg_trigger_depth() = 0"),
            )
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.province} {self.category} {self.kind}"


class SnapshotPartQuerySet(models.QuerySet):
    """Read with snapshots that were found through their door. The database keeps them to the area,
    and of what was taken back nothing is the department's."""

    area_sees = "starts_with(district_id, (SELECT seen_area()))"
    department_sees = """EXISTS (SELECT FROM sales_snapshot taken
        WHERE taken.id = snapshot_id AND taken.superseded_at IS NULL)"""


class SnapshotProducers(models.Model):
    """District x kind: producers with sales, each counted once however many categories it has."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="producers")
    district = models.ForeignKey(District, models.PROTECT)
    kind = models.CharField(max_length=10, choices=Producer.Kind, blank=True)
    producers = models.PositiveIntegerField()

    objects = SnapshotPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "district", "kind"], name="one_count_of_a_snapshot"
            )
        ]
        triggers = _UNCHANGING

    def __str__(self):
        return f"{self.snapshot} {self.district} {self.kind}"


class PeriodProducers(models.Model):
    """Producers with sales in a fiscal year, round or quarter, of the months in force: each counted
    once, which no sum of months can tell. Category "": of any category.

    Written anew by `sales.figures.period_producers` whenever a province reports or takes a report back.
    """

    period = models.CharField(max_length=10, help_text="core.thai.periods: 2569, 2569-r1, 2569-q3")
    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    category = models.CharField(max_length=10, choices=Category, blank=True)
    kind = models.CharField(max_length=10, choices=Producer.Kind, blank=True)
    producers = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "district", "category", "kind"], name="one_count_of_a_period"
            )
        ]
        indexes = [models.Index(fields=["period", "province"], name="period_of_a_province")]

    def __str__(self):
        return f"{self.period} {self.district} {self.category} {self.kind}"


class SnapshotDistrict(models.Model):
    """What stood behind a district's figures when its province confirmed: evidence, audit, and the
    chief's explanation of a total out of line. What is added later counts from the next version on.
    """

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="districts")
    district = models.ForeignKey(District, models.PROTECT)
    rows = models.PositiveIntegerField("รายการที่มียอด")
    rows_with_evidence = models.PositiveIntegerField("มีหลักฐาน")
    total = models.DecimalField(max_digits=18, decimal_places=2)
    total_with_evidence = models.DecimalField(max_digits=18, decimal_places=2)
    sampled = models.PositiveIntegerField("สุ่มตรวจ")
    matched = models.PositiveIntegerField("ตรง")
    mismatched = models.PositiveIntegerField("ไม่ตรง")
    without_evidence = models.PositiveIntegerField("ตรวจแล้วไม่มีหลักฐาน")
    out_of_line = models.TextField(blank=True)
    explanation = models.CharField(max_length=500, blank=True)

    objects = SnapshotPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "district"], name="one_district_of_a_snapshot"
            ),
            models.CheckConstraint(
                name="snapshot_evidence_within_the_rows",
                condition=Q(rows_with_evidence__lte=F("rows"))
                & Q(total_with_evidence__lte=F("total"))
                & Q(sampled__gte=F("matched") + F("mismatched") + F("without_evidence")),
            ),
        ]
        triggers = _UNCHANGING

    def __str__(self):
        return f"{self.snapshot} {self.district}"


class DistrictCompleteness(models.Model):
    """How complete a district's month was when its province reported (sales.figures.completeness); of a
    report that is taken back there is none. Read with months that were found through their door."""

    seen_with = "district_month"
    # Of provinces that reported alone, and gone with the report. To ask for each line took longest.
    department_sees = "true"

    district_month = models.OneToOneField(
        DistrictMonth, models.CASCADE, primary_key=True, related_name="completeness"
    )
    rows = models.PositiveIntegerField("รายการทั้งหมด")
    filled = models.PositiveIntegerField("รายการที่บันทึก")
    producers_with_row = models.PositiveIntegerField("ผู้ผลิตที่มีรายการ")
    producers_without = models.PositiveIntegerField("ผู้ผลิตที่ไม่มีรายการ")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="completeness_within_the_rows",
                condition=Q(filled__lte=F("rows")) & Q(producers_with_row__lte=F("rows")),
            )
        ]

    def __str__(self):
        return str(self.district_month)
