"""What the accounts an office keeps need of it: the review of the year, and who is about to be
suspended. The people themselves are away, so their office is told."""

from dataclasses import dataclass

from django.urls import reverse

from accounts import recertification, unused
from core.thai import calendar
from core.users.models import User


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
    """Three queries for who keeps accounts, none for a district."""
    if user.of_district:
        return []
    return [*_review(user), *_unused(user)]


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
