"""Titles and columns of รต.๑-๔ as data. The titles are those of the letters, word for word; no official
sheet is published (DOMAIN.md 8): when one is, change these lists. A column's key names what
`sales.reports` puts under it."""

from dataclasses import replace
from typing import Any

from core.reports.tables import Chart, Column
from producers.models import Producer
from products.models import Category
from sales.figures.rollup import UNKNOWN_KIND

RT1 = "แบบจัดเก็บข้อมูลการจำหน่ายผลิตภัณฑ์หนึ่งตำบล หนึ่งผลิตภัณฑ์ (รต.๑)"
RT2 = "รายงานยอดจำหน่ายผลิตภัณฑ์ OTOP (รต.๒)"
_RESULT = "รายงานข้อมูลผลการจำหน่ายผลิตภัณฑ์หนึ่งตำบล หนึ่งผลิตภัณฑ์ OTOP"
RT3 = f"{_RESULT} แยกตามผลิตภัณฑ์ (รต.๓)"


def rt4(level: str) -> str:
    """The letters print it by district; of the nation its rows are provinces.

    `level`: อำเภอ, จังหวัด or เขต."""
    return f"{_RESULT} ราย{level} (รต.๔)"


def _amounts(width: int) -> tuple[Column, ...]:
    """The four channels and their total; the nation's month has 17 characters."""
    domestic, export = "จำหน่ายในประเทศ (บาท)", "ส่งออกต่างประเทศ (บาท)"
    return (
        Column("domestic_offline", "ออฟไลน์", domestic, "baht", width),
        Column("domestic_online", "ออนไลน์", domestic, "baht", width),
        Column("export_offline", "ออฟไลน์", export, "baht", width),
        Column("export_online", "ออนไลน์", export, "baht", width),
        Column("total", "รวม (บาท)", kind="baht", width=width + 1),
    )


# In characters; the words of the others fit seven.
_TICK_WIDTH: dict[str, int] = {Category.FABRIC: 6, Category.UTENSIL: 8}

DISTRICT_FORM = (
    Column("number", "ที่", kind="count", width=6),
    Column("name", "ชื่อผู้ผลิต ผู้ประกอบการ", width=32),
    *(
        Column(
            f"category_{value}",
            Category.short(value),
            "ประเภทผลิตภัณฑ์",
            "tick",
            _TICK_WIDTH.get(value, 7),
        )
        for value in Category.values
    ),
    *(
        Column(f"kind_{value}", Producer.Kind.short(value), "ลักษณะผู้ประกอบการ", "tick", 7)
        for value in Producer.Kind.values
    ),
    *_amounts(17),
    Column("note", "หมายเหตุ", width=18),
)

KIND_COUNTS = tuple(
    Column(f"producers_{value}", Producer.Kind.short(value), "ผู้ผลิตที่มียอดจำหน่าย (ราย)", "count", 9)
    for value in Producer.Kind.values
)
UNKNOWN_KIND_COUNT = Column(f"producers_{UNKNOWN_KIND}", "ว่าง", "ผู้ผลิตที่มียอดจำหน่าย (ราย)", "count", 9)


def summed_form(first_heading: str, *, with_unknown_kind: bool, with_note: bool) -> tuple[Any, ...]:
    """รต.๓ and รต.๔: what the rows are, producers by kind, amounts; ว่าง only when there is any."""
    return (
        Column("number", "ที่", kind="count", width=6),
        Column("name", first_heading, width=26),
        *KIND_COUNTS,
        *((UNKNOWN_KIND_COUNT,) if with_unknown_kind else ()),
        *_amounts(20),
        *((Column("note", "หมายเหตุ", width=13),) if with_note else ()),
    )


BY_CHANNEL = Chart(
    ("domestic_offline", "domestic_online", "export_offline", "export_online"), stacked=True
)
CHANNELS_OVER_TIME = replace(BY_CHANNEL, over_time=True)

TOTALS_BY_CATEGORY = (Column("name", "ประเภทผลิตภัณฑ์", width=26), *_amounts(16))
TOTALS_IN_A_LETTER = (
    Column("name", "ประเภทผลิตภัณฑ์", width=28),
    Column("domestic", "ในประเทศ (บาท)", kind="baht", width=21),
    Column("export", "ส่งออก (บาท)", kind="baht", width=21),
    Column("total", "รวม (บาท)", kind="baht", width=21),
)
TOTALS_BY_CHANNEL = (
    Column("name", "ช่องทาง", width=20),
    Column("offline", "ออฟไลน์", kind="baht", width=16),
    Column("online", "ออนไลน์", kind="baht", width=16),
    Column("total", "รวม (บาท)", kind="baht", width=16),
)

# The summed reports of the old system's menu.
NUMBER = Column("number", "ที่", kind="count", width=6)
MONTH = Column("name", "เดือน", width=18)
NOTE = Column("note", "หมายเหตุ", width=16)
AMOUNTS = _amounts(20)
SHARE = Column("share", "ร้อยละของทั้งหมด", kind="percent", width=10)
CHANGE = Column("change", "เทียบปีก่อน", kind="percent", width=10)
ONLINE_SHARE = Column("online_share", "ร้อยละออนไลน์", kind="percent", width=10)

MARKETS = (
    Column("domestic", "บาท", "จำหน่ายในประเทศ", "baht", 20),
    Column("domestic_share", "ร้อยละ", "จำหน่ายในประเทศ", "percent", 9),
    Column("export", "บาท", "ส่งออกต่างประเทศ", "baht", 20),
    Column("export_share", "ร้อยละ", "ส่งออกต่างประเทศ", "percent", 9),
    Column("total", "รวม (บาท)", kind="baht", width=21),
    Column("online", "บาท", "ในจำนวนนี้ออนไลน์", "baht", 20),
    Column("online_share", "ร้อยละ", "ในจำนวนนี้ออนไลน์", "percent", 9),
)

MONTH_BY_CATEGORY = (
    MONTH,
    *(
        Column(value, Category.short(value), "ประเภทผลิตภัณฑ์ (บาท)", "baht", 20)
        for value in Category.values
    ),
    Column("total", "รวม (บาท)", kind="baht", width=21),
    NOTE,
)


def programme(first_heading: str) -> tuple[Column, ...]:
    """หนึ่งตำบล หนึ่งผลิตภัณฑ์ by area."""
    return (
        NUMBER,
        Column("name", first_heading, width=22),
        Column("subdistricts", "ทั้งหมด", "ตำบล (แขวง)", "count", 10),
        Column("with_product", "มีผลิตภัณฑ์", "ตำบล (แขวง)", "count", 10),
        Column("with_product_share", "ร้อยละ", "ตำบล (แขวง)", "percent", 9),
        Column("producers", "ผู้ผลิต (ราย)", kind="count", width=12),
        Column("products", "ผลิตภัณฑ์ (รายการ)", kind="count", width=12),
        Column("sellers", "ผู้ผลิตที่มียอด (ราย)", kind="count", width=12),
        Column("total", "ยอดจำหน่าย (บาท)", kind="baht", width=22),
        NOTE,
    )
