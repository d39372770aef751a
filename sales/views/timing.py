"""What the pages of a district's month say of time."""

from dataclasses import dataclass

from django.utils import timezone

from core.thai.calendar import moment_exact
from sales.calendar.deadlines import counted_of_save
from sales.calendar.extensions import may_ask
from sales.calendar.notices import notices_of
from sales.calendar.timeliness import Timeliness, of_districts
from sales.models import CHANNELS, DistrictMonth, SalesRow
from sales.months import entry


def time_of(user, district_month: DistrictMonth) -> dict:
    """What the head of a district's page says of time: the day that counts and how it stands to it,
    what changed meanwhile, and whether to offer to ask for more."""
    judged = judged_of(user, district_month)
    return {
        "timeliness": judged,
        "notices": notices_of(user, [district_month.month_id])[district_month.month_id],
        "may_ask": may_ask(
            district_month.month, user, confirmed=judged.confirmed.first is not None
        ),
    }


def judged_of(user, district_month: DistrictMonth) -> Timeliness:
    return of_districts(user, [district_month])[district_month.pk]


@dataclass(frozen=True)
class Said:
    """What counted of a save, by the server's clock: the whole sentence, the time of day, and whether
    the last day has come, so that the sentence decides something."""

    sentence: str = ""
    time: str = ""
    decides: bool = False


def said_of_save(user, district_month: DistrictMonth, results: list[entry.RowResult]) -> Said:
    """Nothing where nothing was saved."""
    moments = [result.at for result in results if result.at]
    if not moments:
        return Said()
    at, judged = max(moments), judged_of(user, district_month)
    first = judged.confirmed.first
    local = timezone.localtime(at)
    return Said(
        counted_of_save(at, judged.due, first_confirmed=first),
        f"{local:%H:%M}",
        first is not None or local.date() >= judged.due.until,
    )


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


def refused_of(user, district_month: DistrictMonth, typed: list[entry.RowInput]) -> Refused:
    kept = entry.kept_of(district_month, typed, by=user)
    if kept.last is None:
        said = "ยังไม่มีรายการที่คุณบันทึกไว้ในเดือนนี้"
    else:
        said = f"ที่คุณบันทึกไว้แล้ว {kept.rows} รายการ ล่าสุด {moment_exact(kept.last)}"
    return Refused(said, [_unsaved(*one) for one in kept.unsaved])


def _unsaved(row: SalesRow | None, typed: entry.RowInput) -> Unsaved:
    name = f"{row.producer.name} ({row.category_short})" if row else "รายการที่ถูกลบออกแล้ว"
    if typed.no_sales:
        figures = "ไม่มียอดจำหน่าย"
    else:
        figures = " · ".join(typed.amounts.get(channel) or "0.00" for channel in CHANNELS)
    note = typed.note.strip()
    return Unsaved(name, f"{figures} หมายเหตุ: {note}" if note else figures)
