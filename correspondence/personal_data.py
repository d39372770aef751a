"""What offices write to each other, and whom they may name in it."""

from core.personal.inventory import Held, Level, Whose
from core.personal.retention import Rule

_WHY = "แจ้งงาน ถามและตอบระหว่างสำนักงาน"


def _letter(model: str, texts: str, others: str = "") -> Held:
    return Held(
        f"correspondence.{model}", Whose.OFFICER, texts=texts, others=others, why=_WHY,
        kept="letters", level=Level.OFFICE,
    )  # fmt: skip


HELD = [
    _letter("Notice", "title text file"),
    _letter("Withdrawal", "reason"),
    _letter("Question", "subject text", "page"),
    _letter("Answer", "text"),
    _letter("Briefing", "title place", "held_on"),
]
OF_NOBODY = ["correspondence.NoticeReading"]

RULES = [
    Rule(
        "letters",
        "หนังสือแจ้ง คำถามและคำตอบ",
        "หนังสือราชการ อายุการเก็บและการทำลายเป็นไปตามระเบียบงานสารบรรณ ระบบไม่ลบเอง",
    )
]
