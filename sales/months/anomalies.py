"""Figures out of line, each in one sentence of Thai with the numbers it rests on (DOMAIN.md 8).

Pure arithmetic on Decimals (baht). A row is held against its producer's own past: the median of the
twelve months before, and the same month of last year, since many sell by season. A jump that those of
the same category and kind made as well (a fair, a flood) is not asked for. A producer with too little
past is held against the level of those others. A district's total is held against its own past alone.

    total     twelve months    last year   others (8 or more)   asked?
    3,600     median 36,000    41,000      as usual             yes: ต่ำกว่าปกติ 90%
    0         median 36,000    0           -                    no: it rests each year in this month
    3,600     median 36,000    41,000      fell to a tenth too  no: it is everybody's month
    900,000   2 months         -           median 30,000        yes: 30 times the others
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from statistics import median_low
from typing import NamedTuple

from core.thai.calendar import add_months, fiscal_year, fiscal_year_months
from core.thai.digits import format_baht

MONTHS_OF_PAST = 12
FEWEST_MONTHS = 4  # fewer say nothing about what is usual
FEWEST_PEERS = 8  # the median of fewer moves with any one of them


@dataclass(frozen=True)
class Limits:
    """How far is far: so many times up or down, and at least so many baht apart."""

    times: int
    difference: Decimal


# Five times: a slip of the comma or a zero is ten; seasons and fairs of one producer stay below.
ROW = Limits(5, Decimal(5_000))
# Producers of one kind differ much in size, so only what is ten times another order is asked.
LEVEL = Limits(10, Decimal(5_000))
# A district's hundred producers even out: half or double is more than any season (ตุลาคม-ธันวาคม of
# the demo's eleven districts stay within a fifth of their median).
DISTRICT = Limits(2, Decimal(100_000))


@dataclass(frozen=True)
class Past:
    """What was entered before: totals of the twelve months before that have figures, and that of
    the same month a year ago (also one of the twelve; None where there is none)."""

    totals: tuple[Decimal, ...] = ()
    last_year: Decimal | None = None

    @property
    def usual(self) -> Decimal | None:
        """The median month; None where too few months are known."""
        return median_low(self.totals) if len(self.totals) >= FEWEST_MONTHS else None


@dataclass(frozen=True)
class Peers:
    """Other producers of the same category and kind, this month.

    `level`: the median of their totals (of those who sold). `change`: the median of what each sold
    over its own usual month, 1 for as usual. Either is None where fewer than eight can be counted.
    """

    place: str
    sold: int = 0
    level: Decimal | None = None
    compared: int = 0
    change: Decimal | None = None


class Neighbour(NamedTuple):
    """What one other producer sold this month, and its usual month (None: too little is known)."""

    producer: int | str
    district: str
    total: Decimal
    usual: Decimal | None


@dataclass(frozen=True)
class Anomaly:
    """What is out of line: a short sign for the grid, a full sentence for the check."""

    short: str
    sentence: str

    @property
    def detail(self) -> str:
        """The first part of the sentence without the sign that stands beside it in the grid."""
        return self.sentence.partition(" · ")[0].removeprefix(self.short).strip()


def peers_of(producer: int | str, district: str, of_group: Iterable[Neighbour]) -> Peers:
    """Whom a producer is compared with: the others of `of_group`, those of its district where it has
    enough to compare with, else of its province."""
    others = [one for one in of_group if one.producer != producer]
    near = [one for one in others if one.district == district]
    for place, among in (("อำเภอ", near), ("จังหวัด", others)):
        sold = [one.total for one in among if one.total]
        changes = [one.total / one.usual for one in among if one.usual]
        peers = Peers(place, len(sold), median_of(sold), len(changes), median_of(changes))
        if peers.level is not None and peers.change is not None:
            return peers
    return peers


def is_far(total: Decimal, before: Decimal, limits: Limits) -> bool:
    """Whether two amounts (baht) lie further apart than `limits` says."""
    if abs(total - before) < limits.difference:
        return False
    return total >= before * limits.times or total * limits.times <= before


def needs_peers(total: Decimal, past: Past) -> bool:
    """Whether the producer's own past leaves a question that only others can answer."""
    return past.usual is None or _own_anomaly(total, past) is not None


