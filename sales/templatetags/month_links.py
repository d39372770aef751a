"""Addresses of the pages of a district's month, and the cells of the board, which lead there."""

from datetime import date
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.thai import calendar
from core.thai.templatetags.thai import month_key
from sales.models import DistrictMonth
from sales.views.board_lines import BoardCell

register = template.Library()


@register.simple_tag
def month_url(name: str, of: DistrictMonth, **more: object) -> str:
    """`{% month_url "admin:sales-grid" district_month %}`; `more` is what the page needs besides."""
    if more:
        month, district = month_key(of.month_id), of.district_id
        return reverse(name, kwargs={"month": month, "district": district, **more})
    return _address(name, of.month_id, of.district_id)


@lru_cache(maxsize=4096)
def _address(name: str, month: date, district: str) -> str:
    """A board has a hundred of them, the same for everybody."""
    return reverse(name, kwargs={"month": month_key(month), "district": district})


@register.simple_tag
def board_link(cell: BoardCell, place: str) -> SafeString:
    """A cell of the board: its sign, whose title says it in words; `place` is the district's name. A
    board has a hundred and more, which a template would take ten milliseconds for."""
    dm = cell.district_month
    if dm is None:
        return SafeString("")
    title = f"{place} {calendar.month_short(dm.month_id)} {cell.name}"
    if cell.asked:
        title += f" · {dm.out_of_line} · คำชี้แจง: {dm.explanation}"
    unread = _UNREAD if cell.unread else ""
    asked = _ASKED if cell.asked else ""
    late = format_html(' <small class="late-mark">{}</small>', cell.late) if cell.late else ""
    return format_html(
        '<a class="state-{}" href="{}" title="{}"><span aria-hidden="true">{}{}{}{}</span>'
        '<span class="visually-hidden">{}</span></a>',
        cell.state, month_url("admin:sales-review", dm), title,
        cell.sign, unread, asked, late, cell.name,
    )  # fmt: skip


_UNREAD = SafeString('<span class="unread">●</span>')
_ASKED = SafeString('<span class="asked">⚠</span>')
