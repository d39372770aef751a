"""What of a table is drawn: its columns as series, its rows as groups, and the same in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.reports.cells import cell_text
from core.reports.tables import EMPTY_TABLE, Chart, Column, ReportTable, Row, Summary

MOST_ROWS = 80  # of lying bars; beyond them the largest are drawn
MOST_EMPTY = 12  # rows without a figure, or only 0; where there are more, none of them is drawn

Amount = int | Decimal


@dataclass(frozen=True)
class Series:
    """One column of the chart as its legend names it; `total` as the last row of the table has it."""

    column: Column
    name: str
    total: Amount | None

    def reads(self, amount: Amount) -> str:
        """The figure with its unit, for who cannot see the drawing."""
        text = cell_text(amount, self.column.kind)
        return f"{text} บาท" if self.column.kind == "baht" else text


@dataclass(frozen=True)
class Group:
    """A row: its name, an amount for each series (None: no figure) and what says why there is none."""

    name: str
    amounts: tuple[Amount | None, ...]
    note: str

    @property
    def whole(self) -> Amount | None:
        held = [amount for amount in self.amounts if amount is not None]
        return sum(held[1:], held[0]) if held else None


def series_of(
    keys: Sequence[str], drawn: ReportTable | Summary, *, with_group: bool = False
) -> list[Series]:
    """The columns; with the heading above them where that tells them apart, or where it is asked."""
    by_key = {column.key: column for column in drawn.columns}
    columns = [by_key[key] for key in keys]
    with_group = with_group or len({column.group for column in columns}) > 1
    total = drawn.total or {}
    return [
        Series(column, _name(column, with_group=with_group), amount_of(total.get(column.key)))
        for column in columns
    ]


def _name(column: Column, *, with_group: bool) -> str:
    """As the head says it, without the unit: ส่งออกต่างประเทศ ออนไลน์."""
    heading = "" if column.heading == "บาท" else column.heading
    words = [column.group, heading] if with_group or not heading else [heading]
    return " ".join(word.replace(" (บาท)", "") for word in words if word)


def amount_of(value: object) -> Amount | None:
    """A figure; a word in a column of figures is none."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    return None


def group_of(keys: Sequence[str], label: str, row: Row) -> Group:
    return Group(
        str(row.get(label) or ""),
        tuple(amount_of(row.get(key)) for key in keys),
        str(row.get("note") or EMPTY_TABLE),
    )


def lengths(chart: Chart, group: Group) -> Iterator[Amount]:
    """What the bars of a row reach to: parts of one whole together, else each."""
    above = [amount for amount in group.amounts if amount is not None and amount > 0]
    if chart.stacked:
        yield sum(above)
    else:
        yield from above


def shown_of(chart: Chart, groups: Sequence[Group]) -> tuple[Sequence[Group], str]:
    """The rows to draw, in the order of the table, and what says which are not: at most `MOST_ROWS`;
    months all of them."""
    told = []
    if chart.over_time:
        return groups, ""
    held = [one for one in groups if one.whole]
    empty = len(groups) - len(held)
    if empty > MOST_EMPTY:
        groups = held
        told.append(f"ไม่แสดง {empty:,} แถวที่ยังไม่มีตัวเลขหรือเป็น 0")
    if len(groups) > MOST_ROWS:
        told.append(f"แสดง {MOST_ROWS} แถวที่มากที่สุด จากทั้งหมด {len(groups):,} แถว")
        by_length = sorted(
            range(len(groups)), key=lambda place: -max(lengths(chart, groups[place]), default=0)
        )
        groups = [groups[place] for place in sorted(by_length[:MOST_ROWS])]
    return groups, " · ".join(told)


def told_of(series: Sequence[Series], groups: Sequence[Group], *, stacked: bool) -> str:
    """The chart in words: what it adds up to, the largest, the smallest, and who has no figure."""
    said = []
    if stacked:
        totals = [one.total for one in series if one.total is not None]
        if len(totals) == len(series):
            said.append(f"รวม {series[0].reads(sum(totals[1:], totals[0]))}")
        said.append(_ends(series[0], [(one.name, one.whole) for one in groups]))
        said += [f"{one.name} {one.reads(one.total)}" for one in series if one.total is not None]
    else:
        for place, one in enumerate(series):
            whole = "" if one.total is None else f"รวม {one.reads(one.total)} "
            ends = _ends(one, [(group.name, group.amounts[place]) for group in groups])
            said.append(f"{one.name}: {whole}{ends}")
    missing = [one.name for one in groups if one.whole is None]
    if missing:
        names = f": {' '.join(missing)}" if len(missing) <= MOST_EMPTY else ""
        said.append(f"ไม่มีตัวเลข {len(missing):,} แถว{names}")
    return " · ".join(words for words in said if words)


def _ends(series: Series, pairs: Sequence[tuple[str, Amount | None]]) -> str:
    held = [(name, amount) for name, amount in pairs if amount is not None]
    if not held:
        return ""
    most = max(held, key=lambda pair: pair[1])
    least = min(held, key=lambda pair: pair[1])
    return f"มากที่สุด {most[0]} {series.reads(most[1])} น้อยที่สุด {least[0]} {series.reads(least[1])}"
