"""What is held of persons by the portal's own tables: who opened a number, what was sent (core.personal,
core.sending)."""

from core.personal.inventory import ANY_RECORD, Basis, Held, Level, Whose
from core.personal.models import Reveal
from core.personal.retention import Erase, Rule

HELD = [
    Held(
        "personal.Reveal",
        Whose.PRODUCER,
        called="ชื่อผู้เปิดดู เวลา และเหตุผล",
        texts="reason",
        why="พิสูจน์ว่าใครเปิดดูเลขประจำตัวประชาชน เมื่อใด ด้วยเหตุใด",
        kept="reveals",
        basis=Basis.LEGAL_DUTY,
        level=Level.OFFICE,
        of=ANY_RECORD,
    ),
    Held(
        "sending.SentForm",
        Whose.OFFICER,
        texts="said",
        others="content_hash token_hash leads_to",
        why="ไม่ให้แบบฟอร์มเดียวกันบันทึกซ้ำ",
        kept="sent_forms",
        level=Level.OFFICE,
    ),
]
OF_NOBODY = ["personal.KeyFingerprint"]

RULES = [
    Rule(
        "reveals",
        "บันทึกการเปิดดูเลขประจำตัวประชาชน",
        "หลักฐานของมาตรการรักษาความมั่นคงปลอดภัย (มาตรา 37 (1))",
        counted_from="วันที่เปิดดู",
        done="ลบรายการ",
        days=3650,
        least=365,
        works=[Erase(Reveal, lambda before: Reveal.objects.filter(at__lt=before))],
    ),
    Rule(
        "sent_forms",
        "รายการแบบฟอร์มที่ส่งแล้ว",
        "ใช้กันการส่งซ้ำเท่านั้น งานประจำคืนลบเอง",
        counted_from="วันที่ส่ง",
        done="ลบรายการ",
        by_itself=True,
    ),
]
