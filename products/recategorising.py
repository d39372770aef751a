"""Taking over the category that a product's name speaks for (D02): one step, upon what was shown."""

from django.db import transaction

from core.areas.scope import Role
from core.history.acting import acting
from core.steps import StepRefused, StepRule, Workflow, may, reread
from core.users.models import User
from products.models import CategoryDoubt, Product
from registration.record_state import closed_because

TAKE_CATEGORY = StepRule(
    "take_category",
    frozenset(),
    None,
    frozenset({Role.DISTRICT, Role.PROVINCE}),
    workflow=Workflow(not_yours="ประเภทผลิตภัณฑ์แก้โดยอำเภอหรือจังหวัด"),
)


@transaction.atomic
def take_proposed_category(product: Product, *, by: User, seen_version: int) -> CategoryDoubt:
    """The product goes into the category its name speaks for; its sub-category, which was the other
    category's, is to be chosen anew.

    Locked through the person's own door. Refused for the department, for a record whose form is closed
    to the person, for one changed since it was shown, and where nothing is proposed any more.
    """
    may(by, TAKE_CATEGORY)
    found = reread(Product.objects.visible_to(by), product)
    if closed := closed_because(by, found):
        raise StepRefused(f"“{found}” {closed}")
    if found.version != seen_version:
        raise StepRefused(f"“{found}” ถูกแก้ไขหลังจากที่เปิดหน้านี้ ดูอีกครั้งก่อนเปลี่ยนประเภท")
    doubt = CategoryDoubt.objects.filter(
        product=found, name=found.name, category=found.category
    ).first()
    if doubt is None:
        raise StepRefused(f"“{found}” ไม่มีข้อเสนอให้เปลี่ยนประเภทแล้ว")
    found.category, found.subcategory = doubt.says, None
    with acting(by, label="แก้ประเภทตามชื่อ (D02)"):
        found.save()
    return doubt
