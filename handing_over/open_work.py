"""What is open on an officer's desk today: months, records, questions, dates, links given out.

Everything is found through the officer's own door, and said as the pages say it; a section without a
line is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone

from core.thai import calendar
from core.users.models import Invitation, User
from correspondence.models import Question
from data_protection.models import PersonRequest
from letters.models import OutgoingLetter
from producers.models import Relocation
from quality.home import running
from registration.models import Status
from registration.waiting import Waiting, standing_at, submitted_to
from sales.calendar.deadlines import due_of
from sales.evidence.audit import under_way
from sales.models import DistrictMonth, Extension, ProducerLink, ProvinceMonth, SalesMonth
from sales.months.progress import progress_of
from sales.views.doors import grid_address
from targets.today import estimates_due

MOST_LINES = 50  # of a section; a desk with more has a page for them
_OPEN = SalesMonth.Status.OPEN


@dataclass(frozen=True)
class Line:
    """`address`: the page on which to go on."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    lines: list[Line]

    @property
    def as_kept(self) -> dict[str, Any]:
        lines = [{"text": one.text, "address": one.address} for one in self.lines]
        return {"title": self.title, "lines": lines}


def open_work(user: User) -> list[Section]:
    """The sections of this officer's desk, in the order of the work; a query or two each."""
    found = (Section(title, find(user)[:MOST_LINES]) for title, find in _SECTIONS)
    return [section for section in found if section.lines]


# --- Months of sales ------------------------------------------------------------------------------


def _months(user: User) -> list[Line]:
    if user.of_district:
        return _months_of_district(user)
    return _months_of_province(user) if user.of_province else _months_of_department()


def _months_of_district(user: User) -> list[Line]:
    found = list(
        DistrictMonth.objects.visible_to(user)
        .filter(month__status=_OPEN)
        .select_related("month", "district__province")
        .order_by("month_id")
    )
    progress = progress_of(found)
    lines = []
    for one in found:
        rows = progress[one.pk]
        said = f"{calendar.month_name(one.month_id)}: {one.get_status_display()}"
        entered = f"บันทึกแล้ว {rows.filled:,} จาก {rows.rows:,} รายการ"
        until = f"อำเภอยืนยันภายใน{calendar.day_long(due_of(one).until)}"
        lines.append(Line(f"{said} {entered} {until}", grid_address(one)))
    return lines


def _months_of_province(user: User) -> list[Line]:
    confirmed = Count("pk", filter=Q(status=DistrictMonth.Status.DISTRICT_CONFIRMED))
    behind = Count("pk", filter=Q(status__in=DistrictMonth.EDITABLE))
    found = (
        DistrictMonth.objects.visible_to(user)
        .filter(month__status=_OPEN)
        .order_by("month_id")
        .values_list("month_id", "month__province_due")
        .annotate(confirmed=confirmed, behind=behind)
    )
    return [
        Line(
            f"{calendar.month_name(month)}: รอจังหวัดตรวจ {waiting} อำเภอ ยังไม่ยืนยัน {late} อำเภอ "
            f"จังหวัดยืนยันภายใน{calendar.day_long(due)}",
            f"{reverse('admin:sales-board')}?month={month:%Y-%m}",
        )
        for month, due, waiting, late in found
    ]


def _months_of_department() -> list[Line]:
    done = Count("provinces", filter=Q(provinces__status=ProvinceMonth.Status.CONFIRMED))
    found = SalesMonth.objects.filter(status=_OPEN).order_by("month").annotate(done=done)
    return [
        Line(
            f"{calendar.month_name(one.month)}: จังหวัดยืนยันแล้ว {one.done} จังหวัด "
            f"ปิดเดือนภายใน{calendar.day_long(one.close_due)}",
            reverse("admin:sales-months"),
        )
        for one in found
    ]


def _audits(user: User) -> list[Line]:
    return [
        Line(
            f"{calendar.month_name(one.month)} {one.name}: "
            f"รอผลตรวจ {one.pending} รายการ ยังไม่มีหลักฐาน {one.missing} รายการ"
        )
        for one in under_way(user)
    ]


def _extensions(user: User) -> list[Line]:
    found = Extension.objects.visible_to(user).waiting().select_related("district", "province")
    return [
        Line(
            f"{(one.district or one.province).titled_name} ขอขยายเวลาเดือน"
            f"{calendar.month_name(one.month_id)} ถึง{calendar.day_long(one.asked_until)}",
            reverse("admin:sales-extensions"),
        )
        for one in found.order_by("asked_at")
    ]


def _estimates(user: User) -> list[Line]:
    return [
        Line(f"{one.text} ภายใน{calendar.day_long(one.due)}", one.address)
        for one in estimates_due(user)
    ]


# --- The registry ---------------------------------------------------------------------------------


