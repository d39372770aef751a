"""What happened to one record and its repeating parts, told from the events of the database.

An event is the whole row after a change; what changed is the difference to the row's event before. A
part's events appear on the page of the record it belonged to at the time: a row moved to another
record by a merge shows the move on both pages and later changes only on the new one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Field, ForeignKey, Model, QuerySet

from core.areas.models import District, Province
from core.areas.scope import Role
from core.fields import column_of, model_of
from core.history.acting import Actor
from core.history.tracking import DELETE, FIRST, INSERT, UPDATE, Tracking, parts_of, tracking_of
from core.history.words import text_of

# A row of a model that pghistory makes: no class to name, its columns are the tracked model's.
EventRow = Any

DIRECTLY = "นอกระบบ (ฐานข้อมูลโดยตรง)"

VERBS = {
    INSERT: "เพิ่ม",
    UPDATE: "แก้ไข",
    DELETE: "ลบ",
    FIRST: "ข้อมูลที่มีอยู่เมื่อเริ่มเก็บประวัติ",
}


@dataclass(frozen=True)
class Event:
    """One row's change: the row as it was (None where it was not there) and as it became."""

    tracking: Tracking
    kind: str
    at: datetime
    order: int
    act: object
    actor: Actor
    before: Model | None
    after: Model | None

    def changed(self) -> list[Field]:
        """The columns that differ; of a row come or gone those that say anything."""
        return [
            field
            for field in self.tracking.fields
            if self._value(self.before, field) != self._value(self.after, field)
            and not (field.name == self.tracking.part_of and None in (self.before, self.after))
        ]

    def _value(self, row: Model | None, field: Field) -> object:
        value = None if row is None else getattr(row, field.attname)
        return None if value == "" else value


@dataclass(frozen=True)
class FieldChange:
    """One field from what to what, in words ("" for empty), by whom, when."""

    label: str
    before: str
    after: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Happening:
    """One event in words. `part`: which repeating part, `row`: which of its rows; "" for the record."""

    kind: str
    at: datetime
    act: object
    by: str
    purpose: str
    part: str
    row: str
    fields: list[FieldChange]

    @property
    def verb(self) -> str:
        return VERBS[self.kind]

    @property
    def is_whole_row(self) -> bool:
        """The row came or went: every value it has is told, not what changed."""
        return self.kind != UPDATE


@dataclass(frozen=True)
class Act:
    """What one person did in one go: a save of a form, a step, a run of a command."""

    at: datetime
    by: str
    purpose: str
    happenings: list[Happening]


def events_of(record: Model) -> list[Event]:
    """Everything that happened to the record and its parts, newest first; one query for each table."""
    own = tracking_of(type(record))
    if own is None:
        return []
    rows = own.events._default_manager.filter(pgh_obj_id=record.pk)
    found = list(
        paired_before(own, rows, {record.pk: record}) if own.before else _paired(own, rows)
    )
    for part in parts_of(type(record)):
        hung_here = part.events._default_manager.filter(**{part.part_of: record.pk}).values(
            "pgh_obj_id"
        )
        key = column_of(part.events, part.part_of).attname
        found += [
            event
            for event in _paired(
                part, part.events._default_manager.filter(pgh_obj_id__in=hung_here)
            )
            if record.pk in {getattr(row, key) for row in (event.before, event.after) if row}
        ]
    return sorted(found, key=lambda event: (event.at, event.order), reverse=True)


def _paired(tracking: Tracking, rows: QuerySet[EventRow]) -> Iterator[Event]:
    """Each event with the row as it was before."""
    before: dict[object, Model] = {}
    for row in rows.order_by("pgh_id"):
        is_deletion = row.pgh_label == DELETE
        yield Event(
            tracking=tracking,
            kind=row.pgh_label,
            at=row.pgh_created_at,
            order=row.pgh_id,
            act=row.pgh_context_id,
            actor=Actor.of_event(row.pgh_context),
            before=row if is_deletion else before.get(row.pgh_obj_id),
            after=None if is_deletion else row,
        )
        before[row.pgh_obj_id] = row


