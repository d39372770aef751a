"""What a producer, a product and an outlet have in common: their way through registration.

draft > submitted > certified > announced; returned, cancelled (DOMAIN.md 5, 6). Only
registration.workflow assigns a status. What counts as the record's content, when it last
changed and how often, is kept by triggers, whatever path a change takes.
"""

from datetime import date, datetime, time, timedelta
from typing import Any, Self, cast

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.areas.models import District
from core.areas.scope import AreaScopedQuerySet
from core.history.trail import status_leaves_its_line
from registration.models.rounds import Round


class Status(models.TextChoices):
    DRAFT = "draft", "ร่าง"
    SUBMITTED = "submitted", "รอจังหวัดตรวจ"
    RETURNED = "returned", "ส่งกลับแก้ไข"
    CERTIFIED = "certified", "จังหวัดรับรองแล้ว"
    ANNOUNCED = "announced", "ประกาศแล้ว"
    CANCELLED = "cancelled", "ยกเลิกแล้ว"


REGISTERED = (Status.CERTIFIED, Status.ANNOUNCED)

# The colour of each state, as static/css/portal.css names it.
TONES = {
    Status.DRAFT: "draft",
    Status.SUBMITTED: "waiting",
    Status.RETURNED: "returned",
    Status.CERTIFIED: "done",
    Status.ANNOUNCED: "done",
    Status.CANCELLED: "cancelled",
}

# Columns about a record's status rather than its content.
STANDING = (
    "status",
    "round",
    "submitted_at",
    "certified_at",
    "announced_at",
    "cancelled_at",
    "acknowledged_at",
    "paper_date",
    "late_reason",
    "registered_on",
    "content_changed_at",
    "version",
    "created_at",
    "updated_at",
)


class RegisteredQuerySet(AreaScopedQuerySet):
    """Abstract: a record's own queryset names its `district_path`."""

    district_path = "district"

    def registered(self) -> Self:
        """Certified by the province, announced or not, and not cancelled."""
        return self.filter(status__in=REGISTERED)

    def not_cancelled(self) -> Self:
        return self.exclude(status=Status.CANCELLED)

    def registered_at(self, day: date) -> Self:
        """Those registered at the end of `day`, Bangkok time: certified by then, not yet cancelled."""
        end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        return self.filter(certified_at__lt=end).filter(
            Q(cancelled_at=None) | Q(cancelled_at__gte=end)
        )

    def corrected_after_certification(self) -> Self:
        """Those the district changed since the province last looked (แก้ไขหลังรับรอง)."""
        return self.registered().filter(
            Q(acknowledged_at=None, content_changed_at__gt=F("certified_at"))
            | Q(content_changed_at__gt=F("acknowledged_at"))
        )


class RegisteredRecord(models.Model):
    """A record that is registered in rounds; abstract.

    A concrete model puts `content_trigger(...)` into its Meta.triggers and takes the constraints of
    this Meta along.
    """

    Status = Status

    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.DRAFT)
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="รอบ"
    )
    registered_on = models.DateField("วันที่ลงทะเบียน", null=True, blank=True)
    paper_date = models.DateField("วันที่ในแบบกระดาษ", null=True, blank=True)
    late_reason = models.CharField("เหตุผลที่บันทึกย้อนหลัง", max_length=255, blank=True)
    submitted_at = models.DateTimeField("เสนอเมื่อ", null=True, blank=True)
    certified_at = models.DateTimeField("จังหวัดรับรองเมื่อ", null=True, blank=True)
    announced_at = models.DateTimeField("ประกาศเมื่อ", null=True, blank=True)
    cancelled_at = models.DateTimeField("ยกเลิกเมื่อ", null=True, blank=True)
    acknowledged_at = models.DateTimeField("จังหวัดรับทราบการแก้ไขเมื่อ", null=True, blank=True)
    content_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField("บันทึกเมื่อ", auto_now_add=True)
    updated_at = models.DateTimeField("แก้ไขล่าสุด", auto_now=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_submitted_with_its_moment",
                condition=~Q(status="submitted") | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="%(class)s_certified_with_its_moment",
                condition=Q(status__in=["certified", "announced"], certified_at__isnull=False)
                | Q(status__in=["draft", "submitted", "returned"], certified_at=None)
                | Q(status="cancelled"),
            ),
            models.CheckConstraint(
                name="%(class)s_announced_with_its_moment",
                condition=Q(status="announced", announced_at__isnull=False)
                | Q(~Q(status__in=["announced", "cancelled"]), announced_at=None)
                | Q(status="cancelled"),
            ),
            models.CheckConstraint(
                name="%(class)s_cancelled_with_its_moment",
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | Q(~Q(status="cancelled"), cancelled_at=None),
            ),
        ]

    def save(self, *args, **kwargs):
        """Never writes the status columns of an existing record: only the workflow does, so that an
        edit cannot undo a step taken meanwhile."""
        if not self._state.adding and not args and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = self._fields_of_an_edit()
        super().save(*args, **kwargs)

    def _fields_of_an_edit(self) -> list[str]:
        left_alone = set(STANDING) - {"updated_at"} | self.get_deferred_fields()
        return [
            field.name
            for field in self._meta.concrete_fields
            if not (field.primary_key or field.generated)
            and not {field.name, field.attname} & left_alone
        ]

    def submission_obstacles(self) -> list[str]:
        """Thai sentences of what must be mended before it can be submitted; each register says."""
        return []

    def certification_obstacles(self) -> list[str]:
        """The same before the province can certify it."""
        return []

    def announced_detail(self) -> str:
        """What an announcement says of it beside its name; each register says."""
        return ""

    def home_district(self) -> District:
        """The district it lies in."""
        return cast(Any, self).district  # of the concrete model; a product has its producer's

    @property
    def is_registered(self) -> bool:
        return self.status in REGISTERED

    @property
    def tone(self) -> str:
        """The colour of its state on a badge."""
        return TONES[Status(self.status)]

    @property
    def seen_at(self) -> datetime | None:
        """When the province last saw its content; None before it certified it."""
        return self.acknowledged_at or self.certified_at

    @property
    def is_corrected_after_certification(self) -> bool:
        return (
            self.is_registered
            and self.seen_at is not None
            and self.content_changed_at > self.seen_at
        )


