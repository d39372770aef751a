"""สถานะของระบบ: what is well and what is not, in Thai, for the department without a shell; the checks of
`/health/ready` and what stands in the queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.http import HttpResponse
from django.utils import timezone

from core.areas.scope import Role
from core.jobs.models import Job
from core.pages import RoleView
from core.postgresql import replica
from core.thai.calendar import moment
from core.users.requests import AuthenticatedHttpRequest
from otop_registry.watching.health import examined

RECENTLY = timedelta(days=7)

# What a check is called, what it means that it is well, and what to do where it is not.
TOLD: Mapping[str, tuple[str, str, str]] = {
    "database": ("ฐานข้อมูล", "ติดต่อได้และบันทึกได้", "แจ้งผู้ดูแลระบบทันที ระหว่างนี้บันทึกไม่ได้"),
    "migrations": ("รุ่นของฐานข้อมูล", "ตรงกับรุ่นของระบบ", "แจ้งผู้ดูแลระบบ การปรับรุ่นยังไม่เสร็จ"),
    "media": ("ที่เก็บไฟล์", "เขียนไฟล์ได้", "แจ้งผู้ดูแลระบบ แนบหลักฐานและรูปไม่ได้"),
    "disk": ("พื้นที่ว่าง", "มีเกิน 1 GB", "แจ้งผู้ดูแลระบบให้เพิ่มพื้นที่ก่อนเต็ม"),
    "worker": (
        "งานเบื้องหลัง",
        "ทำงานอยู่",
        "แจ้งผู้ดูแลระบบ ไฟล์ใหญ่ การนำเข้า และยอดของงานคุณภาพจะรอจนกว่าจะกลับมา",
    ),
    "clock": ("นาฬิกา", "เครื่องของระบบกับฐานข้อมูลตรงกัน", "แจ้งผู้ดูแลระบบ เวลาบนเอกสารอาจคลาดเคลื่อน"),
    "keys": (
        "กุญแจเลขประจำตัวประชาชน",
        "ตรงกับที่ใช้เข้ารหัสไว้",
        "แจ้งผู้ดูแลระบบทันที อย่าเพิ่งบันทึกเลขประจำตัว",
    ),
}


@dataclass(frozen=True)
class State:
    """A line of the page."""

    name: str
    is_well: bool
    told: str


@dataclass(frozen=True)
class Fact:
    """What stands, without a judgement."""

    name: str
    told: str


def states() -> list[State]:
    """Every check of the portal's health, as the page says it."""
    found = []
    for check, said in examined().items():
        name, well, otherwise = TOLD[check]
        is_well = said == "ok"
        found.append(State(name, is_well, well if is_well else otherwise))
    return found


def facts() -> list[Fact]:
    """The queue, the size of the database and, where there is one, the standby of the reports. Three
    queries of the database."""
    waiting = Job.objects.filter(status=Job.Status.WAITING).order_by("asked_at")
    oldest = waiting.values_list("asked_at", flat=True).first()
    failed = Job.objects.filter(
        status=Job.Status.FAILED, ended_at__gt=timezone.now() - RECENTLY
    ).count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        ((size,),) = cursor.fetchall()
    return [
        Fact("งานที่รอคิวนานที่สุด", f"สั่งเมื่อ {moment(oldest)}" if oldest else "ไม่มีงานรอคิว"),
        Fact("งานที่ไม่สำเร็จใน 7 วัน", f"{failed:,} งาน"),
        Fact("ขนาดฐานข้อมูล", f"{size / 1024**3:,.1f} GB"),
        *_of_replica(),
    ]


def _of_replica() -> list[Fact]:
    if not replica.is_set_up():
        return []
    lag = replica.measured()
    if lag.is_well:
        told = "ทันฐานข้อมูลหลัก รายงานและไฟล์ส่งออกของกรมอ่านจากสำเนานี้"
    else:
        behind = "" if lag.seconds is None else f" ช้ากว่า {lag.seconds:,.0f} วินาที"
        told = f"ตามไม่ทันหรือติดต่อไม่ได้{behind} ระหว่างนี้รายงานอ่านจากฐานข้อมูลหลัก ข้อมูลในรายงานไม่ช้า"
    return [Fact("สำเนาฐานข้อมูลสำหรับรายงาน", told)]


class SystemStateView(RoleView):
    """The department's: offices are told by the page that does not answer."""

    roles = frozenset({Role.DEPARTMENT})

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        found = states()
        context = {
            "title": "สถานะของระบบ",
            "states": found,
            "all_well": all(one.is_well for one in found),
            "facts": facts(),
            "at": timezone.now(),
        }
        return self.show("portal/system_state.html", context)
