"""What tables on their way in hold of persons."""

from core.personal.inventory import Held, Level, Whose
from core.personal.retention import Rule

HELD = [
    Held(
        "imports.ImportRun",
        Whose.PRODUCER,
        called="ไฟล์ตารางที่เจ้าหน้าที่นำเข้า",
        texts="file_title upload faulty preview notes message receipt",
        others="entity file_hash counts fingerprint",
        why="ตรวจตารางที่นำเข้าก่อนบันทึก",
        kept="imports",
        level=Level.SECRET,
    )
]

RULES = [
    Rule(
        "imports",
        "ไฟล์ที่นำเข้า และตัวอย่างก่อนบันทึก",
        "เก็บไว้เท่าที่ต้องตรวจ ระบบลบเอง",
        counted_from="วันที่ส่งไฟล์",
        done="ลบไฟล์และตัวอย่าง คงไว้แต่จำนวนแถวและผู้นำเข้า",
        days=7,
        by_itself=True,
    )
]