def content_trigger(*not_content: str) -> pgtrigger.Trigger:
    """Stamps a record whose content changed, whatever path it came by.

    `not_content`: columns of the model beside `STANDING` that say nothing new (generated ones).
    """
    return pgtrigger.Trigger(
        name="content_changed",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=["id", *STANDING, *not_content]),
        func="""
            NEW.content_changed_at := clock_timestamp();
            NEW.version := OLD.version + 1;
            RETURN NEW;
        """,
    )


def status_trigger(register: str) -> pgtrigger.Trigger:
    """A record's status changes with its step; `register` as producers.producer."""
    app_label, model = register.split(".")
    return status_leaves_its_line(
        "FROM registration_registrationstep line"
        " JOIN django_content_type of ON of.id = line.content_type_id"
        f" AND of.app_label = '{app_label}' AND of.model = '{model}'"
        " WHERE line.record_id = NEW.id AND line.to_status = NEW.status"
    )


# The mark that stands already is touched, so that nobody takes it off before this change is seen.
_MARK = """
    INSERT INTO registration_uncountedrecord (register, record_id) {which}
    ON CONFLICT (register, record_id) DO UPDATE SET record_id = excluded.record_id;
    RETURN NULL;
"""


def gaps_triggers(register: str) -> list[pgtrigger.Trigger]:
    """Mark a record whose content changed, its repeating parts included, so that what is kept of its
    gaps (registration.gaps) is never behind it; `register` as producers.producer."""
    return [
        pgtrigger.Trigger(
            name="count_gaps_of_new",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="new_rows"),
            func=_MARK.format(which=f"SELECT '{register}', id FROM new_rows ORDER BY id"),  # noqa: S608
        ),
        pgtrigger.Trigger(
            name="count_gaps_again",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange("version"),
            func=_MARK.format(which=f"VALUES ('{register}', NEW.id)"),
        ),
        pgtrigger.Trigger(
            name="forget_gaps",
            when=pgtrigger.After,
            operation=pgtrigger.Delete,
            func=f"""
                DELETE FROM registration_recordgaps
                 WHERE register = '{register}' AND record_id = OLD.id;
                DELETE FROM registration_uncountedrecord
                 WHERE register = '{register}' AND record_id = OLD.id;
                RETURN NULL;
            """,  # noqa: S608  (a literal of the model)
        ),
    ]


def touches_record(record: str) -> list[pgtrigger.Trigger]:
    """For a repeating part: its rows are content of the record its foreign key `record` names.

    Once a statement, so that bulk writes cost one update; a record's own deletion is let through.
    """
    operations = {
        "insert": (pgtrigger.Insert, pgtrigger.Referencing(new="new_rows"), ["new_rows"]),
        "update": (
            pgtrigger.Update,
            pgtrigger.Referencing(old="old_rows", new="new_rows"),
            ["old_rows", "new_rows"],
        ),
        "delete": (pgtrigger.Delete, pgtrigger.Referencing(old="old_rows"), ["old_rows"]),
    }
    return [
        pgtrigger.Trigger(
            name=f"touches_record_{name}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
            func=_touch(record, tables),
        )
        for name, (operation, referencing, tables) in operations.items()
    ]


def _touch(record: str, tables: list[str]) -> pgtrigger.Func:
    changed = " UNION ".join(f"SELECT {{columns.{record}}} FROM {one}" for one in tables)  # noqa: S608
    return pgtrigger.Func(
        f"""
        UPDATE {{fields.{record}.related_model._meta.db_table}}
           SET content_changed_at = clock_timestamp(), version = version + 1
         WHERE id IN ({changed});
        RETURN NULL;
        """  # noqa: S608  (names of this module and of the models)
    )
