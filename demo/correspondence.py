"""What the demo's offices wrote to each other: two notices, three questions, a briefing to come."""

from datetime import datetime, timedelta

from core.thai import calendar
from correspondence.models import Answer, Briefing, Notice, NoticeReading, Question
from demo.accounts import DEMO_DISTRICT, DEMO_PROVINCE, Officers

_READ_BY = ("2401", "2403", "2404")
_ASKED = (
    (
        "2401",
        "ยอดจำหน่ายออนไลน์ของผลิตภัณฑ์ที่ลูกค้าคืน",
        "ลูกค้าสั่งซื้อผ่านเพจแล้วคืนผลิตภัณฑ์ในเดือนเดียวกัน ต้องบันทึกยอดหรือไม่",
        "ไม่บันทึก ให้บันทึกเฉพาะยอดที่รับเงินแล้วและไม่ได้คืนภายในเดือนนั้น",
    ),
    (
        "2403",
        "ผู้ผลิตหยุดผลิตชั่วคราว",
        "ผู้ผลิตหยุดผลิตสามเดือนเนื่องจากน้ำท่วม ต้องขอยกเลิกการลงทะเบียนหรือไม่",
        "",
    ),
)


def make_correspondence(now: datetime, officers: Officers) -> None:
    """Nothing is later than `now`; most districts have not read the province's notice."""
    before, province, nation = timedelta(days=1), officers.province, officers.department
    Notice.objects.create(
        to=Notice.To.ALL, title="ซักซ้อมกำหนดวันรายงานยอดจำหน่าย", by=nation, sent_at=now - 6 * before,
        text="ขอให้อำเภอและจังหวัดยืนยันยอดภายในวันที่ 5 ของเดือนถัดไป\nกรมปิดเดือนในวันที่ 6",
    )  # fmt: skip
    notice = Notice.objects.create(
        province=province.province, to=Notice.To.DISTRICTS, to_province=province.province,
        title="ขอให้ตรวจหมายเลขโทรศัพท์ของผู้ผลิต", by=province, sent_at=now - 3 * before,
        text="ขอให้ทุกอำเภอตรวจหมายเลขโทรศัพท์ของผู้ผลิตให้เป็นปัจจุบันก่อนการประชุมชี้แจง",
    )  # fmt: skip
    for district in _READ_BY:
        reader = officers.chiefs[district]
        NoticeReading.objects.create(
            notice=notice, by=reader, district_id=district, at=now - 2 * before
        )
    briefing = Briefing.objects.create(
        title="ชี้แจงแนวทางการรายงานยอดจำหน่ายและตัวชี้วัด", held_on=calendar.today() + 14 * before,
        place="ระบบประชุมทางไกล", by=nation, made_at=now - 5 * before,
    )  # fmt: skip
    for district, subject, text, answered in _ASKED:
        asker = officers.chiefs[district]
        question = Question.objects.create(
            province_id=DEMO_PROVINCE, district_id=district, to=Question.To.DEPARTMENT,
            subject=subject, text=text, by=asker, asked_at=now - 4 * before, briefing=briefing,
        )  # fmt: skip
        if answered:
            Answer.objects.create(
                question=question, text=answered, published=True, by=nation, at=now - 2 * before
            )
    Question.objects.create(
        province_id=DEMO_PROVINCE, district_id=DEMO_DISTRICT, to=Question.To.PROVINCE,
        subject="แบบสำรวจตลาดออนไลน์", text="อำเภอส่งแบบสำรวจเป็นไฟล์ Excel แทนการกรอกในระบบได้หรือไม่",
        by=officers.chiefs[DEMO_DISTRICT], asked_at=now - before,
    )  # fmt: skip
