"""A row that somebody else saved while it was being edited: only the cells edited here differ from
theirs.

What a cell held when the page was made (`Shown`) is posted along with it, so that a page without a
script knows what was touched; static/js/grid/conflicts.js does the same for the page with one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.fields import column_of
from core.thai import calendar
from core.thai.digits import format_baht, parse_baht
from core.users.models import User
from sales.models import CHANNELS, Proposal, SalesRow
from sales.months.entry import RowInput, RowResult, means, stands
from sales.months.read_rows import ReadRow

CHANNEL_LABELS = {channel: str(column_of(SalesRow, channel).verbose_name) for channel in CHANNELS}
UNTOUCHED, EMPTY, NO_SALES = "ไม่ได้แก้ไข", "ว่าง", str(SalesRow.Entry.NO_SALES.label)
_SEPARATOR = "|"


@dataclass(frozen=True)
class Shown:
    """What the fields of a row held when the page was made."""

    amounts: Mapping[str, str]
    no_sales: bool
    note: str

    def __str__(self):
        """As a hidden field carries it."""
        amounts = (self.amounts[channel] for channel in CHANNELS)
        return _SEPARATOR.join((*amounts, "1" if self.no_sales else "", self.note))


@dataclass(frozen=True)
class Overtaken:
    """Who saved first and when, and each field: its title, what was typed here, what they saved, and
    whether the two differ. `own`: it was the same person, in another window."""

    by: str
    at: str
    own: bool
    lines: tuple[tuple[str, str, str, bool], ...]


@dataclass(frozen=True)
class NotSaved:
    """A typed row that comes back in its fields: as typed, or put together with what overtook it."""

    typed: RowInput
    result: RowResult
    shown: Shown | None = None
    overtaken: Overtaken | None = None


def shown_amounts(row: SalesRow | ReadRow | Proposal) -> dict[str, str]:
    """The amounts as the fields show them: empty unless the row holds figures."""
    if row.entry != SalesRow.Entry.AMOUNTS:
        return dict.fromkeys(CHANNELS, "")
    return {channel: format_baht(getattr(row, channel)) for channel in CHANNELS}


def shown_of(row: SalesRow | ReadRow) -> Shown:
    return Shown(shown_amounts(row), row.entry == SalesRow.Entry.NO_SALES, row.note)


def read_shown(text: str) -> Shown | None:
    """What a hidden field carried; None where it is not one of ours."""
    parts = text.split(_SEPARATOR, len(CHANNELS) + 1)
    if len(parts) != len(CHANNELS) + 2:
        return None
    *amounts, no_sales, note = parts
    return Shown(dict(zip(CHANNELS, amounts, strict=True)), bool(no_sales), note)


def not_saved_of(
    typed: RowInput, shown: Shown | None, result: RowResult, by: User
) -> NotSaved | None:
    """What comes back of a typed row; None where it is saved, or nothing typed differs from what
    somebody else saved."""
    if result.saved:
        return None
    if not result.conflict or result.row is None:
        return NotSaved(typed, result, shown)
    touched = _touched(typed, shown)
    whole = _put_together(typed, touched, result.row)
    if means(whole) == stands(result.row):
        return None
    overtaken = Overtaken(**whose(result.row, by), lines=_compared(whole, touched, result.row))
    return NotSaved(whole, result, shown_of(result.row), overtaken)


def whose(row: SalesRow, by: User) -> dict:
    """Who saved a row and when, in words, and whether it was `by`."""
    return {
        "by": str(row.updated_by or ""),
        "at": calendar.moment(row.updated_at) if row.updated_at else "",
        "own": row.updated_by_id == by.pk,
    }


def _touched(typed: RowInput, shown: Shown | None) -> frozenset[str]:
    """The fields that differ from what they held; all of them where that is not known."""
    if shown is None:
        return frozenset((*CHANNELS, "no_sales", "note"))
    touched = {
        channel
        for channel in CHANNELS
        if not _same(typed.amounts.get(channel, ""), shown.amounts[channel])
    }
    if typed.no_sales != shown.no_sales:
        touched.add("no_sales")
    if typed.note.strip() != shown.note.strip():
        touched.add("note")
    return frozenset(touched)


def _same(one: str, other: str) -> bool:
    """Whether two texts of a cell mean the same amount."""
    try:
        return one == other or parse_baht(one) == parse_baht(other)
    except ValueError:
        return False


def _put_together(typed: RowInput, touched: frozenset[str], row: SalesRow) -> RowInput:
    """The touched fields as typed, the others as somebody else saved them."""
    theirs = shown_of(row)
    without_sales = "no_sales" in touched and typed.no_sales
    rest = dict.fromkeys(CHANNELS, "") if without_sales else theirs.amounts
    amounts = {
        channel: typed.amounts.get(channel, "") if channel in touched else rest[channel]
        for channel in CHANNELS
    }
    no_sales = typed.no_sales
    if "no_sales" not in touched:
        no_sales = theirs.no_sales and all(_same(text or "0", "0") for text in amounts.values())
    note = typed.note if "note" in touched else theirs.note
    return replace(typed, amounts=amounts, no_sales=no_sales, note=note)


def _compared(whole: RowInput, touched: frozenset[str], row: SalesRow) -> tuple:
    theirs = shown_of(row)
    lines = []
    for channel in CHANNELS:
        mine = whole.amounts[channel].strip() or EMPTY if channel in touched else UNTOUCHED
        mine = NO_SALES if whole.no_sales else mine
        their = NO_SALES if theirs.no_sales else theirs.amounts[channel] or EMPTY
        lines.append((CHANNEL_LABELS[channel], mine, their, mine not in {their, UNTOUCHED}))
    if whole.note.strip() != theirs.note:
        lines.append(("หมายเหตุ", whole.note or EMPTY, theirs.note or EMPTY, True))
    return tuple(lines)
