"""The closed month that is published: its rows, summed and protected, beside the version before."""

import csv
import gzip
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from core.users.models import User
from open_data.cube import WHOLE, Cell, Contribution, cube_of
from open_data.datasets import SALES, UNKNOWN
from open_data.models import Basis, Edition
from open_data.suppression import Protected, Rule, protect
from sales.models import CHANNELS, ProvinceMonth, SalesMonth, SalesRow, SnapshotTotal

# market, mode of the four channels
CHANNEL_CELLS = {name: tuple(name.split("_")) for name in CHANNELS}


class NotPublished(Exception):
    """The month is not published now; the message says why, in Thai."""


@dataclass(frozen=True)
class Line:
    """A row with figures, as it is summed."""

    producer: int
    province: str
    category: str
    kind: str
    amounts: tuple[Decimal, ...]

    def contributions(self, sign: int = 1) -> Iterable[Contribution]:
        for amount, (market, mode) in zip(self.amounts, CHANNEL_CELLS.values(), strict=True):
            if amount:
                cell = (self.province, self.category, self.kind or UNKNOWN, market, mode)
                yield Contribution(self.producer, cell, sign * amount)


Lines = dict[int, Line]  # by the key of the row


@dataclass(frozen=True)
class ProtectedMonth:
    month: date
    version: int
    sums: Protected
    lines: Lines
    confirmed: int  # provinces


def protected(month: SalesMonth, rule: Rule, *, by: User) -> ProtectedMonth:
    """What of a closed month may be told. NotPublished where it is not closed, has totals without
    producers, did not change since its last version, or changed by fewer producers than the rule lets
    be seen."""
    if month.is_open:
        raise NotPublished(f"เดือน{month} ยังไม่ปิด")
    provinces = ProvinceMonth.objects.visible_to(by).filter(
        month=month, status=ProvinceMonth.Status.CONFIRMED
    )
    if month.totals_only or provinces.filter(totals_only=True).exists():
        raise NotPublished(f"เดือน{month} มีเฉพาะยอดรวมจากระบบเดิม ไม่ทราบจำนวนผู้ผลิต จึงไม่เผยแพร่")
    lines = _lines(month, by)
    sums = cube_of(part for line in lines.values() for part in line.contributions())
    _as_confirmed(month, lines)
    before = Edition.objects.filter(dataset=SALES, of=month.month).order_by("-version").first()
    if before is None:
        return ProtectedMonth(month.month, 1, protect(sums, rule), lines, provinces.count())
    changes = cube_of(_changes(_unpacked(before.basis), lines))
    if WHOLE not in changes:
        raise NotPublished(f"เดือน{month} ไม่เปลี่ยนจากฉบับที่ {before.version}")
    if (count := changes[WHOLE].producers) < rule.fewest:
        raise NotPublished(
            f"เดือน{month} แก้ไข {count} ราย น้อยกว่าเกณฑ์ {rule.fewest} ราย จึงคงฉบับที่ {before.version} ไว้"
        )
    withheld = (tuple(cell) for cell in before.withheld)
    found = protect(sums, rule, withheld=withheld, changes=changes)
    return ProtectedMonth(month.month, before.version + 1, found, lines, provinces.count())


def _lines(month: SalesMonth, by: User) -> Lines:
    rows = SalesRow.objects.visible_to(by).filter(month=month.month, total__gt=0).order_by("pk")
    found = rows.values_list(
        "pk", "producer", "district_month__district__province", "category", "kind", *CHANNELS
    )
    return {
        key: Line(producer, province, category, kind, tuple(amounts))
        for key, producer, province, category, kind, *amounts in found.iterator(chunk_size=5000)
    }


def _as_confirmed(month: SalesMonth, lines: Mapping[int, Line]) -> None:
    """To the baht what the provinces confirmed, or nothing goes out."""
    kept = SnapshotTotal.objects.filter(month=month.month)
    confirmed = kept.aggregate(**{name: Sum(name, default=0) for name in CHANNELS})
    for place, name in enumerate(CHANNELS):
        summed = sum((line.amounts[place] for line in lines.values()), Decimal(0))
        if summed != confirmed[name]:
            raise NotPublished(f"เดือน{month} ยอดรวมไม่ตรงกับยอดที่จังหวัดยืนยัน จึงไม่เผยแพร่ แจ้งผู้ดูแลระบบ")


def _changes(before: Lines, now: Lines) -> Iterable[Contribution]:
    for key in before.keys() | now.keys():
        was, is_ = before.get(key), now.get(key)
        if was != is_:
            yield from was.contributions(-1) if was else ()
            yield from is_.contributions() if is_ else ()


def packed(lines: Lines) -> bytes:
    """To be compared with by the next version."""
    text = io.StringIO()
    writer = csv.writer(text)
    for key, one in lines.items():
        writer.writerow((key, one.producer, one.province, one.category, one.kind, *one.amounts))
    return gzip.compress(text.getvalue().encode(), mtime=0)


def _unpacked(basis: Basis) -> Lines:
    text = gzip.decompress(bytes(basis.packed)).decode()
    return {
        int(key): Line(int(producer), province, category, kind, tuple(map(Decimal, amounts)))
        for key, producer, province, category, kind, *amounts in csv.reader(io.StringIO(text))
    }


def as_cells(cells: Iterable[Cell]) -> list[list[str | None]]:
    return sorted(([*cell] for cell in cells), key=lambda cell: [one or "" for one in cell])
