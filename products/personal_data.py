"""What products hold of persons: hardly more than where they are made, and who is in a picture."""

from core.personal.inventory import Held, Whose
from core.personal.retention import Rule

_OF = "producers.Producer"


def _part(model: str, texts: str = "", others: str = "") -> Held:
    return Held(
        f"products.{model}", Whose.PRODUCER, texts=texts, others=others,
        why="ลงทะเบียนและส่งเสริมผลิตภัณฑ์", kept="products", of=_OF, path="product__producer",
    )  # fmt: skip


HELD = [
    Held(
        "products.Product",
        Whose.PRODUCER,
        "place_house_number place_village_number place_postal_code",
        texts="late_reason story directions",
        others="registered_on paper_date name content_unit storage capacity_unit package_form "
        "package_material",
        why="ลงทะเบียนและส่งเสริมผลิตภัณฑ์",
        kept="products",
        of=_OF,
        path="producer",
    ),
    _part("ProductMembership", "note"),
    _part("HeldStandard", "file", "number issued_on expires_on"),
    _part("Award", others="name giver"),
    _part("ProductProject"),
    _part("Price", others="detail"),
    _part("IntellectualProperty", others="number registered_on"),
    _part("ProductPicture", "file thumbnail caption"),
    _part(
        "Assessment",
        "reason",
        "answers computed proposed result certificate_number issued_on expires_on assessed_on",
    ),
]
OF_NOBODY = [
    "products.CategoryDoubt",
    "products.CategoryWord",
    "products.IntellectualPropertyKind",
    "products.LearntWord",
    "products.QuadrantScheme",
    "products.Standard",
    "products.Subcategory",
]

RULES = [
    Rule(
        "products",
        "ทะเบียนผลิตภัณฑ์",
        "ข้อมูลของผลิตภัณฑ์ ใช้เป็นฐานของตัวชี้วัดและสถิติทุกปี ระบบไม่ลบเอง",
    )
]
