"""Columns of the tables of targets and estimates as data: an official sheet can replace our reading."""

from collections.abc import Sequence
from datetime import date

from core.reports.tables import Column
from core.thai.calendar import MONTHS_SHORT
from sales.models import CHANNELS

NUMBER = Column("number", "ที่", kind="count", width=5)
NOTE = Column("note", "หมายเหตุ", width=26)


def plan_columns(
    first_heading: str, years: Sequence[int], levels: Sequence[str], title: str
) -> tuple[Column, ...]:
    """The letters' table: incomes of the years before, then a target for each level, whole baht."""
    incomes = "รายได้ย้อนหลัง (บาท)"
    return (
        NUMBER,
        Column("name", first_heading, width=18),
        *(Column(f"income_{year}", f"ปี {year}", incomes, "count", 17) for year in years),
        *(
            Column(f"level_{n}", level, f"เป้าหมาย{title} (บาท)", "count", 17)
            for n, level in enumerate(levels, 1)
        ),
        NOTE,
    )


def attainment_columns(
    first_heading: str, months: Sequence[date], *, with_note: bool
) -> tuple[Column, ...]:
    """Area and level, the target, what percent of it was reached by the end of each month."""
    return (
        NUMBER,
        Column("name", first_heading, width=17),
        Column("level", "ระดับ", width=11),
        Column("target", "เป้าหมาย (บาท)", kind="count", width=16),
        *(
            Column(f"m{month:%Y%m}", MONTHS_SHORT[month.month - 1], "ร้อยละสะสม", "percent", 10)
            for month in months
        ),
        Column("actual", "ยอดสะสม (บาท)", kind="baht", width=19),
        Column("percent", "ร้อยละ", kind="percent", width=10),
        *((Column("note", "หมายเหตุ", width=16),) if with_note else ()),
    )


def estimate_columns() -> tuple[Column, ...]:
    """12 months x 4 channels, with the headings of the letters (DOMAIN.md 9)."""
    groups = ("ภายในประเทศ", "ส่งออกต่างประเทศ")
    return (
        Column("name", "เดือน", width=16),
        *(
            Column(channel, "ออนไลน์" if n % 2 else "ออฟไลน์", groups[n // 2], "baht", 17)
            for n, channel in enumerate(CHANNELS)
        ),
        Column("total", "รวมทั้งสิ้น", kind="baht", width=18),
        Column("note", "หมายเหตุ", width=26),
    )


def growth_columns(
    first_heading: str, year: int, base_year: int, *, with_goal: bool
) -> tuple[Column, ...]:
    """The base year beside this one over the same months, growth and score."""
    return (
        NUMBER,
        Column("name", first_heading, width=20),
        Column("base", f"ปีฐาน {base_year} (บาท)", kind="baht", width=20),
        Column("now", f"ปีงบประมาณ {year} (บาท)", kind="baht", width=20),
        Column("growth", "ร้อยละที่เพิ่มขึ้น", kind="percent", width=12),
        Column("score", "คะแนน", kind="count", width=9),
        *((Column("asked", "ต้องได้ (บาท)", kind="baht", width=20),) if with_goal else ()),
        Column("note", "หมายเหตุ", width=18),
    )


def against_columns(first_heading: str) -> tuple[Column, ...]:
    """What was estimated beside what was confirmed."""
    return (
        NUMBER,
        Column("name", first_heading, width=20),
        Column("estimate", "ประมาณการ (บาท)", kind="baht", width=20),
        Column("actual", "ยอดจริง (บาท)", kind="baht", width=20),
        Column("difference", "สูง (ต่ำ) กว่าประมาณการ", kind="baht", width=20),
        Column("percent", "ร้อยละของประมาณการ", kind="percent", width=13),
        Column("note", "หมายเหตุ", width=22),
    )