def find_anomaly(total: Decimal, past: Past, peers: Peers | None = None) -> Anomaly | None:
    """What is out of line with a row's `total` (baht); None when it is in line."""
    if past.usual is None:
        return _against_level(total, past, peers)
    found = _own_anomaly(total, past)
    if found is None or peers is None or peers.change is None:
        return found
    if not is_far(total, past.usual * peers.change, ROW):
        return None
    others = f"ผู้ผลิตแบบเดียวกัน {peers.compared} รายใน{peers.place}{_moved(peers.change)}"
    return Anomaly(found.short, f"{found.sentence} · {others}")


def find_district_anomaly(total: Decimal, past: Past) -> Anomaly | None:
    """What is out of line with the total (baht) of a district's month, against its own past."""
    usual = past.usual
    if usual is None or not is_far(total, usual, DISTRICT):
        return None
    if past.last_year is not None and not is_far(total, past.last_year, DISTRICT):
        return None
    short = _changed(total, usual)
    figure = f"{short} เหลือ" if total < usual else f"{short} ได้"
    median = f"ค่ากลาง {len(past.totals)} เดือนก่อนหน้า {format_baht(usual)} บาท"
    return Anomaly(short, f"{figure} {format_baht(total)} บาท {median}{_last_year(past)}")


def compare_district(total: Decimal, past: Past, last_month: Decimal | None) -> str:
    """The total (baht) of a district's month beside what it is compared with, in numbers; whether it is
    far, the reader sees by the limit (`DISTRICT_LIMIT`). Months nobody filled in are left out."""
    beside = [
        (f"ค่ากลาง {len(past.totals)} เดือนก่อนหน้า", past.usual),
        ("เดือนก่อน", last_month),
        ("เดือนเดียวกันปีก่อน", past.last_year),
    ]
    told = [
        f"เป็น {_times(total, before)} เท่าของ{name} {format_baht(before)} บาท"
        if before
        else f"{name} 0.00 บาท"
        for name, before in beside
        if before is not None
    ]
    if past.usual is None:
        told.append(f"มียอดย้อนหลัง {len(past.totals)} เดือน ค่ากลางต้องมีอย่างน้อย {FEWEST_MONTHS} เดือน")
    return f"ยอดรวม {format_baht(total)} บาท " + " · ".join(told)


DISTRICT_LIMIT = (
    f"ต้องชี้แจงเมื่อเป็น {DISTRICT.times} เท่าขึ้นไป หรือไม่เกิน {1 / Decimal(DISTRICT.times):.2f} เท่า "
    f"และต่างกันตั้งแต่ {format_baht(DISTRICT.difference)} บาท ทั้งจากค่ากลางและจากเดือนเดียวกันปีก่อน"
)


def _times(total: Decimal, before: Decimal) -> Decimal:
    """With two decimals; what has not reached a limit is not rounded to the limit."""
    times, most = total / before, Decimal(DISTRICT.times)
    told = times.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if times < most <= told:
        return times.quantize(Decimal("0.01"), ROUND_DOWN)
    if told <= 1 / most < times:
        return times.quantize(Decimal("0.01"), ROUND_UP)
    return told


def find_period_anomaly(total: Decimal, before: Decimal, period: str) -> Anomaly | None:
    """What is out of line with a district's total of a longer period (`period`: its name in Thai),
    against the same months of the year before."""
    if not is_far(total, before, DISTRICT):
        return None
    short = _changed(total, before)
    figures = f"{format_baht(total)} บาท · ช่วงเดียวกันปีก่อน {format_baht(before)} บาท"
    return Anomaly(short, f"{period} {short}: {figures}")


@dataclass(frozen=True)
class DistrictCheck:
    """A district's month as a whole against its own past: what its chief is asked to explain.

    บ้านโพธิ์ fell by 98 % within a year and nobody asked (DOMAIN.md 8). Asked is the month against the
    median of the twelve before it and against the same month a year ago; in September, which closes the
    fiscal year, also `year`, the year so far against the one before. `comparison` says the month's total
    beside its past in numbers, out of line or not.
    """

    month: Anomaly | None
    year: Anomaly | None
    year_asked: bool
    comparison: str

    @property
    def sentence(self) -> str:
        """What the chief has to explain, in a sentence; "" where there is nothing."""
        asked = [self.month, self.year if self.year_asked else None]
        return " · ".join(anomaly.sentence for anomaly in asked if anomaly)


