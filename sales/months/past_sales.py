"""A past month of the system before the portal, as its file says it (sales.months.past_rows), beside the
registry: what cannot be stored, what its totals and rows do not agree on.

What becomes of it is decided by sales.months.taking_over.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from core.areas.models import District, Province
from core.fields import column_of
from core.thai.digits import LARGEST_AMOUNT, format_baht
from producers.models import Producer
from products.models import Category
from sales.models import CHANNELS, SalesRow
from sales.months.past_rows import ZERO, PastTotal


@dataclass(frozen=True)
class HeldRow:
    """A line that cannot be stored, with the reason in Thai; whether the registry has no such code."""

    line: int
    code: str
    category: str
    why: str
    is_unknown: bool = False


@dataclass(frozen=True)
class Difference:
    """What was confirmed, or is stored, and what the lines of the file come to, of an area, in baht;
    None: nothing of it is known there."""

    area: str
    name: str
    what: str
    given: Decimal | None
    found: Decimal | None

    @property
    def sentence(self) -> str:
        """อำเภอบางคล้า อาหาร: ยืนยันไว้ 1,000.00 บาท แถวรวมกันได้ 900.00 บาท ต่าง 100.00 บาท"""
        where = " ".join(filter(None, [self.name, self.what]))
        given = "ไม่มี" if self.given is None else f"{_exact(self.given)} บาท"
        found = "ไม่มี" if self.found is None else f"{_exact(self.found)} บาท"
        apart = abs((self.given or ZERO) - (self.found or ZERO))
        return f"{where}: ยืนยันไว้ {given} แถวรวมกันได้ {found} ต่าง {_exact(apart)} บาท"


def _exact(baht: Decimal) -> str:
    """With two decimals; an amount that has more keeps them."""
    return format_baht(baht) if baht == round(baht, 2) else f"{baht:,f}"


# --- One month of it ---------------------------------------------------------------------------------

# The rows of the month beside the registry: what they are stored as, and what stands in the way.
_MONTH = f"""
    DROP TABLE IF EXISTS past_month;
    CREATE TEMPORARY TABLE past_month AS
    SELECT r.line, r.code, r.category, r.note, {", ".join(f"r.{one}" for one in CHANNELS)},
           {" + ".join(f"r.{one}" for one in CHANNELS)} AS total,
           coalesce(r.kind, p.kind) AS kind, p.id AS producer_id,
           coalesce(nullif(r.district, ''), p.district_id) AS district,
           count(*) OVER (PARTITION BY r.code, r.category) AS times
      FROM past_rows r LEFT JOIN producers_producer p ON p.code = r.code
     WHERE r.month = %(month)s;
    ANALYZE past_month;
"""  # noqa: S608  (the names of four columns)

_STORABLE_AMOUNT = " AND ".join(
    f"{one} >= 0 AND {one} <= {LARGEST_AMOUNT} AND {one} = round({one}, 2)" for one in CHANNELS
)
_FAULTS = f"""
    SELECT line, m.code, category, kind, m.district, producer_id IS NULL, d.code IS NULL,
           NOT category = ANY(%(categories)s), NOT kind = ANY(%(kinds)s),
           ({_STORABLE_AMOUNT}) IS NOT TRUE, times, length(note) > 500
      FROM past_month m LEFT JOIN areas_district d ON d.code = m.district
     WHERE producer_id IS NULL OR d.code IS NULL OR times > 1 OR length(note) > 500
        OR NOT category = ANY(%(categories)s) OR NOT kind = ANY(%(kinds)s)
        OR ({_STORABLE_AMOUNT}) IS NOT TRUE
     ORDER BY line
"""  # noqa: S608

# In the order of the codes, so that the same rows in another order are the same content.
_CONTENT = f"""
    SELECT encode(sha256(convert_to(coalesce(string_agg(
               concat_ws('|', code, category, coalesce(kind, '-'), district,
                         {", ".join(f"round({one}, 2)" for one in CHANNELS)}, note),
               E'\\n' ORDER BY code COLLATE "C", category COLLATE "C"), ''), 'UTF8')), 'hex')
      FROM past_rows WHERE month = %(month)s
"""  # noqa: S608
_CONTENT_OF_TOTALS = f"""
    SELECT encode(sha256(convert_to(coalesce(string_agg(
               concat_ws('|', area, category, kind, round(total, 2),
                         {", ".join(f"coalesce(round({one}, 2)::text, '-')" for one in CHANNELS)}),
               E'\\n' ORDER BY area COLLATE "C", category COLLATE "C", kind COLLATE "C"), ''),
               'UTF8')), 'hex')
      FROM past_totals WHERE month = %(month)s
