"""The cells of the grid: 480 of them on a page of 120 rows, too many for template tags of each part."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from sales.views.grid_rows import CHANNEL_LABELS, Cell, GridRow

register = template.Library()

# What is the same in every row is put together once; what a person typed is escaped below. A field is
# named by the row's producer (n), category (k) and the channel's heading (c), so that no name is
# written twice; last month's figure (b) belongs to it.
_CELLS = {
    channel: (
        f'<td class="cell{{refused}}"><span class="amount-field">'
        f'<input{{first}} name="row-{{key}}-{channel}" value="{{text}}" inputmode="decimal"'
        f' aria-labelledby="n{{key}} k{{key}} c{place}"{{closed}}{{wrong}}>'
        f'<small class="before" id="b{{key}}-{place}">{{last_month}}</small></span>{{sentence}}</td>'
    )
    for place, channel in enumerate(CHANNEL_LABELS)
}
_HEADS = "\n".join(
    f'<th class="cell" id="c{place}" aria-label="{escape(label)}">{escape(label.split()[-1])}</th>'
    for place, label in enumerate(CHANNEL_LABELS.values())
)


@register.simple_tag
def grid_heads() -> SafeString:
    """The headings of the four channels, which name the fields below them in full."""
    return mark_safe(_HEADS)  # noqa: S308  (words of our own, escaped)


@register.simple_tag
def grid_cells(line: GridRow, editable: bool, first: bool = False) -> SafeString:
    """The four amounts of a row as fields, last month's beside them; with what is wrong below it.

    The `first` row of the page holds the cell that a link of the page's top leads to.
    """
    key = line.key
    closed = "" if editable else " readonly"
    cells = [
        _CELLS[cell.channel].format(
            refused=" cell-refused" if cell.error else "",
            key=key,
            first=' id="first-cell"' if first and place == 0 else "",
            text=escape(cell.text),
            closed=closed,
            wrong=_described(key, place, cell),
            last_month=escape(cell.last_month),
            sentence=_sentence(key, cell) if cell.error else "",
        )
        for place, cell in enumerate(line.cells)
    ]
    return mark_safe("".join(cells))  # noqa: S308  (every text in it went through escape)


def _described(key: str, place: int, cell: Cell) -> str:
    """What is said of the field beside its name: what is wrong with it, and last month's figure."""
    before = f"c-last b{key}-{place}" if cell.last_month else ""
    if cell.error:
        wrong = f"error-{key}-{cell.channel} {before}".strip()
        return f' aria-invalid="true" aria-describedby="{wrong}"'
    return f' aria-describedby="{before}"' if before else ""


def _sentence(key: str, cell: Cell) -> SafeString:
    return format_html(
        '<small class="cell-error" id="error-{}-{}">{}</small>', key, cell.channel, cell.error
    )
