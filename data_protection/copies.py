"""A person's copy: everything the portal holds about the person of one record (sections 30 and 31).

Made of the inventory (core.personal.inventory): the record, each table whose rows lead to it, and its
history. A national id stays masked, for the person knows the own number and a copy may be lost; an
officer is named by the office. Files are named, and handed out by their pages. One that reached the
record through the door gets all of it, of the time it lay elsewhere too.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Field, FileField, JSONField, Max, Model, QuerySet
from django.utils import timezone

from core.history.changes import described, events_of
from core.history.words import text_of
from core.logbook.models import Access
from core.personal.inventory import ANY_RECORD, ITSELF, UNTOLD, Held, held
from core.reports.tables import Column, ReportTable, Row, Summary
from core.thai import calendar
from core.users.models import User
from registration.models import RegisteredRecord

_NOT_SAID = frozenset({"version", "record_id", "content_changed_at", "created_at", "updated_at"})
_FIELD_COLUMNS = (
    Column("name", "ช่อง", width=28),
    Column("said", "ข้อมูล", width=60),
)
LONGEST_HISTORY = 2000  # events; the older ones are on the record's page


def copy_of(record: RegisteredRecord, by: User) -> ReportTable:
    """The copy as a table for paper, Excel and JSON; `by` hands it out."""
    now = timezone.localtime()
    label = record._meta.label
    parts = [one for one in _told_of(label) if one.path != ITSELF or one.of == ANY_RECORD]
    summaries = [part for one in parts if (part := _part(one, record)) is not None]
    history = _history(record)
    return ReportTable(
        title="สำเนาข้อมูลส่วนบุคคล",
        subtitle_lines=(str(record), f"จัดทำโดย {by.office} เมื่อ {calendar.moment(now)} น."),
        coverage="ข้อมูลทั้งหมดที่ระบบทะเบียน OTOP เก็บเกี่ยวกับผู้ขอ ณ เวลาที่จัดทำ",
        columns=_FIELD_COLUMNS,
        rows=tuple(
            {"name": _label(field), "said": said}
            for field in _fields(type(record))
            if (said := _said(record, field))
        ),
        summaries=(*summaries, *filter(None, (_seen(record), history))),
        orientation="landscape",
        notes=(
            "เลขประจำตัวประชาชนแสดงแบบปิดบัง เจ้าหน้าที่แสดงเป็นชื่อสำนักงาน",
            "ไฟล์ที่แนบไว้ระบุเป็นชื่อไฟล์ ขอสำเนาไฟล์ได้จากสำนักงานที่มอบเอกสารนี้",
        ),
    )


def _told_of(label: str) -> list[Held]:
    """What is held of a record of this model, each table once."""
    found = {one.model: one for one in held() if one.of in (label, ANY_RECORD)}
    return list(found.values())


def rows_of(one: Held, record: RegisteredRecord) -> QuerySet[Any]:
    """The rows of a table that are about this record."""
    rows = one.model_class._base_manager.order_by("pk")
    if one.of != ANY_RECORD:
        return rows.filter(**{one.path or "pk": record.pk})
    kind = ContentType.objects.get_for_model(type(record))
    return rows.filter(**{_type_field(one.model_class): kind, "record_id": record.pk})


def _type_field(model: type[Model]) -> str:
    return next(field.name for field in model._meta.fields if field.related_model is ContentType)


def _part(one: Held, record: RegisteredRecord) -> Summary | None:
    fields = [
        field
        for field in _fields(one.model_class)
        if field.related_model is not ContentType and field.name != one.path
    ]
    related = [field.name for field in fields if field.is_relation]
    rows = list(rows_of(one, record).select_related(*related))
    if not rows:
        return None
    told: list[dict[str, str]] = [
        {field.name: _said(row, field) for field in fields} for row in rows
    ]
    shown = [field for field in fields if any(row[field.name] for row in told)]
    return Summary(
        title=str(one.model_words),
        columns=tuple(
            Column(field.name, _label(field), width=max(12, 90 // len(shown))) for field in shown
        ),
        rows=tuple(_row(row, shown) for row in told),
        own_sheet=True,
    )


def _row(told: Mapping[str, str], fields: list[Field[Any, Any]]) -> Row:
    return {field.name: told[field.name] for field in fields}


def _fields(model: type[Model]) -> Iterator[Field[Any, Any]]:
    for field in model._meta.concrete_fields:
        if field.primary_key or field.generated or field.name in _NOT_SAID:
            continue
        if not field.name.endswith(UNTOLD):
            yield field


def _label(field: Field[Any, Any]) -> str:
    """What a form calls it; of a foreign key that no form asks for its record."""
    label = str(field.verbose_name)
    if field.related_model and label.isascii():
        return str(cast(Any, field.related_model)._meta.verbose_name)
    return label


def _said(row: Model, field: Field[Any, Any]) -> str:
    value = getattr(row, field.name)
    if isinstance(value, User):
        return value.office
    if isinstance(field, JSONField):
        return _json_said(value)
    if isinstance(field, FileField):
        return f"มีไฟล์แนบ ({value.name.rsplit('.', 1)[-1]})" if value else ""
    return text_of(field, value)


def _json_said(value: Any) -> str:
    """Certified words as they read; other notes by name."""
    if not isinstance(value, dict):
        return "" if not value else str(value)
    said = []
    for name, one in value.items():
        if isinstance(one, dict) and "lines" in one:
            lines = ", ".join(filter(None, one["lines"]))
            if lines:
                said.append(f"{one.get('label', name)}: {lines}")
        elif one:
            said.append(f"{name}: {one}")
    return " · ".join(said)


def _seen(record: RegisteredRecord) -> Summary | None:
    """Which offices looked at this person's data, and how often; of producers, which the log names."""
    if record._meta.label != "producers.Producer":
        return None
    seen = (
        Access.objects.filter(persons__contains=[record.pk])
        .order_by()
        .values("by", "kind")
        .annotate(times=Count("pk"), last=Max("at"))
        .order_by("-last")
    )
    found = list(seen)
    if not found:
        return None
    offices = User.objects.select_related("district", "province").in_bulk(
        [one["by"] for one in found]
    )
    kinds = dict(Access.Kind.choices)
    return Summary(
        title="การเปิดดูข้อมูล",
        columns=(
            Column("office", "สำนักงาน", width=30),
            Column("what", "สิ่งที่ทำ", width=24),
            Column("times", "ครั้ง", kind="count", width=10),
            Column("last", "ล่าสุด", width=20),
        ),
        rows=tuple(
            {
                "office": offices[one["by"]].office if one["by"] in offices else "",
                "what": str(kinds[one["kind"]]),
                "times": one["times"],
                "last": calendar.moment(timezone.localtime(one["last"])),
            }
            for one in found
        ),
        own_sheet=True,
    )


def _history(record: RegisteredRecord) -> Summary | None:
    events = events_of(record)[:LONGEST_HISTORY]
    rows = []
    for happening in described(events, type(record)):
        changes = " · ".join(
            f"{one.label}: {one.after or one.before}"
            if happening.is_whole_row
            else f"{one.label}: {one.before or 'ว่าง'} เป็น {one.after or 'ว่าง'}"
            for one in happening.fields
        )
        rows.append(
            {
                "at": calendar.moment(timezone.localtime(happening.at)),
                "what": " ".join(filter(None, (happening.verb, happening.part, happening.row))),
                "changes": changes,
            }
        )
    if not rows:
        return None
    return Summary(
        title="ประวัติการแก้ไข",
        columns=(
            Column("at", "เมื่อ", width=16),
            Column("what", "รายการ", width=24),
            Column("changes", "ที่เปลี่ยน", width=50),
        ),
        rows=tuple(rows),
        own_sheet=True,
    )
