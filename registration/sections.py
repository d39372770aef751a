"""The numbered sections of a record, as the clerks' forms have them (DOMAIN.md 2-4).

A section says what stands in it and what must; how far a record is filled follows from that alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import add, or_
from typing import Any, cast

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    Count,
    Exists,
    Expression,
    ForeignObjectRel,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from core.compiled import CompiledQuery
from core.fields import column_of


@dataclass(frozen=True)
class Section:
    """One section of a form.

    `fields`: the record's own; `needed`: those of them without which the section is not complete.
    `rows`: inline classes of its repeating parts; `needed_rows`: related names of which at least one
    row must be there. `unless`: by name of what is needed, the field that says there is none, which
    answers it too. `note`: the line under its title.
    """

    number: int | str  # "" for what stands beside the form
    key: str
    title: str
    fields: Sequence[str] = ()
    needed: Sequence[str] = ()
    rows: Sequence[type[Any]] = ()
    needed_rows: Sequence[str] = ()
    unless: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def asks(self) -> Sequence[str]:
        """All that is needed: fields and related rows."""
        return [*self.needed, *self.needed_rows]


@dataclass(frozen=True)
class SectionState:
    """How one section of one record stands."""

    section: Section
    missing: Sequence[str] = ()  # names of fields and of related rows that must still be filled
    filled: int = 0  # how much is there, needed or not
    row_count: int = 0

    @property
    def mark(self) -> str:
        """`missing`, `complete`, or `empty` for a section that asks for nothing and holds nothing."""
        if self.missing:
            return "missing"
        return "complete" if self.filled else "empty"

    @property
    def mark_words(self) -> str:
        """The mark for who cannot see its colour."""
        return {"missing": "ยังไม่ครบ", "complete": "ครบ", "empty": "ว่าง"}[self.mark]


@dataclass(frozen=True)
class Completeness:
    """How far a record is filled: each section, and one figure for all."""

    sections: Sequence[SectionState] = field(default_factory=list)

    @property
    def needed(self) -> int:
        return sum(len(state.section.asks) for state in self.sections)

    @property
    def missing(self) -> int:
        return sum(len(state.missing) for state in self.sections)

    @property
    def percent(self) -> int:
        """Whole percent of what is needed, rounded down: 100 means nothing is missing."""
        return 100 * (self.needed - self.missing) // self.needed if self.needed else 100


def is_filled(record: Model, name: str) -> bool:
    """Whether the record says anything in this field; no is an answer, blank is not."""
    concrete = record._meta.get_field(name)
    value = getattr(record, getattr(concrete, "attname", name))
    return value not in (None, "", [])


def completeness(record: Model, sections: Sequence[Section]) -> Completeness:
    """How far `record` is filled; one query for all its repeating parts together."""
    counts = _row_counts(record, sections)
    states = []
    for section in sections:
        related = [inline.related_name(type(record)) for inline in section.rows]
        missing = [name for name in section.needed if not is_filled(record, name)]
        missing += [name for name in section.needed_rows if not counts[name]]
        missing = [name for name in missing if not _said_none(record, section, name)]
        row_count = sum(counts[name] for name in related)
        said = {field.name for field in record._meta.fields} & {*section.fields, *section.needed}
        filled = row_count + sum(is_filled(record, name) for name in said)
        states.append(SectionState(section, tuple(missing), filled, row_count))
    return Completeness(states)


def _said_none(record: Model, section: Section, name: str) -> bool:
    return name in section.unless and bool(getattr(record, section.unless[name]))


# --- The same of many records, in the database ----------------------------------------------------


def lacking(model: type[Model], section: Section) -> Q:
    """The records of which this section is not complete; of a section that asks for nothing, none."""
    return reduce(or_, (_lacks(model, section, name) for name in section.asks), Q(pk__in=[]))


def missing_count(model: type[Model], sections: Sequence[Section]) -> Expression:
    """How much of what is needed is missing, as a column of a query."""
    asked = [(section, name) for section in sections for name in section.asks]
    return reduce(
        add,
        (Case(When(_lacks(model, *one), then=Value(1)), default=Value(0)) for one in asked),
        Value(0),
    )


def _lacks(model: type[Model], section: Section, name: str) -> Q:
    if name in section.needed_rows:
        relation = cast(ForeignObjectRel, model._meta.get_field(name))
        related = cast(type[Model], relation.related_model)
        rows = related._default_manager.filter(**{relation.field.name: OuterRef("pk")})
        blank = Q(~Exists(rows.order_by()))
    else:
        column = column_of(model, name)
        blank = Q(**{f"{name}__isnull": True}) if column.null else Q(pk__in=[])
        if isinstance(column, ArrayField):
            blank |= Q(**{name: []})
        elif column.empty_strings_allowed and not column.is_relation:
            blank |= Q(**{name: ""})
    return blank & Q(**{section.unless[name]: False}) if name in section.unless else blank


def _row_counts(record: Model, sections: Sequence[Section]) -> dict[str, int]:
    """Rows by related name."""
    model = type(record)
    asked = {inline.related_name(model) for section in sections for inline in section.rows}
    asked |= {name for section in sections for name in section.needed_rows}
    if not asked:
        return {}
    names = tuple(sorted(asked))
    (found,) = _counting(model, names).read(key=record.pk)
    return dict(zip(names, found, strict=True))


@cache
def _counting(model: type[Model], names: tuple[str, ...]) -> CompiledQuery:
    counts = {f"count_of_{name}": _count(model, name) for name in names}
    return CompiledQuery(
        lambda key: model._default_manager.filter(pk=key).annotate(**counts).values_list(*counts),
        key=int,
    )


def _count(model: type[Model], related_name: str) -> Coalesce:
    relation = cast(ForeignObjectRel, model._meta.get_field(related_name))
    key = relation.field.name
    of_record: QuerySet = (
        cast(type[Model], relation.related_model)
        ._default_manager.filter(**{key: OuterRef("pk")})
        .order_by()
        .values(key)
        .annotate(count=Count("pk"))
        .values("count")
    )
    return Coalesce(Subquery(of_record), 0)
