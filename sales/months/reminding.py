"""The province reminds districts that are behind: a line in the trail of each one's month, which its
home and its pages of that month show until it confirms, and a mail to its officers where mail is set."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from accounts.invitation_papers import may_mail
from core.steps import StepRefused, reason_given
from core.thai.calendar import day_long, month_name
from core.users.models import User
from sales.models import DistrictMonth, SalesMonth, Step
from sales.months.steps import STEPS, locked_province, log

RULE = STEPS[Step.Name.REMIND_DISTRICT]


@dataclass(frozen=True)
class Reminded:
    """The districts' months that were reminded, and the names of those that confirmed meanwhile."""

    months: Sequence[DistrictMonth]
    passed_over: Sequence[str]


@transaction.atomic
def remind(chosen: Collection[int], *, by: User, month: date, message: str) -> Reminded:
    """Remind the chosen districts' months (ids) of `month` that the district still works on. One that
    has confirmed since the page was shown needs none and is passed over; refused where none is left."""
    message = reason_given(message, RULE)
    sales_month, _ = locked_province(month, by, RULE)
    found = list(
        DistrictMonth.objects.visible_to(by)
        .filter(pk__in=chosen, month=sales_month)
        .select_related("district")
        .select_for_update(of=("self",), no_key=True)
        .order_by("district")
    )
    behind = [one for one in found if one.status in RULE.sources]
    if not behind:
        raise StepRefused("เลือกอำเภอที่ยังไม่ยืนยันอย่างน้อยหนึ่งอำเภอ")
    now = timezone.now()
    for one in behind:
        log(RULE.name, sales_month, district=one, by=by, at=now, reason=message)
    return Reminded(behind, [one.district.titled_name for one in found if one not in behind])


def reminders_of(user: User, district_months: Iterable[DistrictMonth]) -> dict[int, Step]:
    """The last reminder of each month that has one, by the id of the district's month; one query."""
    by_place = {(one.month_id, one.district_id): one.pk for one in district_months}
    steps = (
        Step.objects.visible_to(user)
        .filter(
            name=RULE.name,
            month__in={month for month, _ in by_place},
            district__in={district for _, district in by_place},
        )
        .select_related("by")
        .order_by("at", "pk")
    )
    last = {(step.month_id, step.district_id): step for step in steps}
    return {by_place[place]: step for place, step in last.items() if place in by_place}


def first_words(month: SalesMonth, due: date | None) -> str:
    """What a reminder says unless its writer says otherwise."""
    until = f" ภายใน{day_long(due)}" if due else ""
    return f"กรุณาบันทึกและยืนยันยอดจำหน่ายเดือน{month_name(month.pk)}{until}"


def mail(reminded: Reminded, *, by: User, message: str, address: str) -> tuple[int, int]:
    """Mail the officers of the reminded districts who have an address; how many were sent and how many
    could not be. Nothing where no mail is set."""
    if not may_mail():
        return 0, 0
    officers = User.objects.kept_by(by).filter(
        is_active=True, district__in=[one.district_id for one in reminded.months]
    )
    connection, sent, unsent = get_connection(), 0, 0
    for officer in officers.exclude(email=""):
        signed = f"{by.full_name}\n{by.office}\n"
        letter = f"เรียน {officer.full_name}\n\n{message}\n\nบันทึกได้ที่ {address}\n\n{signed}"
        subject = "แจ้งเตือนการยืนยันยอดจำหน่าย OTOP"
        try:
            EmailMessage(subject, letter, to=[officer.email], connection=connection).send()
            sent += 1
        except (SMTPException, OSError):
            unsent += 1
    return sent, unsent
