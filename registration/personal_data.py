"""What registering holds of persons: papers, steps, announcements, cancellings."""

from core.personal.inventory import ANY_RECORD, Held, Level, Whose
from core.personal.retention import Rule

_REGISTER = "ตรวจ รับรอง และประกาศผลการลงทะเบียน"

HELD = [
    Held(
        "registration.Paper",
        Whose.PRODUCER,
        called="สำเนาบัตรประจำตัวประชาชน ทะเบียนบ้าน หนังสือมอบอำนาจ และเอกสารการลงทะเบียน",
        texts="caption file",
        others="sha256",
        why="พิสูจน์ตัวผู้ลงทะเบียนและสถานที่ผลิต",
        kept="registry",
        level=Level.SECRET,
        of=ANY_RECORD,
    ),
    Held(
        "registration.RegistrationStep",
        Whose.PRODUCER,
        called="ข้อมูลในทะเบียนตามที่จังหวัดรับรอง",
        texts="reason marks content",
        others="from_status to_status resolution_number resolution_on",
        why=_REGISTER,
        kept="registry",
        of=ANY_RECORD,
    ),
    Held(
        "registration.AnnouncementEntry",
        Whose.PRODUCER,
        fields="name place",
        texts="detail",
        others="kind",
        why="ประกาศผลการลงทะเบียน",
        kept="announcements",
        level=Level.OFFICE,
    ),
    Held(
        "registration.Closure",
        Whose.PRODUCER,
        texts="reason taken_back_reason",
        why="ยกเลิกการลงทะเบียนตามขั้นตอน",
        kept="trails",
        of=ANY_RECORD,
    ),
    Held(
        "registration.ClosureStep",
        Whose.PRODUCER,
        texts="facts file",
        others="held_on number",
        why="ยกเลิกการลงทะเบียนตามขั้นตอน",
        kept="trails",
    ),
]
OF_NOBODY = [
    "registration.Announcement",
    "registration.Round",
    "registration.RecordGaps",
    "registration.RegisterSize",
    "registration.RegisteredCount",
    "registration.MadeCount",
    "registration.UncountedRecord",
]

RULES = [
    Rule(
        "announcements",
        "ประกาศผลการลงทะเบียน",
        "ประกาศของทางราชการที่เผยแพร่แล้ว เก็บไว้เป็นหลักฐาน ไม่มีเลขประจำตัวและโทรศัพท์",
    ),
    Rule(
        "trails",
        "ลำดับขั้นของการลงทะเบียน การยกเลิก และการยืนยันยอด",
        "หลักฐานว่าใครทำอะไร เมื่อใด ฐานข้อมูลไม่ให้แก้หรือลบ",
    ),
]
