"""What the portal holds of the officers who work with it, and what comes with Django."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db.models import Q

from core.personal.inventory import Basis, Held, Level, Whose
from core.personal.retention import Clear, Erase, Rule
from core.users.models import Invitation, User

_WORK = "ให้เจ้าหน้าที่เข้าใช้ระบบตามสิทธิและพื้นที่ และรู้ว่าใครทำรายการใด"
_SAFETY = "ตรวจพบการเข้าใช้โดยไม่ชอบ"
_ADDRESSES = "user_agent ip_address username http_accept path_info"


def _sign_in(model: str, more: str = "") -> Held:
    return Held(
        f"axes.{model}",
        Whose.OFFICER,
        f"{_ADDRESSES} {more}",
        called="ชื่อผู้ใช้ เครื่องและเครือข่ายที่เข้าสู่ระบบ เวลา",
        why=_SAFETY,
        kept="sign_ins",
        basis=Basis.LEGAL_DUTY,
    )


HELD = [
    Held(
        "accounts.User",
        Whose.OFFICER,
        "username full_name position email",
        why=_WORK,
        kept="accounts",
        level=Level.OFFICE,
    ),
    Held(
        "accounts.User",
        Whose.OFFICER,
        "password",
        called="รหัสผ่าน",
        why="พิสูจน์ตัวผู้เข้าใช้ เก็บเป็นค่าแฮชเท่านั้น",
        kept="accounts",
        level=Level.SECRET,
    ),
    Held(
        "accounts.AccountStep",
        Whose.OFFICER,
        texts="reason",
        others="from_office to_office",
        why=_WORK,
        kept="trails",
        level=Level.OFFICE,
    ),
    Held(
        "accounts.Invitation",
        Whose.OFFICER,
        others="token_hash",
        why="ให้เจ้าหน้าที่ตั้งรหัสผ่านเอง",
        kept="invitations",
        level=Level.OFFICE,
    ),
    Held(
        "accounts.Recertification",
        Whose.OFFICER,
        texts="note",
        others="office",
        why="ทบทวนบัญชีประจำปี",
        kept="trails",
        level=Level.OFFICE,
    ),
    Held(
        "admin.LogEntry",
        Whose.OFFICER,
        texts="object_repr change_message",
        others="object_id",
        why=_WORK,
        kept="trails",
        level=Level.OFFICE,
    ),
    Held(
        "pghistory.Context",
        Whose.OFFICER,
        "metadata",
        called="ชื่อผู้แก้ไข เวลา และรายการที่แก้ไข",
        why="รู้ว่าใครแก้ไขระเบียนใด เมื่อใด",
        kept="trails",
        level=Level.OFFICE,
    ),
    Held(
        "sessions.Session",
        Whose.OFFICER,
        "session_key session_data",
        called="การเข้าใช้ที่เปิดอยู่",
        why="คงการเข้าใช้ระหว่างทำงาน",
        kept="sessions",
        level=Level.SECRET,
    ),
    Held(
        "accounts.User",
        Whose.OFFICER,
        "identity_hash",
        called="ตัวตนจากผู้ให้บริการยืนยันตัวตน (ค่าแฮช)",
        why="เข้าสู่ระบบด้วยผู้ให้บริการยืนยันตัวตน",
        kept="accounts",
        level=Level.SECRET,
    ),
    Held(
        "accounts.Authenticator",
        Whose.OFFICER,
        "name secret_encrypted credential credential_id",
        called="แอปและพาสคีย์ที่ใช้ยืนยันขั้นที่สอง",
        why="พิสูจน์ตัวผู้เข้าใช้ด้วยวิธีที่สอง",
        kept="factors",
        level=Level.SECRET,
    ),
    Held(
        "accounts.RecoveryCode",
        Whose.OFFICER,
        others="code_hash",
        why="พิสูจน์ตัวผู้เข้าใช้ด้วยวิธีที่สอง",
        kept="factors",
        level=Level.SECRET,
    ),
    Held(
        "accounts.OpenSession",
        Whose.OFFICER,
        "device address",
        why="ให้เจ้าหน้าที่เห็นและปิดการเข้าใช้ของตน",
        kept="sessions",
    ),
    Held(
        "accounts.Brake",
        Whose.OFFICER,
        others="name subject",
        why=_SAFETY,
        kept="brakes",
        basis=Basis.LEGAL_DUTY,
    ),
    _sign_in("AccessAttempt", "get_data post_data"),
    _sign_in("AccessFailureLog"),
    _sign_in("AccessLog", "session_hash"),
]
OF_NOBODY = [
    "accounts.RecertificationRound",
    "areas.Province",
    "areas.District",
    "areas.Subdistrict",
    "auth.Group",
    "auth.Group_permissions",
    "auth.Permission",
    "axes.AccessAttemptExpiration",
    "contenttypes.ContentType",
]

NOBODY = "บัญชีที่พ้นระยะเวลาเก็บรักษา"


def _ended(before):
    """Accounts that ended before this, and still name somebody."""
    named = ~Q(full_name=NOBODY) | ~Q(email="") | ~Q(position="")
    ended = User.objects.filter(standing=User.Standing.ENDED, standing_since__lt=before)
    return ended.filter(named)


RULES = [
    Rule(
        "accounts",
        "บัญชีเจ้าหน้าที่",
        "ระหว่างใช้งาน และเท่าที่ต้องรู้ว่าใครลงนามหรือทำรายการ",
        counted_from="วันที่ปิดบัญชี",
        done="ลบชื่อ ตำแหน่ง และอีเมล คงไว้แต่ชื่อผู้ใช้กับลำดับขั้น",
        days=3650,
        least=365,
        works=[Clear(User, _ended, {"full_name": NOBODY, "position": "", "email": ""})],
    ),
    Rule(
        "invitations",
        "คำเชิญให้ตั้งรหัสผ่าน",
        "ไม่มีประโยชน์เมื่อใช้แล้วหรือหมดอายุ",
        counted_from="วันที่คำเชิญหมดอายุ",
        done="ลบรายการ",
        days=365,
        in_force=True,
        works=[
            Erase(
                Invitation,
                lambda before: Invitation.objects.filter(expires_at__lt=before),
            )
        ],
    ),
    Rule(
        "sign_ins",
        "บันทึกการเข้าสู่ระบบ",
        "สอบสวนการเข้าใช้โดยไม่ชอบ กฎหมายว่าด้วยการกระทำความผิดเกี่ยวกับคอมพิวเตอร์ให้เก็บข้อมูลจราจรไม่น้อยกว่า 90 วัน",
        counted_from="วันที่เข้าสู่ระบบ",
        done="ลบรายการ",
        days=365,
        least=90,
        in_force=True,
        works=[
            Erase(
                AccessAttempt,
                lambda before: AccessAttempt.objects.filter(attempt_time__lt=before),
            ),
            Erase(
                AccessFailureLog,
                lambda before: AccessFailureLog.objects.filter(attempt_time__lt=before),
            ),
            Erase(AccessLog, lambda before: AccessLog.objects.filter(attempt_time__lt=before)),
        ],
    ),
    Rule(
        "sessions",
        "การเข้าใช้ที่เปิดอยู่",
        "ใช้ระหว่างทำงานเท่านั้น งานประจำคืนลบที่หมดอายุ",
        counted_from="คำขอล่าสุด",
        done="ลบรายการ",
        by_itself=True,
    ),
    Rule(
        "factors",
        "วิธียืนยันขั้นที่สองและรหัสสำรอง",
        "ใช้จนกว่าเจ้าหน้าที่ถอน หรือสำนักงานเหนือขึ้นไปปลด",
    ),
    Rule(
        "brakes",
        "การนับรหัสผ่านที่ผิด",
        "เก็บเป็นค่าแฮช ใช้หน่วงการเดา งานประจำคืนลบเอง",
        counted_from="ครั้งล่าสุด",
        done="ลบรายการ",
        by_itself=True,
    ),
]
