"""The fourteen sections of a product's record, in the order and words of the form (DOMAIN.md 3)."""

from products.admin.parts import (
    AwardRows,
    IntellectualPropertyRows,
    MembershipRows,
    PriceRows,
    ProductPictureRows,
    ProjectRows,
    StandardRows,
)
from registration.sections import Section

SECTIONS = [
    Section(1, "producer", "ผู้ผลิต", fields=["producer_link", "registered_day"], needed=["producer"]),
    Section(
        2,
        "address",
        "ที่ตั้ง",
        fields=[
            "made_at_producer",
            "producer_address",
            "place_house_number",
            "place_village_number",
            "place_subdistrict",
            "place_postal_code",
        ],
        note="ถ้าผลิตที่อื่นในอำเภอเดียวกัน ไม่ต้องเลือกช่องแรก แล้วกรอกที่ตั้ง",
    ),
    Section(
        3,
        "product",
        "ชื่อ ประเภท ปริมาณ การเก็บรักษา",
        fields=[
            "name",
            "category",
            "subcategory",
            "content",
            "content_unit",
            "storage",
            "production",
        ],
        needed=["name", "category", "subcategory"],
    ),
    Section(4, "story", "เรื่องราว วิธีใช้", fields=["story", "directions"], needed=["story"]),
    Section(5, "standards", "มาตรฐาน", rows=[StandardRows]),
    Section(
        6,
        "quadrant",
        "การจัดกลุ่ม (Quadrant) เครื่องหมาย OTOP",
        fields=["quadrant_state", "mark_state"],
        needed=["quadrant"],
    ),
    Section(
        7,
        "capacity",
        "กำลังการผลิต",
        fields=["capacity_per_day", "capacity_per_month", "capacity_per_year", "capacity_unit"],
        needed=["capacity_per_month", "capacity_unit"],
    ),
    Section(
        8,
        "packaging",
        "บรรจุภัณฑ์",
        fields=["package_form", "package_material", "package_price"],
        needed=["package_form"],
    ),
    Section(9, "awards", "รางวัล", rows=[AwardRows]),
    Section(10, "projects", "โครงการที่เข้าร่วม", rows=[ProjectRows]),
    Section(11, "words", "คำค้น", fields=["search_words"]),
    Section(12, "prices", "ราคา", rows=[PriceRows], needed_rows=["prices"]),
    Section(13, "property", "ทรัพย์สินทางปัญญา", rows=[IntellectualPropertyRows]),
    Section(14, "pictures", "รูป", rows=[ProductPictureRows], needed_rows=["pictures"]),
    Section("", "lists", "บัญชีรายชื่อ", rows=[MembershipRows]),
]