"""  # noqa: S608

AreaSums = dict[tuple[str, str], tuple[Decimal, ...]]  # by area and category: four amounts


@dataclass(frozen=True)
class PastMonth:
    """A month of the file: its rows stand in the table past_month, its totals are at hand."""

    month: date
    rows: int
    totals: tuple[PastTotal, ...]
    content: str  # hash of what is taken over
    provinces: frozenset[str] = frozenset()  # codes of those that have rows

    @classmethod
    def of(cls, month: date) -> "PastMonth":
        """A few statements over the month's rows."""
        with connection.cursor() as cursor:
            cursor.execute(_MONTH, {"month": month})
            cursor.execute("SELECT count(*) FROM past_month")
            (rows,) = cursor.fetchone()
            cursor.execute(_CONTENT if rows else _CONTENT_OF_TOTALS, {"month": month})
            (content,) = cursor.fetchone()
            cursor.execute("SELECT DISTINCT left(district, 2) FROM past_month WHERE district <> ''")
            provinces = frozenset(code for (code,) in cursor.fetchall())
            cursor.execute(
                f"SELECT line, area, total, category, kind, alone, {', '.join(CHANNELS)} "  # noqa: S608
                "FROM past_totals WHERE month = %s ORDER BY line",
                [month],
            )
            totals = tuple(
                PastTotal(line, month, area, total, category, _amounts(amounts), kind, alone)
                for line, area, total, category, kind, alone, *amounts in cursor.fetchall()
            )
        past = cls(month, rows, totals, content, provinces)
        return replace(past, content=past._content_with_totals())

    def _content_with_totals(self) -> str:
        """Of a month of rows and totals, both; else what it is of one of them."""
        if self.totals_only or not (beside := self.stored_totals()):
            return self.content
        told = sorted(
            "|".join([one.area, one.category, one.kind, *map(str, map(_cents, one.amounts or ()))])
            for one in beside
        )
        return hashlib.sha256("\n".join([self.content, *told]).encode()).hexdigest()

    @property
    def totals_only(self) -> bool:
        return not self.rows

    def faults(self) -> tuple[HeldRow, ...]:
        """The lines that cannot be stored: rows, and totals of which nobody could say what they are."""
        return (*self._faulty_rows(), *self._faulty_totals())

    def _faulty_rows(self) -> Iterator[HeldRow]:
        with connection.cursor() as cursor:
            cursor.execute(
                _FAULTS,
                {"categories": Category.values, "kinds": ["", *Producer.Kind.values]},
            )
            for line, code, category, kind, district, *wrong, times, long_note in cursor.fetchall():
                nobody, nowhere, no_category, no_kind, bad_amount = wrong
                why = {
                    f"ไม่พบรหัสผู้ประกอบการ “{code}” ในทะเบียน": nobody,
                    f"ไม่พบรหัสอำเภอ “{district}”": nowhere and not (nobody and not district),
                    f"ไม่มีประเภทผลิตภัณฑ์ “{category}”": no_category,
                    f"ไม่มีลักษณะผู้ประกอบการ “{kind}”": no_kind,
                    "ยอดติดลบ ว่าง มีทศนิยมเกินสองตำแหน่ง หรือเกิน 12 หลัก": bad_amount,
                    f"ผู้ผลิตและประเภทนี้มี {times} แถวในเดือนเดียวกัน": times > 1,
                    "หมายเหตุยาวเกิน 500 ตัวอักษร": long_note,
                }
                told = " · ".join(words for words, applies in why.items() if applies)
                yield HeldRow(line, code, category, told, nobody)

    def _faulty_totals(self) -> Iterator[HeldRow]:
        known = area_names()
        seen = set()
        for one in self.totals:
            amounts = one.amounts or ()
            by_category = len(one.area) == 4 and one.category
            why = {
                f"ไม่พบรหัสจังหวัดหรืออำเภอ “{one.area}”": one.area not in known,
                f"ไม่มีประเภทผลิตภัณฑ์ “{one.category}”": one.category
                and one.category not in Category.values,
                f"ไม่มีลักษณะผู้ประกอบการ “{one.kind}”": one.kind
                and one.kind not in Producer.Kind.values,
                "ยอดติดลบ มีทศนิยมเกินสองตำแหน่ง หรือใหญ่เกินไป": not all(
                    map(_is_storable, (one.total, *amounts))
                ),
                f"ยอดรวม {one.total:,f} ไม่เท่ากับผลบวกของสี่ช่อง {sum(amounts, ZERO):,f}": amounts
                and sum(amounts, ZERO) != one.total,
                "เดือนนี้ไม่มีแถวของผู้ผลิต ยอดรวมของอำเภอต้องมีครบสี่ช่อง": self.totals_only
                and by_category
                and not amounts,
                "ระบุว่ามีเฉพาะยอดรวม ต้องเป็นของอำเภอแยกประเภท ครบสี่ช่อง": one.alone
                and not self.totals_only
                and not (by_category and amounts),
                "ระบุว่ามีเฉพาะยอดรวม แต่จังหวัดนี้มีแถวของผู้ผลิตในเดือนนี้": one.alone
                and one.area[:2] in self.provinces,
                "มียอดรวมของพื้นที่และประเภทนี้แล้ว": (one.area, one.category, one.kind) in seen,
            }
            seen.add((one.area, one.category, one.kind))
            told = " · ".join(words for words, applies in why.items() if applies)
            if told:
                yield HeldRow(one.line, one.area, one.category, told)

    def sums(self) -> AreaSums:
        """What would be stored."""
        return sums_by_area(
            (district, category, *amounts) for district, category, amounts in self.lines()
        )

    def lines(self) -> Iterator[tuple[str, str, tuple[Decimal, ...]]]:
        """District, category and four amounts."""
        for one in self.stored_totals():
            yield one.area, one.category, one.amounts or ()
        if self.totals_only:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT district, category, {', '.join(f'sum({one})' for one in CHANNELS)} "  # noqa: S608
                "FROM past_month GROUP BY district, category"
            )
            found = cursor.fetchall()
        for district, category, *amounts in found:
            yield district, category, tuple(amounts)

    def stored_totals(self) -> list[PastTotal]:
        """The totals that are taken over, the others only check them: of a month without rows, or said
        to stand alone."""
        return [
            one
            for one in self.totals
            if len(one.area) == 4
            and one.category
            and one.amounts
            and (self.totals_only or (one.alone and one.area[:2] not in self.provinces))
        ]

    def size(self, sums: AreaSums) -> str:
        """Without baht: every office reads the line of the trail; the nation's total is not theirs."""
        what = "เฉพาะยอดรวม" if self.totals_only else f"{self.rows:,} แถว"
        if not self.totals_only and (alone := {one.area[:2] for one in self.stored_totals()}):
            names = area_names()
            what += f" เฉพาะยอดรวมของ{' '.join(names[one] for one in sorted(alone))} รวม"
        return f"{what} {len(districts_of(sums)):,} อำเภอ"

    def provinces_without_rows(self, sums: AreaSums) -> list[str]:
        """Codes of provinces of which a month with rows has confirmed totals and not one row, nor does
        the file say that there are none."""
        there = {area[:2] for area, _ in sums}
        return sorted({one.area[:2] for one in self.totals if one.total} - there)

    def differences(self) -> tuple[Difference, ...]:
        """Where a confirmed total and the sum of what would be stored are not the same to the satang;
        and, where totals are given, whatever no total speaks of."""
        sums, names = self.sums(), area_names()
        told: dict[tuple[str, str], list[PastTotal]] = {}
        for one in self.totals:
            told.setdefault((one.area, one.category), []).append(one)
        found = []
        for (area, category), given in sorted(told.items()):
            of = sums.get((area, category))
            found += _apart(area, names[area], category, given, of)
        if not all(one.alone for one in self.totals):
            spoken = {area for area, _ in told}
            for (area, category), amounts in sorted(sums.items()):
                alone = len(area) == 4 and not category and not {area, area[:2]} & spoken
                if alone and sum(amounts, ZERO):
                    found.append(Difference(area, names[area], "", None, sum(amounts, ZERO)))
        return tuple(found)


