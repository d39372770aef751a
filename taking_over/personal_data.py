"""What taking over the old systems holds of persons: the files they sent, encrypted."""

from core.personal.inventory import Held, Level, Whose
from core.personal.retention import Rule

_WHY = "รับโอนทะเบียนจากระบบเดิมให้ครบถ้วน"

HELD = [
    Held(
        "taking_over.TakenTable",
        Whose.PRODUCER,
        called="ไฟล์ทะเบียนจากระบบเดิม",
        texts="file_title upload notes message held_back_file not_taken_file",
        others="entity file_hash sums",
        why=_WHY,
        kept="take_overs",
        level=Level.SECRET,
    ),
    Held(
        "taking_over.TakeOver",
        Whose.PRODUCER,
        texts="title reconciliation",
        why=_WHY,
        kept="take_overs",
    ),
    Held(
        "taking_over.TakeOverLine",
        Whose.OFFICER,
        texts="reason told",
        why=_WHY,
        kept="trails",
        level=Level.OFFICE,
    ),
]
OF_NOBODY = ["taking_over.HeadingMeant", "taking_over.TakenRecord", "taking_over.WordMeant"]

RULES = [
    Rule(
        "take_overs",
        "ไฟล์จากระบบเดิม",
        "หลักฐานของการรับโอน เก็บแบบเข้ารหัส กรมสั่งลบเมื่อกระทบยอดเสร็จ ระบบไม่ลบเอง",
    )
]
