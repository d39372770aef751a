"""Spans of months a report may cover: fiscal year, round, quarter, month (DOMAIN.md 1).

key       name                                 months
2569      ปีงบประมาณ 2569                        ต.ค. 2568 - ก.ย. 2569
2569-r1   รอบที่ 1 ปีงบประมาณ 2569                ต.ค. 2568 - มี.ค. 2569
2569-q3   ไตรมาสที่ 3 ปีงบประมาณ 2569             เม.ย. 2569 - มิ.ย. 2569
2025-10   ตุลาคม 2568                           ต.ค. 2568
2022-10..2025-09  ต.ค. 2565 - ก.ย. 2568         any whole months, over several fiscal years
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from core.thai.calendar import (
    add_months,
    fiscal_year,
    fiscal_year_months,
    month_name,
    month_short,
    months_between,
    parse_month,
)

PeriodKind = Literal["year", "round", "quarter", "month", "span"]
_LENGTHS: dict[str, tuple[PeriodKind, int]] = {"r": ("round", 6), "q": ("quarter", 3)}
_WORDS: dict[PeriodKind, str] = {"round": "รอบที่", "quarter": "ไตรมาสที่"}


@dataclass(frozen=True)
class Period:
    """Whole months from `first` to `last`; `number` counts rounds and quarters of the year from 1."""

    kind: PeriodKind
    first: date
    last: date
    number: int = 0

    @property
    def fiscal_year(self) -> int:
        """พ.ศ.; of a span over several, the one it begins in."""
        return fiscal_year(self.first)

    @cached_property
    def months(self) -> tuple[date, ...]:
        return tuple(months_between(self.first, self.last))

    @property
    def is_month(self) -> bool:
        return self.kind == "month"

    @property
    def key(self) -> str:
        """As an address writes it; `parse_period` reads it back."""
        if self.kind == "year":
            return str(self.fiscal_year)
        if self.kind == "month":
            return f"{self.first:%Y-%m}"
        if self.kind == "span":
            return f"{self.first:%Y-%m}..{self.last:%Y-%m}"
        return f"{self.fiscal_year}-{self.kind[0]}{self.number}"

    @property
    def short_name(self) -> str:
        """As a choice writes it: ปีงบประมาณ 2569, รอบที่ 1/2569, ไตรมาสที่ 2/2569, ตุลาคม 2568."""
        if self.kind == "year":
            return f"ปีงบประมาณ {self.fiscal_year}"
        if self.kind == "span":
            return f"{month_short(self.first)} - {month_short(self.last)}"
        if self.is_month:
            return month_name(self.first)
        return f"{_WORDS[self.kind]} {self.number}/{self.fiscal_year}"

    @property
    def name(self) -> str:
        """As a title writes it: รอบที่ 1 ปีงบประมาณ 2569."""
        if self.kind in _WORDS:
            return f"{_WORDS[self.kind]} {self.number} ปีงบประมาณ {self.fiscal_year}"
        return self.short_name

    @property
    def title(self) -> str:
        """As the title block of a form writes it: ประจำเดือนตุลาคม 2568, ปีงบประมาณ 2569."""
        return f"ประจำเดือน{self.name}" if self.is_month else self.name

    def a_year_before(self) -> "Period":
        """The same months of the fiscal year before."""
        return self.years_before(1)

    def years_before(self, years: int) -> "Period":
        """The same months so many fiscal years before."""
        back = -12 * years
        return Period(
            self.kind, add_months(self.first, back), add_months(self.last, back), self.number
        )


def year_period(year: int) -> Period:
    """The fiscal year `year` (พ.ศ.)."""
    months = fiscal_year_months(year)
    return Period("year", months[0], months[-1])


def _part(kind: PeriodKind, length: int, year: int, number: int) -> Period:
    if not 1 <= number <= 12 // length:
        raise ValueError(f"fiscal year {year} has no {kind} {number}")
    months = fiscal_year_months(year)[(number - 1) * length : number * length]
    return Period(kind, months[0], months[-1], number)


def round_period(year: int, number: int) -> Period:
    """รอบที่ 1 (October to March) or 2 (April to September) of a fiscal year (พ.ศ.)."""
    return _part("round", 6, year, number)


def quarter_period(year: int, number: int) -> Period:
    """The quarter of a fiscal year (พ.ศ.), counted from October."""
    return _part("quarter", 3, year, number)


def month_period(month: date) -> Period:
    return Period("month", month, month)


def span(first: date, last: date) -> Period:
    """The months from `first` to `last`, both included; ValueError when they are in the wrong order."""
    if last < first:
        raise ValueError(f"{last:%Y-%m} comes before {first:%Y-%m}")
    return Period("span", first, last)


def parse_period(key: str) -> Period:
    """The period an address or an option names; ValueError for anything else."""
    begin, dots, end = key.partition("..")
    if dots:
        return span(parse_month(begin), parse_month(end))
    if re.fullmatch(r"[0-9]{4}", key):
        return year_period(_plausible(int(key)))
    if named := re.fullmatch(r"([0-9]{4})-([rq])([0-9])", key):
        kind, length = _LENGTHS[named[2]]
        return _part(kind, length, _plausible(int(named[1])), int(named[3]))
    return month_period(parse_month(key))


def _plausible(year: int) -> int:
    if not 2500 <= year <= 2700:
        raise ValueError(f"not a fiscal year in พ.ศ.: {year}")
    return year


def periods_with(month: date) -> tuple[Period, Period, Period]:
    """The fiscal year, the round and the quarter a month lies in."""
    year = fiscal_year(month)
    place = fiscal_year_months(year).index(month)
    return (
        year_period(year),
        round_period(year, place // 6 + 1),
        quarter_period(year, place // 3 + 1),
    )


def periods_of(months: Iterable[date]) -> list[tuple[int, list[Period]]]:
    """What can be asked about these months, by fiscal year, the newest first: the year, the rounds,
    quarters and months of it that hold one of them."""
    own = sorted(set(months))
    offered = []
    for year in sorted({fiscal_year(month) for month in own}, reverse=True):
        of_year = [month for month in own if fiscal_year(month) == year]
        held = dict.fromkeys(
            part for month in of_year for part in sorted(periods_with(month), key=_longest_first)
        )
        longer = sorted(held, key=lambda part: (_longest_first(part), part.first))
        offered.append((year, [*longer, *map(month_period, reversed(of_year))]))
    return offered


def _longest_first(period: Period) -> int:
    return -len(period.months)
