"""What the title blocks and rows of รต.๑-๔ have in common."""

from datetime import date

from core.reports.tables import Value
from core.thai import calendar
from sales.models import CHANNELS
from sales.rollup import Amounts

UNIT = "หน่วย: บาท"


def channel_values(amounts: Amounts) -> dict[str, Value]:
    return {channel: getattr(amounts, channel) for channel in CHANNELS} | {"total": amounts.total}


def place_and_month(place: str, month: date) -> str:
    return f"{place} ประจำเดือน{calendar.month_name(month)}"