def _records(user: User) -> list[Line]:
    if user.of_district:
        own = reverse("admin:registration-own")
        returned = _counted(standing_at(user, Status.RETURNED), "จังหวัดส่งกลับแก้ไข", own)
        return [*returned, *_counted(standing_at(user, Status.DRAFT), "ร่างที่ยังไม่เสนอ", own)]
    if user.of_province:
        queue = reverse("admin:registration-queue")
        return _counted(submitted_to(user), "รอจังหวัดตรวจและรับรอง", queue)
    return []


def _counted(waiting: Waiting, said: str, address: str) -> list[Line]:
    counts = [(model._meta.verbose_name, rows.count()) for model, rows in waiting.items()]
    return [Line(f"{said}: {name} {count:,} ระเบียน", address) for name, count in counts if count]


def _moves(user: User) -> list[Line]:
    """Counted alone: the producer itself may still be the other office's."""
    if user.of_nation:
        return []
    waiting = Relocation.objects.visible_to(user).filter(status=Relocation.Status.RELEASED).count()
    address = reverse("admin:producer-relocations")
    return [Line(f"ผู้ผลิตย้ายข้ามอำเภอ รออำเภอใหม่รับ {waiting:,} ราย", address)] if waiting else []


def _campaigns(user: User) -> list[Line]:
    return [
        Line(
            f"{one.campaign} เหลือ {one.figure.still_open:,} ระเบียน "
            f"ภายใน{calendar.day_long(one.campaign.due_on)}",
            reverse("admin:quality"),
        )
        for one in running(user)
    ]


# --- People ---------------------------------------------------------------------------------------


def _questions(user: User) -> list[Line]:
    found = Question.objects.of_office(user).filter(answers=None)
    waiting = set(Question.objects.waiting_for(user).values_list("pk", flat=True))
    return [
        Line(
            f"{one.subject} ({'รอสำนักงานนี้ตอบ' if one.pk in waiting else 'ยังไม่มีคำตอบ'} "
            f"ถามเมื่อ {calendar.day_short(one.asked_at)})",
            reverse("admin:question", args=[one.pk]),
        )
        for one in found.order_by("asked_at")[:MOST_LINES]
    ]


def _person_requests(user: User) -> list[Line]:
    found = PersonRequest.objects.visible_to(user).open().order_by("due_on")[:MOST_LINES]
    return [
        Line(
            f"{one.get_kind_display()} ตอบภายใน{calendar.day_long(one.due_on)}",
            reverse("admin:person-request", args=[one.pk]),
        )
        for one in found
    ]


def _links(user: User) -> list[Line]:
    if user.of_nation:
        return []
    found = (
        ProducerLink.objects.visible_to(user)
        .usable(timezone.now())
        .order_by("district_month__month_id")
        .values_list("district_month__month_id")
        .annotate(links=Count("pk"), last=Max("expires_at"))
    )
    return [
        Line(
            f"ลิงก์แจ้งยอดของผู้ผลิต เดือน{calendar.month_name(month)} {links:,} ลิงก์ "
            f"ฉบับสุดท้ายใช้ได้ถึง {calendar.moment(last)}",
            reverse("admin:sales-proposals-current") if user.of_district else "",
        )
        for month, links, last in found
    ]


def _invitations(user: User) -> list[Line]:
    given = Invitation.objects.visible_to(user).usable(timezone.now()).exclude(account=user.pk)
    count = 0 if user.of_district else given.count()
    address = reverse("admin:account-invitations") if count else ""
    return [Line(f"คำเชิญเปิดบัญชีที่ยังไม่ใช้ {count:,} ฉบับ", address)] if count else []


def _rights(user: User) -> list[Line]:
    last = OutgoingLetter.objects.visible_to(user).order_by("-at", "-pk").first()
    lines = [Line(f"เลขหนังสือส่งล่าสุดในระบบ {last.full_number}")] if last else []
    if user.may_certify:
        lines.append(Line("มีสิทธิรับรองยอดของอำเภอ สิทธินี้ไม่โอนไปพร้อมงาน กรมเป็นผู้ให้ผู้รับช่วง"))
    return lines


_SECTIONS: tuple[tuple[str, Callable[[User], list[Line]]], ...] = (
    ("เดือนที่เปิดอยู่", _months),
    ("สุ่มตรวจหลักฐานที่ยังไม่จบ", _audits),
    ("ขอขยายเวลาที่รอพิจารณา", _extensions),
    ("ประมาณการที่ครบกำหนด", _estimates),
    ("ระเบียนที่ค้าง", _records),
    ("ย้ายข้ามอำเภอ", _moves),
    ("รอบแก้ไขข้อมูล", _campaigns),
    ("คำถามที่ยังไม่มีคำตอบ", _questions),
    ("คำขอของเจ้าของข้อมูล", _person_requests),
    ("ลิงก์ที่ออกให้ผู้ผลิต", _links),
    ("คำเชิญเปิดบัญชี", _invitations),
    ("สิทธิและเลขหนังสือ", _rights),
)
