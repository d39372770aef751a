"""A saved pivot by mail each month, on the day after the department closes the month.

`manage.py mail_pivots` sends, once a night. The pivot is made anew for whoever gets it, through that
person's door as it is then; each mail leaves a line, and of a month none is sent twice.
"""

from collections import Counter
from datetime import timedelta
from smtplib import SMTPException
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.invitation_papers import may_mail
from core.reports import engine
from core.reports.renderers import FILE_FORMATS
from core.reports.tables import ReportTable
from core.thai.calendar import month_name
from sales.models import PivotMailLine, PivotSubscription, SalesMonth, SavedPivot
from sales.reports.pivot import PivotReport

Outcome = PivotMailLine.Outcome

TRIED_FOR = timedelta(days=7)  # after the closing
SUBJECT = "ตารางสรุปยอดจำหน่าย OTOP"
NOT_VISIBLE = "ผู้รับไม่เห็นตารางนี้แล้ว"
NO_ADDRESS = "บัญชีไม่มีอีเมล"
NOTHING_SHOWN = "ตารางไม่มีข้อมูลที่ผู้รับดูได้"


class PassedOver(Exception):
    """There is nothing to send to this person, and why."""


def send_due() -> Counter[str]:
    """Send what is due today; how many mails had which outcome. Nothing where no mail is set."""
    counted: Counter[str] = Counter()
    month = _closed_before_today()
    if month is None or not may_mail():
        return counted
    due = (
        PivotSubscription.objects.filter(since__lt=month.closed_at, to__is_active=True)
        .select_related("pivot", "to__district__province", "to__province")
        .order_by("to", "pk")
    )
    done = set(
        PivotMailLine.objects.filter(~Q(outcome=Outcome.NOT_SENT), month=month).values_list(
            "by", "pivot_number"
        )
    )
    connection = get_connection()
    for one in due:
        if (one.to_id, one.pivot_id) not in done:
            counted[_send(one, month, connection)] += 1
    return counted


def _closed_before_today() -> SalesMonth | None:
    """The month that was closed last, if that was yesterday or a few days before; not one that was
    taken over, which nobody closed here."""
    begun = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        SalesMonth.objects.filter(
            status=SalesMonth.Status.CLOSED,
            taken_over_at=None,
            closed_at__lt=begun,
            closed_at__gte=begun - TRIED_FOR,
        )
        .order_by("-closed_at", "-month")
        .first()
    )


def _send(one: PivotSubscription, month: SalesMonth, connection: Any) -> str:
    """The line and the mail are one transaction: whoever sends at the same time waits and finds it."""
    try:
        message = _message(one, month)
        message.connection = connection
        with transaction.atomic():
            _log(one, month, Outcome.SENT)
            message.send()
    except PassedOver as why:
        return _log(one, month, Outcome.PASSED_OVER, str(why))
    except (SMTPException, OSError) as error:
        return _log(one, month, Outcome.NOT_SENT, type(error).__name__)
    except IntegrityError:
        return "sent_meanwhile"
    return Outcome.SENT


def _log(one: PivotSubscription, month: SalesMonth, outcome: Outcome, reason: str = "") -> str:
    PivotMailLine.objects.create(
        by=one.to,
        at=timezone.now(),
        pivot_number=one.pivot_id,
        pivot_name=one.pivot.name,
        month=month,
        outcome=outcome,
        reason=reason,
    )
    return outcome


def _message(one: PivotSubscription, month: SalesMonth) -> EmailMessage:
    """Raises PassedOver where there is nothing that this person may see."""
    user, pivot = one.to, one.pivot
    if not user.email:
        raise PassedOver(NO_ADDRESS)
    if not SavedPivot.objects.visible_to(user).filter(pk=pivot.pk).exists():
        raise PassedOver(NOT_VISIBLE)
    try:
        report = engine.find_report(PivotReport.key, user)
        form = engine.read_parameters(report, user, dict(parse_qsl(pivot.query)))
        table = engine.build(report, user, form)
    except (engine.ReportNotFound, engine.BadParameters) as error:
        raise PassedOver(NOT_VISIBLE) from error
    if not table.rows:
        raise PassedOver(NOTHING_SHOWN)
    workbook = FILE_FORMATS["xlsx"]
    subject = " ".join(f"{SUBJECT}: {pivot.name}".split())  # a header is one line
    message = EmailMessage(subject, _letter(one, month, table), to=[user.email])
    message.attach(
        engine.file_name(report, form, workbook.extension),
        workbook.render(table, False),
        workbook.content_type,
    )
    return message


def _letter(one: PivotSubscription, month: SalesMonth, table: ReportTable) -> str:
    page = f"{settings.PUBLIC_ADDRESS}{reverse('admin:report', args=[PivotReport.key])}"
    said = "\n".join((table.title, *table.subtitle_lines, table.coverage))
    return (
        f"เรียน {one.to.full_name}\n\n"
        f"กรมปิดเดือน{month_name(month.month)} แล้ว "
        f"ส่งตาราง “{one.pivot.name}” ที่ท่านขอรับทุกเดือน เป็นไฟล์ Excel ที่แนบ\n\n"
        f"{said}\n\n"
        f"เปิดดูในระบบ {page}?{one.pivot.query}\n\n"
        f"เลิกรับได้ที่ {page} หัวข้อ “ตารางที่บันทึกไว้” กด “เลิกรับทางอีเมล”\n"
    )
