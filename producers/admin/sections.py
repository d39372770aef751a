"""The twelve sections of a producer's record, in the order and words of the form (DOMAIN.md 2)."""

from core.registration.sections import Section
from producers.admin.parts import (
    FundingRows,
    ProjectRows,
    SalesChannelRows,
    StarRows,
    StateSupportRows,
    TransportRows,
)

SECTIONS = [
    Section(
        1,
        "general",
        "ข้อมูลทั่วไป",
        fields=["name", "kind", "code", "registration_number", "tax_id", "phone", "registered_day"],
        needed=["name", "kind", "phone"],
    ),
    Section(
        2,
        "address",
        "ที่อยู่ของกิจการ",
        fields=[
            "house_number",
            "village_number",
            "subdistrict",
            "postal_code",
            "district_and_province",
        ],
        needed=["house_number", "subdistrict", "postal_code"],
    ),
    Section(
        3,
        "founding",
        "การสนับสนุนการจัดตั้ง",
        fields=[
            "founded_year",
            "founding_agency",
            "founding_support",
            "sells_abroad",
            "export_countries",
        ],
        needed=["sells_abroad"],
        note="และการจำหน่ายในต่างประเทศ",
    ),
    Section(4, "projects", "โครงการที่เคยเข้าร่วม", rows=[ProjectRows]),
    Section(
        5,
        "person",
        "ลักษณะของผู้ประกอบการ",
        fields=[
            "person_title",
            "person_first_name",
            "person_last_name",
            "person_born_on",
            "person_position",
            "member_count",
            "remark",
        ],
        needed=["person_first_name", "person_last_name", "person_born_on", "member_count"],
        note="ผู้ที่ลงทะเบียน ประธานกลุ่ม เจ้าของ หรือกรรมการ ต้องเป็นผู้มีสัญชาติไทย",
    ),
    Section(6, "funding", "แหล่งทุน", rows=[FundingRows]),
    Section(
        7,
        "community",
        "ความเชื่อมโยงกับชุมชน",
        fields=[
            "labour_count",
            "local_labour_count",
            "raw_material",
            "uses_local_material",
            "managed_by_community",
            "benefits_community",
        ],
        needed=["labour_count", "local_labour_count", "uses_local_material"],
        note="ด้วยแรงงานหรือวัตถุดิบ การบริหารจัดการ หรือผลประโยชน์",
    ),
    Section(8, "stars", "การคัดสรร", rows=[StarRows]),
    Section(
        9,
        "management",
        "การบริหารจัดการ",
        fields=["has_business_plan", "keeps_accounts", "logistics"],
        needed=["has_business_plan", "keeps_accounts"],
    ),
    Section(10, "support", "การสนับสนุนของภาครัฐ", rows=[StateSupportRows]),
    Section(
        11,
        "channels",
        "ช่องทางการขาย",
        rows=[SalesChannelRows],
        needed_rows=["sales_channels"],
    ),
    Section(12, "transport", "การขนส่ง", rows=[TransportRows], needed_rows=["transports"]),
]
