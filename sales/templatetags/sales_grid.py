"""The cells of the grid: 480 of them on a page of 120 rows, too many for template tags of each part."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from sales.views.grid_rows import CHANNEL_LABELS, Cell, GridRow

register = template.Library()

# What is the same in every row is put together once; what a person typed is escaped below.
_CELLS = {
    channel: (
        f'<td class="cell{{refused}}" data-label="{escape(label)}"><span class="amount-field">'
        f'<input name="row-{{key}}-{channel}" value="{{text}}" inputmode="decimal" autocomplete="off"'
        f' aria-label="{escape(label)} {{name}}"{{closed}}{{wrong}}>'
        '<small class="before">{last_month}</small></span>{sentence}</td>'
    )
    for channel, label in CHANNEL_LABELS.items()
}


@register.simple_tag
def grid_cells(line: GridRow, editable: bool) -> SafeString:
    """The four amounts of a row as fields, last month's beside them; with what is wrong below it."""
    key, name = line.key, escape(line.row.producer.name)
    closed = "" if editable else " readonly"
    cells = [
        _CELLS[cell.channel].format(
            refused=" cell-refused" if cell.error else "",
            key=key,
            text=escape(cell.text),
            name=name,
            closed=closed,
            wrong=_marked_wrong(key, cell) if cell.error else "",
            last_month=escape(cell.last_month),
            sentence=_sentence(key, cell) if cell.error else "",
        )
        for cell in line.cells
    ]
    return mark_safe("\n".join(cells))  # noqa: S308  (every text in it went through escape)


def _marked_wrong(key: str, cell: Cell) -> SafeString:
    return format_html(' aria-invalid="true" aria-describedby="error-{}-{}"', key, cell.channel)


def _sentence(key: str, cell: Cell) -> SafeString:
    return format_html(
        '<small class="cell-error" id="error-{}-{}">{}</small>', key, cell.channel, cell.error
    )
