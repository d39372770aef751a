"""What a person is told of a save: what counted of it; or why it was refused and what stands nowhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.thai.calendar import moment_exact
from core.users.models import User
from sales.calendar.deadlines import counted_of_save, due_of
from sales.models import CHANNELS, DistrictMonth, SalesRow
from sales.months.entry import RowInput, RowResult, kept_of
from sales.views.timing import judged_of


def saved_at(results: Iterable[RowResult]) -> datetime | None:
    """The moment of a save by the server's clock; None where nothing was saved."""
    return max((result.at for result in results if result.at), default=None)


def counted_words(user: User, district_month: DistrictMonth, at: datetime) -> str:
    """What counts of a save, in a sentence."""
    judged = judged_of(user, district_month)
    return counted_of_save(at, judged.due, first_confirmed=judged.confirmed.first)


def deciding_words(user: User, district_month: DistrictMonth, at: datetime) -> str:
    """The same where the sentence decides something: from the last day on, and after a confirmation.

    Most saves come before that. The month's own day tells it of a month that was never sent, since an
    extension only moves the day away; then nothing is looked up.
    """
    day = timezone.localtime(at).date()
    never_sent = district_month.status == DistrictMonth.Status.ENTERING
    if never_sent and day < district_month.month.district_due:
        return ""
    if never_sent:
        due = due_of(district_month)
        return "" if day < due.until else counted_of_save(at, due, first_confirmed=None)
    judged = judged_of(user, district_month)
    if judged.confirmed.first is None and day < judged.due.until:
        return ""
    return counted_of_save(at, judged.due, first_confirmed=judged.confirmed.first)


@dataclass(frozen=True)
class Unsaved:
    """A typed row that is saved nowhere: whose it is and what was typed, to be copied."""

    row: str
    typed: str


@dataclass(frozen=True)
class Refused:
    """What a person is told whose save came too late: what of theirs is kept, and what is not."""

    kept: str
    unsaved: list[Unsaved]


def refused_of(user: User, district_month: DistrictMonth, typed: Sequence[RowInput]) -> Refused:
    kept = kept_of(district_month, typed, by=user)
    if kept.last is None:
        said = "ยังไม่มีรายการที่ท่านบันทึกไว้ในเดือนนี้"
    else:
        said = f"ที่ท่านบันทึกไว้แล้ว {kept.rows} รายการ ล่าสุด {moment_exact(kept.last)}"
    return Refused(said, [_unsaved(*one) for one in kept.unsaved])


def _unsaved(row: SalesRow | None, typed: RowInput) -> Unsaved:
    name = f"{row.producer.name} ({row.category_short})" if row else "รายการที่ถูกลบออกแล้ว"
    if typed.no_sales:
        figures = "ไม่มียอดจำหน่าย"
    else:
        figures = " · ".join(typed.amounts.get(channel) or "0.00" for channel in CHANNELS)
    note = typed.note.strip()
    return Unsaved(name, f"{figures} หมายเหตุ: {note}" if note else figures)