def paired_before(
    tracking: Tracking, rows: Iterable[EventRow], now: Mapping[object, Model]
) -> Iterator[Event]:
    """The events of a model tracked `before` its changes, in order, each with what the row became: what
    the row's next event says it was, or what it is `now` (by key)."""
    after = dict(now)
    for row in sorted(rows, key=lambda row: row.pgh_id, reverse=True):
        yield Event(
            tracking=tracking,
            kind=row.pgh_label,
            at=row.pgh_created_at,
            order=row.pgh_id,
            act=row.pgh_context_id,
            actor=Actor.of_event(row.pgh_context),
            before=row,
            after=None if row.pgh_label == DELETE else after.get(row.pgh_obj_id),
        )
        after[row.pgh_obj_id] = row


def described(events: Sequence[Event], record_model: type[Model]) -> list[Happening]:
    """The events in words, in their order; what the words need is read once for all of them."""
    words = _Words(events)
    return [
        Happening(
            kind=event.kind,
            at=event.at,
            act=event.act,
            by=words.of_actor(event.actor),
            purpose=event.actor.label,
            part=_part_name(event, record_model),
            row=words.of_row(event) if event.tracking.part_of else "",
            fields=[
                FieldChange(
                    label=event.tracking.label(field),
                    before=words.of_value(field, event.before),
                    after=words.of_value(field, event.after),
                    by=words.of_actor(event.actor),
                    at=event.at,
                )
                for field in event.changed()
            ],
        )
        for event in events
    ]


def acts(happenings: Sequence[Happening]) -> list[Act]:
    """Neighbouring happenings of one request or command together, as one act of one person."""
    numbered = enumerate(happenings)
    return [
        Act(group[0].at, group[0].by, group[0].purpose, group)
        for _, together in groupby(
            numbered, key=lambda one: (one[1].act or one[0], one[1].by, one[1].purpose)
        )
        if (group := [happening for _, happening in together])
    ]


def _part_name(event: Event, record_model: type[Model]) -> str:
    model = event.tracking.model
    return "" if model is record_model else str(model._meta.verbose_name)


class ActorNames:
    """The names of those who made changes: นางสาวสมหญิง ใจดี (สพอ.บางคล้า), with the office of then."""

    def __init__(self, actors: Collection[Actor]):
        codes = {actor.office for actor in actors if actor.office}
        self._users = get_user_model()._base_manager.in_bulk(
            {actor.user for actor in actors if actor.user}
        )
        self._offices = {
            code: area.office
            for model in (Province, District)
            for code, area in model._base_manager.in_bulk(codes).items()
        }

    def __call__(self, actor: Actor) -> str:
        if actor.user is not None:
            name = str(self._users.get(actor.user, f"บัญชีเลขที่ {actor.user}"))
            return f"{name} ({self._offices.get(actor.office, Role.DEPARTMENT.label)})"
        return f"คำสั่ง {actor.command}" if actor.command else DIRECTLY


class _Words:
    """The names that events mention: accounts, offices, and records behind foreign keys."""

    def __init__(self, events: Sequence[Event]):
        self.of_actor = ActorNames({event.actor for event in events})
        self._records = {
            model: model._base_manager.in_bulk(keys) for model, keys in _mentioned(events).items()
        }

    def of_value(self, field: Field, row: Model | None) -> str:
        value = None if row is None else getattr(row, field.attname)
        if isinstance(field, ForeignKey) and value is not None:
            records = self._records.get(model_of(field), {})
            value = records.get(value, f"{value} (ไม่มีแล้ว)")
        return text_of(field, value)

    def of_row(self, event: Event) -> str:
        """Which row of a part: what its first two filled columns said before the change."""
        row = event.before or event.after
        texts = (
            self.of_value(field, row)
            for field in event.tracking.fields
            if field.name != event.tracking.part_of
        )
        return " · ".join([text for text in texts if text][:2])


def _mentioned(events: Sequence[Event]) -> dict[type[Model], set]:
    """The keys of foreign keys that the words of these events need, by model."""
    keys: dict[type[Model], set] = defaultdict(set)
    for event in events:
        fields = set(event.changed())
        if event.tracking.part_of:
            fields.update(event.tracking.fields)  # they name the row
        for field in fields:
            if isinstance(field, ForeignKey):
                keys[model_of(field)] |= {
                    value
                    for row in (event.before, event.after)
                    if row is not None and (value := getattr(row, field.attname)) is not None
                }
    return keys