def sums_by_area(lines: Iterable[tuple[Any, ...]]) -> AreaSums:
    """Lines of district, category and four amounts, by district and by province, each by category and
    ("") of all."""
    found: AreaSums = {}
    for district, category, *amounts in lines:
        for area in (district, district[:2]):
            for of in (category, ""):
                before = found.get((area, of), (ZERO,) * len(CHANNELS))
                found[area, of] = tuple(a + b for a, b in zip(before, amounts, strict=True))
    return found


def districts_of(sums: AreaSums) -> list[str]:
    """Codes of the districts that have figures, in order."""
    return sorted({area for area, _ in sums if len(area) == 4})


def total_of(sums: AreaSums) -> Decimal:
    """Baht of all provinces together."""
    return sum(
        (
            sum(amounts, ZERO)
            for (area, category), amounts in sums.items()
            if len(area) == 2 and not category
        ),
        ZERO,
    )


def _apart(
    area: str, name: str, category: str, given: list[PastTotal], sums: tuple[Decimal, ...] | None
) -> list[Difference]:
    """Channel by channel where the confirmed amounts are known, else the whole; kinds together."""
    what = Category.short(category) if category else ""
    if all(one.amounts for one in given):
        found = []
        for place, channel in enumerate(CHANNELS):
            confirmed = sum((one.amounts[place] for one in given if one.amounts), ZERO)
            have = sums[place] if sums else ZERO
            if confirmed != have:
                told = " ".join(
                    filter(None, [what, str(column_of(SalesRow, channel).verbose_name)])
                )
                found.append(Difference(area, name, told, confirmed, have))
        return found
    confirmed = sum((one.total for one in given), ZERO)
    have = sum(sums, ZERO) if sums else ZERO
    return [Difference(area, name, what, confirmed, have)] if confirmed != have else []


def _amounts(found: list[Any]) -> tuple[Decimal, Decimal, Decimal, Decimal] | None:
    if None in found:
        return None
    first, second, third, fourth = found
    return first, second, third, fourth


def _cents(baht: Decimal) -> Decimal:
    return round(baht, 2)


def _is_storable(baht: Decimal) -> bool:
    return baht.is_finite() and 0 <= baht < Decimal(10) ** 16 and baht == round(baht, 2)


def area_names() -> dict[str, str]:
    """Provinces and districts by code, as they are called."""
    names = {one.pk: one.titled_name for one in Province.objects.all()}
    return names | {
        one.pk: f"{one.titled_name} {names[one.province_id]}" for one in District.objects.all()
    }
