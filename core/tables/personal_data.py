"""What tables on their way in hold of persons."""

from core.personal.inventory import Held, Level, Whose
from core.personal.retention import Rule

HELD = [
    Held(
        "imports.ImportRun",
        Whose.PRODUCER,
        called="ไฟล์ตารางที่เจ้าหน้าที่นำเข้า",
        texts="file_title upload faulty former preview left notes message receipt",
        others="entity file_hash counts fingerprint",
        why="ตรวจตารางที่นำเข้าก่อนบันทึก",
        kept="imports",
        level=Level.SECRET,
    )
]

RULES = [
    Rule(
        "imports",
        "ไฟล์ที่นำเข้า ตัวอย่างก่อนบันทึก และค่าเดิมก่อนนำเข้า",
        "ไฟล์และตัวอย่างเก็บไว้ 7 วันเพื่อตรวจ ค่าเดิม 30 วันเพื่อย้อนกลับการนำเข้า ระบบลบเอง",
        counted_from="วันที่ส่งไฟล์",
        done="ลบไฟล์ ตัวอย่าง และค่าเดิม คงไว้แต่จำนวนแถวและผู้นำเข้า",
        days=30,
        by_itself=True,
    )
]
