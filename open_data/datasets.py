"""Which datasets the portal publishes, and what each says: the one list that files, descriptions, pages
and catalogues are made of. Texts are Thai first, then English.

Dates are of the Christian era, months as 2026-08; a code "_T" is the sum over all, "_U" not recorded
(ว่าง). Baht as decimal numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SALES, REGISTRY = "sales", "registry"
PRODUCTS, PRODUCERS, OUTLETS = "products", "producers", "outlets"

ALL, UNKNOWN = "_T", "_U"
PUBLISHED, SUPPRESSED = "A", "Q"  # OBS_STATUS of SDMX: normal value; missing, suppressed
CURRENCY = "THB"


@dataclass(frozen=True)
class Text:
    th: str
    en: str

    def said(self, language: str) -> str:
        return self.en if language == "en" else self.th


@dataclass(frozen=True)
class Field:
    """A column, as a Frictionless Table Schema has it. `unit` only of what is measured."""

    name: str
    title: Text
    type: str = "string"
    unit: str = ""
    required: bool = True


@dataclass(frozen=True)
class Table:
    """A CSV file of a dataset."""

    name: str  # of the file, without .csv
    title: Text
    fields: Sequence[Field]
    key: Sequence[str] = ()


@dataclass(frozen=True)
class Dataset:
    """`keeps_versions`: its files are kept as they went out and listed with their hashes. Those of
    records are not: each is drawn when asked for, so that who withdrew is in no file of the portal."""

    key: str
    title: Text
    about: Text
    tables: Sequence[Table]
    frequency: Text
    frequency_code: str  # of the EU's list, as DCAT-AP asks
    keeps_versions: bool
    keywords: Sequence[str] = ()


def _baht(name: str, th: str, en: str) -> Field:
    return Field(name, Text(th, en), "number", CURRENCY, required=False)


def _count(name: str, th: str, en: str, unit: str = "", *, required: bool = False) -> Field:
    return Field(name, Text(th, en), "integer", unit or "ราย", required)


MONTH = Field("month", Text("เดือน", "Month"), "yearmonth")
PROVINCE = (
    Field("province_code", Text("รหัสจังหวัด", "Province code")),
    Field("province", Text("จังหวัด", "Province")),
)
CATEGORY = (
    Field("category_code", Text("รหัสประเภท", "Category code")),
    Field("category", Text("ประเภทผลิตภัณฑ์", "Category")),
)
CHANNELS = (
    _baht("domestic_offline", "ในประเทศ ออฟไลน์", "Domestic, offline"),
    _baht("domestic_online", "ในประเทศ ออนไลน์", "Domestic, online"),
    _baht("export_offline", "ส่งออก ออฟไลน์", "Export, offline"),
    _baht("export_online", "ส่งออก ออนไลน์", "Export, online"),
    _baht("domestic", "ในประเทศ", "Domestic"),
    _baht("export", "ส่งออก", "Export"),
    _baht("total", "รวม", "Total"),
)
BY_KIND = (
    _count("producers_group", "กลุ่มผู้ผลิตชุมชน", "Groups"),
    _count("producers_individual", "เจ้าของรายเดียว", "Single owners"),
    _count("producers_sme", "SMEs", "SMEs"),
    _count("producers_unknown", "ผู้ผลิตไม่ระบุลักษณะ", "Kind not recorded"),
    _count("producers", "ผู้ผลิตที่มียอด รวม", "Producers with sales"),
)

SUMS = Table(
    "sales",
    Text("ยอดจำหน่าย จังหวัด x ประเภท x ลักษณะ x ช่องทาง", "Sales by province, category, kind, channel"),
    (
        MONTH,
        *PROVINCE,
        *CATEGORY,
        Field("kind_code", Text("รหัสลักษณะผู้ผลิต", "Kind code")),
        Field("kind", Text("ลักษณะผู้ผลิต", "Kind of producer")),
        Field("market_code", Text("ตลาด (domestic, export)", "Market")),
        Field("mode_code", Text("ช่องทาง (offline, online)", "Mode")),
        _baht("amount", "ยอดจำหน่าย (บาท)", "Sales (baht)"),
        _count("producers", "จำนวนผู้ผลิตที่มียอด", "Producers with sales"),
        Field("status", Text("สถานะ (A เผยแพร่, Q ปกปิด)", "Status (A published, Q suppressed)")),
    ),
    ("month", "province_code", "category_code", "kind_code", "market_code", "mode_code"),
)
BY_PROVINCE = Table(
    "by-province",
    Text("ยอดจำหน่ายรายจังหวัด (เมนู 1, 6 และ รต.๔)", "Sales by province"),
    (MONTH, *PROVINCE, *CHANNELS, *BY_KIND),
    ("month", "province_code"),
)
BY_CATEGORY = Table(
    "by-category",
    Text("ยอดจำหน่ายตามประเภท (เมนู 4 และ รต.๓)", "Sales by category"),
    (MONTH, *CATEGORY, *CHANNELS, *BY_KIND),
    ("month", "category_code"),
)
_CATEGORIES = (
    _baht("food", "อาหาร", "Food"),
    _baht("beverage", "เครื่องดื่ม", "Beverages"),
    _baht("fabric", "ผ้า เครื่องแต่งกาย", "Fabric and clothing"),
    _baht("utensil", "ของใช้ ของตกแต่ง ของที่ระลึก", "Utensils and souvenirs"),
    _baht("herb", "สมุนไพรที่ไม่ใช่อาหาร", "Herbs, not food"),
)
BY_MONTH = Table(
    "by-month",
    Text("ยอดจำหน่ายรายเดือนของปีงบประมาณ (เมนู 2, 3)", "Sales by month of the fiscal year"),
    (MONTH, *_CATEGORIES, *CHANNELS),
    ("month",),
)

REGISTERED = Table(
    "registry",
    Text("ทะเบียนรายจังหวัด (เมนู 7)", "Registry by province"),
    (
        Field("day", Text("ณ วันที่", "As of"), "date"),
        *PROVINCE,
        *(
            _count(name, th, en, required=True)
            for name, th, en in (
                ("producers_group", "กลุ่มผู้ผลิตชุมชน", "Groups"),
                ("producers_individual", "เจ้าของรายเดียว", "Single owners"),
                ("producers_sme", "SMEs", "SMEs"),
                ("producers_unknown", "ลักษณะว่าง", "Kind not recorded"),
                ("producers_total", "ผู้ผลิตรวม", "Producers"),
            )
        ),
        *(
            _count(name, th, en, "รายการ", required=True)
            for name, th, en in (
                ("products_food", "อาหาร", "Food"),
                ("products_beverage", "เครื่องดื่ม", "Beverages"),
                ("products_fabric", "ผ้า เครื่องแต่งกาย", "Fabric and clothing"),
                ("products_utensil", "ของใช้ ของตกแต่ง ของที่ระลึก", "Utensils and souvenirs"),
                ("products_herb", "สมุนไพรที่ไม่ใช่อาหาร", "Herbs, not food"),
                ("products_unknown", "ประเภทว่าง", "Category not recorded"),
                ("products_total", "ผลิตภัณฑ์รวม", "Products"),
                ("quadrant_A", "กลุ่ม A", "Quadrant A"),
                ("quadrant_B", "กลุ่ม B", "Quadrant B"),
                ("quadrant_C", "กลุ่ม C", "Quadrant C"),
                ("quadrant_D", "กลุ่ม D", "Quadrant D"),
                ("quadrant_unknown", "กลุ่มว่าง", "Quadrant not recorded"),
            )
        ),
        _count("outlets", "ร้านชวนชิม", "Chuan Chim outlets", "ร้าน", required=True),
    ),
    ("day", "province_code"),
)

_PLACE = (
    *PROVINCE,
    Field("district", Text("อำเภอ", "District")),
    Field("subdistrict", Text("ตำบล", "Subdistrict"), required=False),
)
_ID = Field("id", Text("เลขระเบียน", "Number of the record"), "integer")
_ADDRESS = Field("page", Text("หน้าในแคตตาล็อก", "Page in the catalogue"))


def _name(th: str, en: str) -> Field:
    return Field("name", Text(th, en))


OF_PRODUCTS = Table(
    "products",
    Text("ผลิตภัณฑ์", "Products"),
    (
        _ID,
        _name("ชื่อผลิตภัณฑ์", "Name"),
        Field("category_code", Text("รหัสประเภท", "Category code"), required=False),
        Field("category", Text("ประเภทผลิตภัณฑ์", "Category"), required=False),
        Field("producer_id", Text("เลขระเบียนผู้ผลิต", "Number of the producer"), "integer"),
        Field("producer", Text("ผู้ผลิต", "Producer")),
        *_PLACE,
        _ADDRESS,
    ),
    ("id",),
)
OF_PRODUCERS = Table(
    "producers",
    Text("ผู้ผลิต ผู้ประกอบการ", "Producers"),
    (
        _ID,
        _name("ชื่อผู้ผลิต", "Name"),
        Field("kind_code", Text("รหัสลักษณะ", "Kind code"), required=False),
        Field("kind", Text("ลักษณะผู้ผลิต", "Kind of producer"), required=False),
        *_PLACE,
        _ADDRESS,
    ),
    ("id",),
)
OF_OUTLETS = Table(
    "outlets",
    Text("ร้าน OTOP ชวนชิม", "Chuan Chim outlets"),
    (_ID, _name("ชื่อร้าน", "Name"), *_PLACE, _ADDRESS),
    ("id",),
)

_AT_ONCE = Text("ทันทีที่เปลี่ยน", "At once when it changes")
_CONSENTED = Text(
    "ระเบียนที่กรมประกาศแล้วและผู้ผลิตยินยอมให้เผยแพร่ จัดทำสดทุกครั้งที่ดาวน์โหลด ผู้ที่ถอนความยินยอมไม่อยู่ในไฟล์",
    "Announced records whose producers agreed. Drawn at each download: who withdrew is not in it.",
)
DATASETS: dict[str, Dataset] = {
    one.key: one
    for one in (
        Dataset(
            SALES,
            Text("ยอดจำหน่ายผลิตภัณฑ์ OTOP รายเดือน", "Monthly sales of OTOP products"),
            Text(
                "ยอดที่จังหวัดยืนยันและกรมปิดเดือนแล้ว ยอดที่อาจใช้คำนวณยอดของผู้ผลิตรายเดียวไม่เผยแพร่",
                "Confirmed sums of closed months. Sums that could tell one producer's are suppressed.",
            ),
            (SUMS, BY_PROVINCE, BY_CATEGORY, BY_MONTH),
            Text("รายเดือน เมื่อกรมปิดเดือน", "Monthly, when the department closes the month"),
            "MONTHLY",
            True,
            ("OTOP", "ยอดจำหน่าย", "ผลิตภัณฑ์ชุมชน"),
        ),
        Dataset(
            REGISTRY,
            Text("ทะเบียน OTOP รายจังหวัด", "OTOP registry by province"),
            Text(
                "จำนวนผู้ผลิต ผลิตภัณฑ์ กลุ่ม A-D และร้านชวนชิมที่ลงทะเบียน แยกตามจังหวัด",
                "Registered producers, products, quadrants and outlets, by province.",
            ),
            (REGISTERED,),
            Text("เมื่อปิดเดือนและเมื่อประกาศรับรองผล", "When a month closes or a round is announced"),
            "IRREG",
            True,
            ("OTOP", "ทะเบียน"),
        ),
        Dataset(
            PRODUCTS,
            Text("ผลิตภัณฑ์ OTOP ที่เผยแพร่", "OTOP products"),
            _CONSENTED,
            (OF_PRODUCTS,),
            _AT_ONCE,
            "CONT",
            False,
            ("OTOP", "ผลิตภัณฑ์"),
        ),
        Dataset(
            PRODUCERS,
            Text("ผู้ผลิต ผู้ประกอบการ OTOP ที่เผยแพร่", "OTOP producers"),
            _CONSENTED,
            (OF_PRODUCERS,),
            _AT_ONCE,
            "CONT",
            False,
            ("OTOP", "ผู้ผลิต"),
        ),
        Dataset(
            OUTLETS,
            Text("ร้าน OTOP ชวนชิมที่เผยแพร่", "OTOP Chuan Chim outlets"),
            _CONSENTED,
            (OF_OUTLETS,),
            _AT_ONCE,
            "CONT",
            False,
            ("OTOP", "ชวนชิม"),
        ),
    )
}

PUBLISHER = Text("กรมการพัฒนาชุมชน", "Community Development Department")
CONTACT = Text(
    "สำนักส่งเสริมภูมิปัญญาท้องถิ่นและวิสาหกิจชุมชน กรมการพัฒนาชุมชน",
    "Community Development Department, Bureau of Local Wisdom and Enterprise Promotion",
)
OBJECTIVE = Text(
    "เพื่อให้บริการข้อมูล OTOP แก่ประชาชน นักวิชาการ และหน่วยงานภาคี",
    "To serve the public, academics and partner agencies with OTOP data",
)
LICENCE = ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")
