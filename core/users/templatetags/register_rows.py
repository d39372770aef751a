"""The rows of a register's list: 900 cells on a page, for which the stock admin looks up each time what
is the same in a whole column, and draws the box of each row through a template.

What is out of the ordinary, a list edited in place or opened as a popup, a column of another kind than
text, is left to the stock list.
"""

from collections.abc import Callable
from html import escape  # as Django escapes, without asking whether the text is lazy
from operator import attrgetter
from typing import Any

from django import template
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_list import result_list
from django.contrib.admin.utils import display_for_value
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import CharField, TextField
from django.utils.encoding import iri_to_uri
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

Cell = Callable[[Any], str]  # what stands in a column for a record, as markup

register = template.Library()


@register.inclusion_tag("admin/change_list_results.html")
def register_list(cl: Any) -> dict[str, Any]:
    """`{% register_list cl %}`, for the stock `{% result_list cl %}`."""
    cells = _cells(cl)
    if cells is None:
        return result_list(cl)
    rows = cl.result_list
    cl.result_list = []  # only the heads of the stock list
    context = result_list(cl)
    cl.result_list = rows
    drawn = "".join(f"<tr>{''.join([cell(row) for cell in cells])}</tr>" for row in rows)
    return context | {"results": rows, "drawn": mark_safe(drawn)}  # noqa: S308  (cells are escaped)


@register.simple_tag
def register_filter(cl: Any, spec: Any) -> SafeString:
    """`{% register_filter cl spec %}`, for the stock `{% admin_list_filter cl spec %}`: a button that
    opens the choices, of which the nation's lists have a hundred."""
    chosen, choices = "", []
    for place, choice in enumerate(spec.choices(cl)):
        word, current = conditional_escape(choice["display"]), ""
        if choice["selected"]:
            current = ' aria-current="true"'
            chosen = f": {word}" if place else chosen
        address = conditional_escape(iri_to_uri(choice["query_string"]))
        choices.append(f'<li><a href="{address}"{current}>{word}</a></li>')
    narrowed = ' aria-current="true"' if chosen else ""
    return mark_safe(  # noqa: S308  (every word in it is escaped)
        f'<details class="filter" name="list-filter"><summary class="button"{narrowed}>'
        f"{conditional_escape(spec.title)}{chosen}</summary><ul>{''.join(choices)}</ul></details>"
    )


def _cells(cl: Any) -> list[Cell] | None:
    """How each column is drawn; None where one is the stock list's to draw."""
    if cl.formset or cl.is_popup or cl.to_field:
        return None
    links = list(cl.list_display_links or ())
    cells: list[Cell] = []
    for name in cl.list_display:
        if name == "action_checkbox":
            cells.append(_box())
            continue
        said = _column(cl, name)
        if said is None:
            return None
        text = _shown(said, cl.model_admin.get_empty_value_display())
        if name in links:
            # As in the stock list the first that leads to the record is the head of its row.
            cells.append(_link(cl, name, text, "th" if name == links[0] else "td"))
        else:
            cells.append(_plain(name, text))
    return cells


def _column(cl: Any, name: Any) -> Callable[[Any], Any] | None:
    """What a column says of a record; None for columns of other kinds than text."""
    if not isinstance(name, str):
        return None
    try:
        field = cl.lookup_opts.get_field(name)
    except FieldDoesNotExist:
        said = getattr(cl.model_admin, name, None)
        ordinary = callable(said) and not hasattr(said, "boolean")
        return said if ordinary and not hasattr(said, "empty_value_display") else None
    if type(field) not in (CharField, TextField) or field.flatchoices:
        return None
    return attrgetter(field.attname)


def _shown(said: Callable[[Any], Any], none: str) -> Cell:
    empty = conditional_escape(none)

    def text(record: Any) -> str:
        try:
            value = said(record)
        except ObjectDoesNotExist:
            return empty
        if isinstance(value, SafeString):
            return value or empty
        if isinstance(value, str):
            return escape(value) if value.strip() else empty
        return conditional_escape(display_for_value(value, none))

    return text


def _plain(name: str, text: Cell) -> Cell:
    return lambda record: f'<td class="field-{name}">{text(record)}</td>'


def _link(cl: Any, name: str, text: Cell, tag: str) -> Cell:
    begin, address = f'<{tag} class="field-{name}"><a href="', cl.url_for_result
    return lambda record: f'{begin}{escape(address(record))}">{text(record)}</a></{tag}>'


def _box() -> Cell:
    """The box of a row for the actions, as `ModelAdmin.action_checkbox` draws it."""
    begin = (
        f'<td class="action-checkbox"><input type="checkbox" name="{ACTION_CHECKBOX_NAME}" value="'
    )
    label = gettext("Select this object for an action - {}")

    def box(record: Any) -> str:
        told = escape(label.format(record))
        return f'{begin}{record.pk}" class="action-select" aria-label="{told}"></td>'

    return box
