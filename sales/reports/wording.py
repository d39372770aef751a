"""What the title blocks and rows of รต.๑-๔ have in common."""

from datetime import date

from core.reports.tables import Value
from core.thai import calendar
from core.users.models import User
from producers.models import Producer
from products.models import Category
from sales.figures.confirmed import Scope
from sales.figures.rollup import Amounts
from sales.models import CHANNELS
from sales.reports.dimensions import MEASURES

UNIT = "หน่วย: บาท"


def channel_values(amounts: Amounts) -> dict[str, Value]:
    return {channel: getattr(amounts, channel) for channel in CHANNELS} | {"total": amounts.total}


def place_and_period(user: User, scope: Scope) -> tuple[str, ...]:
    """Whose report it is and of when, as the title block writes it, and what it was narrowed to."""
    if user.district:
        place = f"{user.district.titled_name} {user.district.province.titled_name}"
    elif scope.district:
        place = f"{scope.district.titled_name} {scope.district.province.titled_name}"
    elif scope.province:
        place = scope.province.titled_name
    else:
        place = scope.region or "ทั่วประเทศ"
    narrowed = []
    if scope.category:
        narrowed.append(f"ประเภท{Category(scope.category).label}")
    if scope.kind is not None:
        narrowed.append(f"ลักษณะ{Producer.Kind(scope.kind).label if scope.kind else 'ว่าง'}")
    known = [known_line(scope.known_on)] if scope.known_on else []
    return (f"{place} {scope.period.title}", *([" ".join(narrowed)] if narrowed else []), *known)


def known_line(day: date) -> str:
    return f"ตามที่ทราบ ณ วันที่ {calendar.day_short(day)}"


def place_and_month(place: str, month: date) -> str:
    return f"{place} ประจำเดือน{calendar.month_name(month)}"


def measure_line(measure: str) -> tuple[str, ...]:
    """Which channels the figures are of, where they are not all of them."""
    return (f"เฉพาะ{MEASURES[measure][0]}",) if measure else ()
