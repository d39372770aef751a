"""What a record says, in words: kept when the province certifies it, and compared with it later.

Content is what raises a record's version: its own columns, and the repeating parts whose triggers
touch it. Secrets never come in: of a national id only its masked text.
"""

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Field, Model

from core.history import words
from registration.models import RegisteredRecord
from registration.models.records import STANDING

_SECRET = ("_encrypted", "_hash")
_MASKED = "_masked"


@dataclass(frozen=True)
class Difference:
    """One field or repeating part, as certified and as it is now."""

    name: str
    label: str
    before: list[str]
    now: list[str]

    @property
    def is_changed(self) -> bool:
        """Treats empty and missing text as equal, so that a column added later is not a change."""
        return list(filter(None, self.before)) != list(filter(None, self.now))

    @property
    def is_empty(self) -> bool:
        return not any(self.before) and not any(self.now)


def content_of(record: RegisteredRecord) -> dict[str, dict]:
    """What the record says now: name to {"label", "lines"}; texts as a person reads them, JSON-ready."""
    said = {
        field.name: {"label": str(field.verbose_name), "lines": [text_of(record, field)]}
        for field in _fields(type(record))
    }
    for relation in _parts(type(record)):
        rows = relation.related_model._default_manager.filter(**{relation.field.name: record})
        fields = [field for field in _fields(relation.related_model) if field != relation.field]
        related = [field.name for field in fields if field.is_relation]
        said[relation.get_accessor_name()] = {
            "label": str(relation.related_model._meta.verbose_name_plural),
            "lines": [
                " · ".join(filter(None, (text_of(row, field) for field in fields)))
                for row in rows.select_related(*related).order_by("pk")
            ],
        }
    return said


def differences(
    before: dict[str, dict] | None, now: dict[str, dict], *, with_empty: bool = False
) -> list[Difference]:
    """Every field and part that says anything: the changed ones first, else in the record's order.

    `with_empty`: those that say nothing too, last, for what is missing can be marked as well.
    """
    was = before or {}
    found = [
        Difference(name, one["label"], was.get(name, {}).get("lines", []), one["lines"])
        for name, one in now.items()
    ]
    found += [
        Difference(name, one["label"], one["lines"], [])
        for name, one in was.items()
        if name not in now
    ]
    shown = [one for one in found if with_empty or not one.is_empty]
    return sorted(shown, key=lambda one: (one.is_empty, before is not None and not one.is_changed))


def field_labels(model: type[RegisteredRecord]) -> dict[str, str]:
    """The fields and parts a province can mark when it returns a record."""
    labels = {field.name: str(field.verbose_name) for field in _fields(model)}
    return labels | {
        relation.get_accessor_name(): str(relation.related_model._meta.verbose_name_plural)
        for relation in _parts(model)
    }


def _fields(model: type[Model]) -> list[Field]:
    standing = set(STANDING) if issubclass(model, RegisteredRecord) else set()
    said = [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.generated or field.name in standing)
        and not field.name.endswith(_SECRET)
        and (field.editable or field.name.endswith(_MASKED))
    ]
    return sorted(
        said, key=lambda field: field.name.endswith(_MASKED)
    )  # else the record's own order


def _parts(model: type[Model]) -> list:
    """The repeating parts: what touches the record by trigger is its content."""
    return [
        relation
        for relation in model._meta.related_objects
        if any(
            trigger.name.startswith("touches_record")
            and f"fields.{relation.field.name}." in str(getattr(trigger.func, "func", ""))
            for trigger in getattr(cast(Any, relation.related_model)._meta, "triggers", [])
        )
    ]


def text_of(record: Model, field: Field) -> str:
    """One field as a person reads it; nothing for a blank one."""
    return words.text_of(field, getattr(record, field.name))
