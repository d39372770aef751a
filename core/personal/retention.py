"""How long what is kept, as data: the rules that the apps declare (core.personal.inventory).

A rule says what is done to which rows once they are old enough. How long that is the department decides
(data_protection.models.RetentionPeriod); until it does, a rule only counts what it would do, unless it
says `in_force`. Figures that were confirmed, snapshots, prints and trails have rules that erase nothing
and say why.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from core.history.tracking import tracking_of
from core.postgresql.table_rights import Kind, kind_of

# Rows that are due on a day: those before it, and not done yet.
Due = Callable[[datetime], QuerySet[Any]]


@dataclass(frozen=True)
class Erase:
    """The rows go, and the files they name."""

    model: type[Model]
    due: Due
    files: Sequence[str] = ()

    action = "erase"

    @property
    def needs_owner(self) -> bool:
        """The web may not delete what its table keeps (decision 0027)."""
        return kind_of(self.model).is_protected


@dataclass(frozen=True)
class Clear:
    """The rows stay without the person: `values` are written in their fields, in the events of their
    history too. `rewrite` says them of one row, where they differ."""

    model: type[Model]
    due: Due
    values: Mapping[str, Any] = field(default_factory=dict)
    rewrite: Callable[[Any], Mapping[str, Any]] | None = None
    files: Sequence[str] = ()

    action = "clear"

    @property
    def needs_owner(self) -> bool:
        return tracking_of(self.model) is not None or kind_of(self.model) is Kind.ADDED


@dataclass(frozen=True)
class Rule:
    """`counted_from`: from which day the time runs, in words; `because`: why so long, or why for good.

    `days`: what is proposed; None is kept for good. `least`: the department may not set less.
    `by_itself`: the portal does it already at night, in so many days, and nobody sets it.
    """

    key: str
    title: str
    because: str
    counted_from: str = ""
    done: str = ""
    days: int | None = None
    least: int = 30
    in_force: bool = False
    by_itself: bool = False
    works: Sequence[Erase | Clear] = ()
