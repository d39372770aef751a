"""What work in the background holds of persons: files that were asked for."""

from core.personal.inventory import Held, Whose
from core.personal.retention import Rule

HELD = [
    Held(
        "jobs.Job",
        Whose.PRODUCER,
        called="ไฟล์ตารางและรายงานที่เจ้าหน้าที่สั่งจัดทำ",
        texts="title parameters result message file file_title",
        others="kind stage",
        why="ส่งตารางหรือรายงานขนาดใหญ่ให้เจ้าหน้าที่ผู้ขอ",
        kept="files",
    )
]
OF_NOBODY = ["jobs.Worker", "django_tasks_database.DBTaskResult"]

RULES = [
    Rule(
        "files",
        "ไฟล์ที่ระบบจัดทำตามคำขอของเจ้าหน้าที่",
        "เก็บไว้เท่าที่ต้องมารับ ระบบลบเอง",
        counted_from="วันที่จัดทำเสร็จ",
        done="ลบไฟล์",
        days=30,
        by_itself=True,
    )
]
