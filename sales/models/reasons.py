"""Why a figure is out of line: the list the department keeps (DOMAIN.md 8)."""

from django.db import models

from core.history.tracking import tracked
from registration.references import ReferenceItem


@tracked()
class ExplanationReason(ReferenceItem):
    """เหตุผลที่ชี้แจง: picked where a figure is out of line; "อื่น ๆ" asks for a sentence beside it."""

    needs_words = models.BooleanField(
        "ต้องเขียนคำอธิบาย", default=False, help_text="เช่น อื่น ๆ: ต้องเขียนคำอธิบายอย่างน้อย 10 ตัวอักษรด้วย"
    )

    class Meta(ReferenceItem.Meta):
        verbose_name = verbose_name_plural = "เหตุผลชี้แจงยอดจำหน่าย"


def in_words(reason: ExplanationReason | None, words: str) -> str:
    """หยุดผลิต · อื่น ๆ: ย้ายไปขายรวมกับกลุ่มอื่น · "" without a reason."""
    return ": ".join(filter(None, [str(reason or ""), words]))
