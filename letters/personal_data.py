"""The letters an office sends, and whom they may name."""

from core.personal.inventory import Held, Level, Whose

_WHY = "ออกหนังสือราชการของสำนักงาน"

HELD = [
    Held(
        "letters.LetterTemplate", Whose.OFFICER, texts="name title to enclosures body signature",
        why=_WHY, kept="letters", level=Level.OFFICE,
    ),
    Held(
        "letters.OutgoingLetter", Whose.PRODUCER,
        texts="about title to enclosures body signature", others="reference day table",
        why=_WHY, kept="letters", called="ชื่อและที่อยู่ในหนังสือที่สำนักงานส่งถึงผู้ผลิต",
    ),
    Held(
        "letters.LetterCancellation", Whose.OFFICER, texts="reason", why=_WHY, kept="letters",
        level=Level.OFFICE,
    ),
]  # fmt: skip
