"""Which models keep a history, and where it lies.

    @tracked(exclude=["national_id_hash"])
    class Producer(RegisteredRecord): ...

    @tracked(part_of="producer")
    class Funding(models.Model): ...

Triggers of the database write it, once a statement: what comes by bulk_create, queryset.update, raw
SQL or COPY is seen as well. Each event is the whole row after the change (before it, of a deletion)
in a table beside the model's own, ProducerEvent in producers_producerevent; no event is ever changed.

    @tracked(before=True)
    class SalesRow(models.Model): ...

is for tables of millions of rows that come in bulk: an event is the row before its change, so rows need
no first event, neither those that come nor those that were there before the history.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pghistory
import pgtrigger
from django.apps import apps
from django.db import models

from core.fields import model_of
from core.history.bulk_update import BulkUpdateEvent, tracked_model

Record = TypeVar("Record", bound=type[models.Model])

INSERT, UPDATE, DELETE = "insert", "update", "delete"

# What a row said when its history began (core.history.beginning).
FIRST = "first"

# Columns that say nothing a reader of the history asks for: an event has its own moment.
NEVER_TRACKED = frozenset({"version", "content_changed_at", "created_at", "updated_at"})


@dataclass(frozen=True)
class Tracking:
    """How one model is tracked. `part_of`: its foreign key to the record whose page tells of it;
    `before`: its events are rows before their change."""

    events: type[models.Model]
    part_of: str = ""
    before: bool = False

    @property
    def model(self) -> type[models.Model]:
        return tracked_model(self.events)

    @property
    def fields(self) -> list[models.Field]:
        """The tracked columns, as the model itself has them, in its order."""
        kept = {field.name for field in self.events._meta.fields}
        return [field for field in self.model._meta.concrete_fields if field.name in kept]

    def label(self, field: models.Field) -> str:
        """What the form calls the field; its record, of the foreign key no form asks for."""
        if field.name == self.part_of:
            return str(model_of(field)._meta.verbose_name)
        return str(field.verbose_name)


def tracked_models() -> list[type[models.Model]]:
    return list(_tracked)


_tracked: dict[type[models.Model], Tracking] = {}


def tracked(
    *,
    exclude: Sequence[str] = (),
    part_of: str = "",
    before: bool = False,
    found_by: Sequence[str] = (),
) -> Callable[[Record], Record]:
    """Decorator: keep the history of this model.

    `exclude`: columns that must not be kept (secrets) or say nothing; the primary key, generated
    columns and `NEVER_TRACKED` never are. `part_of`: for a repeating part, the name of its foreign
    key to its record. A name that is no field of the model raises FieldDoesNotExist.

    `before`: events are rows before their change. The model has `updated_at`, which then is kept, and
    a row that nobody ever saved (it is empty) may go without an event. `found_by`: fields its events
    are looked up by, beside the row's own key.
    """

    def track(model: Record) -> Record:
        for name in {*exclude, *found_by, part_of} - {""}:
            model._meta.get_field(name)
        left_out = NEVER_TRACKED.difference(["updated_at"] if before else []).union(exclude)
        events = pghistory.create_event_model(
            model,
            *_trackers(before=before),
            fields=[
                field.name
                for field in model._meta.local_concrete_fields
                if not (field.primary_key or field.generated or field.name in left_out)
            ],
            model_name=f"{model.__name__}Event",
            abstract=False,
            attrs={"pgh_id": models.BigAutoField(primary_key=True)},
            meta={
                "verbose_name": f"ประวัติ{model._meta.verbose_name}",
                "verbose_name_plural": f"ประวัติ{model._meta.verbose_name}",
                "default_permissions": (),
                "indexes": _indexes([part_of] if part_of else [], found_by),
            },
        )
        _tracked[model] = Tracking(events, part_of, before)
        return model

    return track


def _trackers(*, before: bool) -> list[pghistory.RowEvent]:
    """Made anew for each model: they take on its columns."""
    if before:
        saved_once = pgtrigger.Q(old__updated_at__isnull=False)
        return [
            BulkUpdateEvent(UPDATE, row=pghistory.Old),
            pghistory.DeleteEvent(DELETE, condition=saved_once),
        ]
    return [pghistory.InsertEvent(INSERT), BulkUpdateEvent(UPDATE), pghistory.DeleteEvent(DELETE)]


def _indexes(*looked_up: Sequence[str]) -> list[models.Index]:
    """Of one record in order of time; of a record's parts. Django names them by table and columns."""
    indexes = [models.Index(fields=["pgh_obj", "pgh_created_at"])]
    return indexes + [models.Index(fields=list(fields)) for fields in looked_up if fields]


def tracking_of(model: type[models.Model]) -> Tracking | None:
    """How `model` is tracked; None for one without history."""
    return _tracked.get(model)


def event_model(model: type[models.Model]) -> type[models.Model]:
    """The events of a tracked model; KeyError for one without history."""
    return _tracked[model].events


def parts_of(model: type[models.Model]) -> list[Tracking]:
    """The tracked repeating parts of a record, in the order their app defines them."""
    return [
        _tracked[part]
        for part in apps.get_models()
        if part in _tracked
        and _tracked[part].part_of
        and part._meta.get_field(_tracked[part].part_of).related_model is model
    ]
