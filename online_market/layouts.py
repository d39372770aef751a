"""Columns of the KPI's sheets as data: an official sheet can replace our reading.

The survey's are stated in the letters (DOMAIN.md 10) and are the Excel form too; the result report's
layout is not published.
"""

from core.reports.tables import Column

NUMBER = Column("number", "ที่", kind="count", width=5)

_ADDRESS, _READY = "ที่อยู่", "ความพร้อมของผู้ผลิต (1 = ใช่)"

# As the letter lists them, in its order; the first eleven are online_market.words.words_of.
SURVEY_COLUMNS: tuple[Column, ...] = (
    Column("code", "รหัสผู้ประกอบการ", width=16),
    Column("maker", "ชื่อผู้ผลิต ผู้ประกอบการ", width=28),
    Column("kind", "ลักษณะผู้ประกอบการ", width=18),
    Column("name", "ชื่อผลิตภัณฑ์", width=28),
    Column("category", "ประเภทผลิตภัณฑ์", width=18),
    Column("house", "เลขที่", _ADDRESS, width=9),
    Column("village", "หมู่", _ADDRESS, width=6),
    Column("subdistrict", "ตำบล", _ADDRESS, width=14),
    Column("district", "อำเภอ", _ADDRESS, width=14),
    Column("province", "จังหวัด", _ADDRESS, width=14),
    Column("phone", "โทรศัพท์", width=21),
    Column("trained", "ผ่านการอบรมออนไลน์", _READY, "count", 13),
    Column("sells_online", "จำหน่ายออนไลน์อยู่แล้ว", _READY, "count", 13),
    Column("has_standard", "มีมาตรฐานที่เกี่ยวข้อง", _READY, "count", 13),
    Column("product_ready", "ความพร้อมของผลิตภัณฑ์ (1 = พร้อม)", "", "count", 13),
    Column("online_sales", "ยอดจำหน่ายออนไลน์ปีงบประมาณที่ผ่านมา (บาท)", "", "baht", 18),
)
WORDS = 11  # of them say what the registry says; the rest are answers


def base_columns(first_heading: str) -> tuple[Column, ...]:
    """Base and target of each area."""
    return (
        NUMBER,
        Column("name", first_heading, width=20),
        Column("producers", "ผู้ผลิต (ราย)", "ฐาน", "count", 13),
        Column("products", "ผลิตภัณฑ์ (รายการ)", "ฐาน", "count", 15),
        Column("computed", "คำนวณได้", "เป้าหมาย (รายการ)", "count", 13),
        Column("target", "เป้าหมาย", "เป้าหมาย (รายการ)", "count", 13),
        Column("note", "หมายเหตุ", width=34),
    )


def result_columns(first_heading: str) -> tuple[Column, ...]:
    """Result against target, area by area [reading]."""
    return (
        NUMBER,
        Column("name", first_heading, width=20),
        Column("products", "ผลิตภัณฑ์ฐาน", kind="count", width=12),
        Column("target", "เป้าหมาย", kind="count", width=11),
        Column("surveyed", "สำรวจแล้ว", kind="count", width=11),
        Column("ready", "พร้อม", kind="count", width=10),
        Column("sold", "จำหน่ายออนไลน์แล้ว", kind="count", width=14),
        Column("percent", "ร้อยละของเป้าหมาย", kind="percent", width=13),
        Column("missing", "ขาดอีก", kind="count", width=10),
        Column("sales", "ยอดจำหน่ายออนไลน์ในรอบ (บาท)", kind="baht", width=20),
        Column("note", "สถานะแบบสำรวจ", width=22),
    )


# แบบรายงานผล of a district, product by product [reading].
RESULT_PRODUCT_COLUMNS: tuple[Column, ...] = (
    NUMBER,
    Column("code", "รหัสผู้ประกอบการ", width=14),
    Column("maker", "ชื่อผู้ผลิต ผู้ประกอบการ", width=26),
    Column("name", "ชื่อผลิตภัณฑ์", width=24),
    Column("category", "ประเภทผลิตภัณฑ์", width=16),
    Column("sold", "จำหน่ายออนไลน์แล้ว", kind="tick", width=11),
    Column("channels", "ช่องทาง ลิงก์", width=30),
    Column("sales", "ยอดจำหน่ายในรอบ (บาท)", kind="baht", width=18),
    Column("sold_on", "วันที่เริ่มจำหน่าย", width=14),
    Column("note", "หมายเหตุ", width=18),
)
