"""The numbered sections of a record, as the clerks' forms have them (DOMAIN.md 2-4).

A section says what stands in it and what must; how far a record is filled follows from that alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import Count, ForeignObjectRel, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce


@dataclass(frozen=True)
class Section:
    """One section of a form.

    `fields`: the record's own; `needed`: those of them without which the section is not complete.
    `rows`: inline classes of its repeating parts; `needed_rows`: related names of which at least one
    row must be there. `note`: the line under its title.
    """

    number: int | str  # "" for what stands beside the form
    key: str
    title: str
    fields: Sequence[str] = ()
    needed: Sequence[str] = ()
    rows: Sequence[type[Any]] = ()
    needed_rows: Sequence[str] = ()
    note: str = ""


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
        return sum(
            len(state.section.needed) + len(state.section.needed_rows) for state in self.sections
        )

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
        row_count = sum(counts[name] for name in related)
        said = {field.name for field in record._meta.fields} & {*section.fields, *section.needed}
        filled = row_count + sum(is_filled(record, name) for name in said)
        states.append(SectionState(section, tuple(missing), filled, row_count))
    return Completeness(states)


def _row_counts(record: Model, sections: Sequence[Section]) -> dict[str, int]:
    """Rows by related name."""
    model = type(record)
    names = {inline.related_name(model) for section in sections for inline in section.rows}
    names |= {name for section in sections for name in section.needed_rows}
    if not names:
        return {}
    rows = model._default_manager.filter(pk=record.pk)
    found = rows.values(**{f"count_of_{name}": _count(model, name) for name in names}).get()
    return {name: found[f"count_of_{name}"] for name in names}


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
