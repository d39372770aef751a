"""Figures out of line with the producer's own past, in a sentence of Thai (DOMAIN.md 8).

Pure arithmetic on Decimals: the median of the producer's past twelve months in the category.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median_low

from core.thai.digits import format_baht

MONTHS_OF_PAST = 12
FEWEST_MONTHS = 4
HIGH_TIMES = 5
LOW_TIMES = 5
SMALLEST_DIFFERENCE = Decimal(5000)


@dataclass(frozen=True)
class Anomaly:
    """What is out of line: a short sign for the grid, a full sentence for the check."""

    short: str
    sentence: str


def find_anomaly(total: Decimal, past: Sequence[Decimal]) -> Anomaly | None:
    """Whether `total` (baht) is far from the median of `past` totals; None when it is in line.

    Far is five times up or down and at least 5,000 baht; fewer than four past months say nothing.
    """
    if len(past) < FEWEST_MONTHS:
        return None
    usual = median_low(past)
    if abs(total - usual) < SMALLEST_DIFFERENCE:
        return None
    compared = f"ปกติเดือนละประมาณ {format_baht(usual)} บาท (ค่ากลาง {len(past)} เดือน)"
    if usual and total >= usual * HIGH_TIMES:
        times = f"{total / usual:.0f}"
        return Anomaly(f"สูงกว่าปกติ {times} เท่า", f"สูงกว่าปกติ {times} เท่า {compared}")
    if not usual:
        return Anomaly("ปกติไม่มียอด", f"ปกติไม่มียอดจำหน่าย เดือนนี้ {format_baht(total)} บาท")
    if total * LOW_TIMES <= usual:
        fall = f"{(1 - total / usual) * 100:.0f}"
        return Anomaly(f"ต่ำกว่าปกติ {fall}%", f"ลดลง {fall}% {compared}")
    return None