def check_totals(month: date, totals: Mapping[date, Decimal]) -> DistrictCheck:
    """Compare the total (baht) of `month` with those of the months before it; months nobody filled in
    are not counted as zero."""
    total = totals.get(month, Decimal(0))
    before = [add_months(month, -count) for count in range(1, MONTHS_OF_PAST + 1)]
    past = Past(
        tuple(totals[one] for one in before if one in totals), totals.get(add_months(month, -12))
    )
    year = fiscal_year(month)
    so_far = [one for one in fiscal_year_months(year) if one <= month]
    in_both = [one for one in so_far if one in totals and add_months(one, -12) in totals]
    of_year = None
    if in_both:
        name = f"ปีงบประมาณ {year}" + ("" if len(in_both) == 12 else f" ({len(in_both)} เดือน)")
        of_year = find_period_anomaly(
            sum((totals[one] for one in in_both), Decimal(0)),
            sum((totals[add_months(one, -12)] for one in in_both), Decimal(0)),
            name,
        )
    return DistrictCheck(
        find_district_anomaly(total, past),
        of_year,
        len(so_far) == 12,
        compare_district(total, past, totals.get(before[0])),
    )


def percent_change(total: Decimal, before: Decimal) -> Decimal | None:
    """Per cent up or down with one decimal; None where there was nothing before."""
    if not before:
        return None
    return ((total - before) * 100 / before).quantize(Decimal("0.1"))


# --- The sentences -----------------------------------------------------------------------------------


def _own_anomaly(total: Decimal, past: Past) -> Anomaly | None:
    usual = past.usual
    if usual is None or not is_far(total, usual, ROW):
        return None
    if past.last_year is not None and not is_far(total, past.last_year, ROW):
        return None  # its season
    if not usual:
        short = "ปกติไม่มียอด"
        return Anomaly(short, f"ปกติไม่มียอดจำหน่าย เดือนนี้ {format_baht(total)} บาท{_last_year(past)}")
    if total > usual:
        short = f"สูงกว่าปกติ {total / usual:.0f} เท่า"
    else:
        short = f"ต่ำกว่าปกติ {_fall(total, usual)}%"
    return Anomaly(short, f"{short} {_usual(past)}{_last_year(past)}")


def _against_level(total: Decimal, past: Past, peers: Peers | None) -> Anomaly | None:
    """A beginner among those with a past; one without sales is nothing to ask about.

    In the portal's first months nobody has a past, and nobody is asked.
    """
    if peers is None or peers.level is None or peers.change is None:
        return None
    if not total or not is_far(total, peers.level, LEVEL):
        return None
    others = (
        f"ค่ากลางของผู้ผลิตแบบเดียวกัน {peers.sold} รายใน{peers.place} {format_baht(peers.level)} บาท"
    )
    own = f"ผู้ผลิตมียอดย้อนหลังเพียง {len(past.totals)} เดือน"
    if total > peers.level:
        short = f"สูงกว่ารายอื่น {total / peers.level:.0f} เท่า"
    else:
        short = f"ต่ำกว่ารายอื่น {_fall(total, peers.level)}%"
    return Anomaly(short, f"{short} {others} ({own})")


def _usual(past: Past) -> str:
    assert past.usual is not None
    return f"ปกติเดือนละประมาณ {format_baht(past.usual)} บาท (ค่ากลาง {len(past.totals)} เดือน)"


def _last_year(past: Past) -> str:
    if past.last_year is None:
        return ""
    return f" · เดือนเดียวกันปีก่อน {format_baht(past.last_year)} บาท"


def _changed(total: Decimal, before: Decimal) -> str:
    """ลดลง 98% · เพิ่มขึ้น 3.2 เท่า"""
    if total < before:
        return f"ลดลง {_fall(total, before)}%"
    if not before:
        return "เดิมไม่มียอด"
    return f"เพิ่มขึ้นเป็น {total / before:.1f} เท่า"


def _moved(change: Decimal) -> str:
    """What the others did, in whole per cent."""
    percent = round((change - 1) * 100)
    if abs(percent) < 5:
        return "ใกล้เคียงปกติ"
    return f"ลดลง {-percent}%" if percent < 0 else f"เพิ่มขึ้น {percent}%"


def _fall(total: Decimal, before: Decimal) -> int:
    """Whole per cent; 100 only for nothing at all."""
    return min(round((before - total) * 100 / before), 99 if total else 100)


def median_of(amounts: Sequence[Decimal]) -> Decimal | None:
    """The median of enough others; None of fewer than eight."""
    return median_low(amounts) if len(amounts) >= FEWEST_PEERS else None
