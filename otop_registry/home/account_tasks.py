"""What the accounts an office keeps need of it: the review of the year, and who is about to be
suspended. The people themselves are away, so their office is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts import invitations, recertification, unlocking, unused
from accounts.views.data_access import many_reveals
from core.areas.compiled import CompiledDoor
from core.thai import calendar
from core.users.models import User
from sales.models import Step

TOLD_DAYS = 30


@dataclass(frozen=True)
class Task:
    """One line of ต้องทำ: how many accounts, what for, until when, and where it is done."""

    word: str
    tone: str
    count: int
    text: str
    when: str
    address: str


def tasks_of(user: User) -> list[Task]:
    """Seven queries for who keeps accounts, one for a district's chief, none for its officers."""
    if user.of_district:
        return _locked(user)
    return [
        *_locked(user),
        *_held(user),
        *_new_passwords(user),
        *_many_reveals(user),
        *_review(user),
        *_unused(user),
    ]


def _locked(user: User) -> list[Task]:
    """Who waits after wrong passwords and cannot ask for help on a page."""
    waiting = unlocking.count_locked(user)
    if not waiting:
        return []
    text, address = "พักการเข้าสู่ระบบเพราะรหัสผ่านผิด", reverse("admin:account-locked")
    return [Task("ปลดการพัก", "warning", waiting, text, "", address)]


def _held(user: User) -> list[Task]:
    """Links to certifying accounts that the department has to release."""
    waiting = invitations.count_held(user)
    if not waiting:
        return []
    address = f"{reverse('admin:accounts_user_changelist')}?invitation=held"
    return [Task("รับรองคำเชิญ", "waiting", waiting, "มีสิทธิรับรองยอดและได้ลิงก์ผ่าน สพจ.", "", address)]


def _new_passwords(user: User) -> list[Task]:
    """Confirmations of the last month soon after a new password: to be asked about."""
    since = timezone.now() - timedelta(days=TOLD_DAYS)
    people = _CONFIRMED.read(user, since=since)
    if not people:
        return []
    year = calendar.fiscal_year(max(newest for _, newest in people))
    address = f"{reverse('admin:report', args=['new-passwords'])}?period={year}"
    return [
        Task("รหัสผ่านใหม่", "warning", len(people), "ยืนยันยอดภายใน 7 วันหลังตั้งรหัสผ่านใหม่", "", address)
    ]


_CONFIRMED = CompiledDoor(
    lambda officer, since: (
        Step.objects.visible_to(officer)
        .after_new_password()
        .filter(at__gte=since)
        .order_by()
        .values_list("by")
        .annotate(newest=Max("month"))
    ),
    since=datetime,
)


def _many_reveals(user: User) -> list[Task]:
    accounts = {one.by for one in many_reveals(user)}
    if not accounts:
        return []
    text = "เปิดดูเลขประจำตัวจำนวนมากในวันเดียว ตรวจว่ามีเหตุผล"
    return [Task("เปิดดูเลข", "warning", len(accounts), text, "", reverse("admin:data-access"))]


def _review(user: User) -> list[Task]:
    round = recertification.current_round()
    if round is None:
        return []
    missing = recertification.left_to_review(round, user)
    if not missing:
        return []
    late = calendar.today() > round.due_on
    address = reverse("admin:account-recertification")
    text = "ยังไม่มีคำตอบในการทบทวนประจำปี"
    tone = "late" if late else "waiting"
    until = f"ภายใน {calendar.day_short(round.due_on)}"
    return [Task("ทบทวนบัญชี", tone, missing, text, until, address)]


def _unused(user: User) -> list[Task]:
    soon = unused.count_suspended_soon(user)
    if not soon:
        return []
    address = f"{reverse('admin:accounts_user_changelist')}?seen=soon"
    return [Task("จะถูกพัก", "warning", soon, "ไม่ได้เข้าใช้นานและใกล้ถูกพัก", "", address)]
