"""What a hand-over says, and whom it may name."""

from core.personal.inventory import Held, Level, Whose

_WHY = "ส่งมอบงานเมื่อเจ้าหน้าที่ย้ายหรือพ้นหน้าที่"

HELD = [
    Held(
        "handing_over.HandOver", Whose.OFFICER, texts="note content", why=_WHY, kept="letters",
        level=Level.OFFICE,
    ),
    Held(
        "handing_over.Taking", Whose.OFFICER, texts="remark", why=_WHY, kept="letters",
        level=Level.OFFICE,
    ),
]  # fmt: skip
