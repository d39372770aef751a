"""Addresses of the pages of a district's month, and the cells of the board, which lead there."""

from datetime import date
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.thai import calendar
from core.thai.templatetags.thai import month_key
from sales.models import DistrictMonth
from sales.views.board_lines import BoardCell, BoardLine

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


def board_link(cell: BoardCell, place: str) -> SafeString:
    """A cell of the board: its sign, whose title says it in words; `place` is the district's name. A
    board has a hundred and more, which a template would take ten milliseconds for."""
    dm = cell.district_month
    if dm is None:
        return SafeString("")
    title = f"{place} {calendar.month_short(dm.month_id)} {cell.name}"
    if cell.asked:
        title += f" · {dm.out_of_line} · คำชี้แจง: {dm.explanation}"
    address = month_url("admin:sales-review", dm)
    said = (cell.state, address, title, cell.sign, cell.unread, cell.asked, cell.late, cell.name)
    return _drawn(*said)


@lru_cache(maxsize=8192)
def _drawn(
    state: str, address: str, title: str, sign: str, unread: bool, asked: bool, late: str, name: str
) -> SafeString:
    marks = (_UNREAD if unread else "", _ASKED if asked else "")
    mark = format_html(' <small class="late-mark">{}</small>', late) if late else ""
    return format_html(
        '<a class="state-{}" href="{}" title="{}"><span aria-hidden="true">{}{}{}{}</span>'
        '<span class="visually-hidden">{}</span></a>',
        state, address, title, sign, *marks, mark, name,
    )  # fmt: skip


@register.simple_tag
def board_cells(line: BoardLine) -> SafeString:
    """The cells of a district's line."""
    place = line.district.name_th
    drawn = "".join([f"<td>{board_link(cell, place)}</td>" for cell in line.cells])
    return mark_safe(drawn)  # noqa: S308  (of board_link alone)


_UNREAD = SafeString('<span class="unread">●</span>')
_ASKED = SafeString('<span class="asked">⚠</span>')
