"""Columns of the KPI's sheets as data: an official sheet can replace our reading.

The survey's and the base's are stated in the letters (DOMAIN.md 10), the survey's are the Excel form
too; the result report's layout is not published.
"""

from core.reports.tables import Column

NUMBER = Column("number", "ที่", kind="count", width=5)

_ADDRESS = "ที่อยู่"
_READY = "ความพร้อมผู้ประกอบการเพื่อเข้าสู่ตลาดออนไลน์ (ใส่หมายเลข ๑ ในช่องข้อมูล)"


def survey_columns(sales_year: int) -> tuple[Column, ...]:
    """The sixteen as the letter prints them, in its order; `sales_year` (พ.ศ.) is that of the sales.

    The first eleven are online_market.words.words_of.
    """
    return (
        Column("code", "รหัสผู้ประกอบการ OTOP", width=22),
        Column("maker", "ชื่อผู้ผลิตผู้ประกอบการ OTOP", width=24),
        Column("kind", "ประเภทผู้ประกอบการ", width=17),
        Column("name", "ชื่อผลิตภัณฑ์ (โปรดระบุทุกผลิตภัณฑ์ของกลุ่ม)", width=24),
        Column("category", "ประเภทผลิตภัณฑ์", width=15),
        Column("house", "เลขที่", _ADDRESS, width=10),
        Column("village", "หมู่ที่", _ADDRESS, width=6),
        Column("subdistrict", "ตำบล", _ADDRESS, width=15),
        Column("district", "อำเภอ", _ADDRESS, width=15),
        Column("province", "จังหวัด", _ADDRESS, width=15),
        Column("phone", "เบอร์โทรศัพท์", width=18),
        Column("trained", "ผ่านการอบรมเกี่ยวกับตลาดออนไลน์", _READY, "count", 12),
        Column("sells_online", "ขายของออนไลน์อยู่แล้ว", _READY, "count", 12),
        Column("has_standard", "ได้รับมาตรฐานที่เกี่ยวเนื่อง", _READY, "count", 12),
        Column(
            "product_ready",
            "ความพร้อมผลิตภัณฑ์เพื่อเข้าสู่ออนไลน์ (ใส่หมายเลข ๑ ในช่องข้อมูล)",
            kind="count",
            width=16,
        ),
        Column("online_sales", f"ยอดจำหน่ายออนไลน์ (ปีงบประมาณ {sales_year})", kind="baht", width=20),
    )


# What each column was called in the forms the portal gave out before: those files are still taken.
EARLIER_SURVEY_HEADINGS = (
    ("", "รหัสผู้ประกอบการ"),
    ("", "ชื่อผู้ผลิต ผู้ประกอบการ"),
    ("", "ลักษณะผู้ประกอบการ"),
    ("", "ชื่อผลิตภัณฑ์"),
    ("", "ประเภทผลิตภัณฑ์"),
    (_ADDRESS, "เลขที่"),
    (_ADDRESS, "หมู่"),
    (_ADDRESS, "ตำบล"),
    (_ADDRESS, "อำเภอ"),
    (_ADDRESS, "จังหวัด"),
    ("", "โทรศัพท์"),
    ("ความพร้อมของผู้ผลิต (1 = ใช่)", "ผ่านการอบรมออนไลน์"),
    ("ความพร้อมของผู้ผลิต (1 = ใช่)", "จำหน่ายออนไลน์อยู่แล้ว"),
    ("ความพร้อมของผู้ผลิต (1 = ใช่)", "มีมาตรฐานที่เกี่ยวข้อง"),
    ("", "ความพร้อมของผลิตภัณฑ์ (1 = พร้อม)"),
    ("", "ยอดจำหน่ายออนไลน์ปีงบประมาณที่ผ่านมา (บาท)"),
)

SURVEY_TITLE = "แบบสำรวจความพร้อมส่งเสริมผลิตภัณฑ์ OTOP ในตลาดออนไลน์"
WORDS = 11  # of the survey's columns say what the registry says; the rest are answers


def base_columns(first_heading: str, percentage: str) -> tuple[Column, ...]:
    """Base and target of each area, with the headings of the letter (DOMAIN.md 10)."""
    return (
        NUMBER,
        Column("name", first_heading, width=20),
        Column("producers", "จำนวนผู้ประกอบการ", "ฐานข้อมูล", "count", 14),
        Column("products", "จำนวนผลิตภัณฑ์ OTOP", "ฐานข้อมูล", "count", 14),
        Column("target", f"เป้าหมายตัวชี้วัด (ร้อยละ {percentage})", kind="count", width=16),
        Column("note", "หมายเหตุ", width=38),
    )


def result_columns(first_heading: str, percentage: str) -> tuple[Column, ...]:
    """Result against target, area by area [reading]; the KPI is sold ÷ base, against the percentage."""
    return (
        NUMBER,
        Column("name", first_heading, width=20),
        Column("products", "ผลิตภัณฑ์ฐาน", kind="count", width=12),
        Column("target", "เป้าหมาย", kind="count", width=11),
        Column("surveyed", "สำรวจแล้ว", kind="count", width=11),
        Column("ready", "พร้อม", kind="count", width=10),
        Column("sold", "จำหน่ายออนไลน์แล้ว", kind="count", width=14),
        Column("kpi", f"ร้อยละของฐาน (เกณฑ์ {percentage})", kind="percent", width=13),
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
