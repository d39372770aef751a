"""The table of areas x checks, as markup: the nation's 1,700 cells cost a template a hundred times what
they cost here, and nothing in them is more than a number, a colour and an address."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.areas.models import District, Province
from quality.counting import Tallies, Tally
from quality.rules import Rule

# Percent of an area's records at fault, and the word that stands with each colour.
HEAT = ((0, "ไม่มี"), (5, "ไม่เกิน 5%"), (20, "ไม่เกิน 20%"), (50, "ไม่เกิน 50%"), (100, "เกิน 50%"))

_NONE = (
    '<td class="fault-0"><span aria-hidden="true">·</span>'
    '<span class="visually-hidden">ไม่มี</span></td>'
)


def heat(tally: Tally) -> int:
    return next(level for level, (bound, _) in enumerate(HEAT) if tally.percent <= bound)


@dataclass(frozen=True)
class AreaLine:
    """One area: `cells` are the `<td>` of its checks, `total` all that is faulty."""

    area: District | Province
    address: str
    cells: SafeString
    total: int


def area_lines(
    areas: Sequence[District | Province], name: str, rules: Sequence[Rule], tallies: Tallies
) -> list[AreaLine]:
    """The areas that have records, in their order; `name`: how an address narrows to one of them."""
    page = reverse("admin:quality")
    lists = [
        (rule.code, reverse("admin:quality-worklist", args=[rule.code]), escape(rule.title))
        for rule in rules
    ]
    lines = []
    for area in areas:
        query, called = f"?{name}={area.pk}", escape(area.name_th)
        cells, total, has_records = [], 0, False
        for code, address, title in lists:
            tally = tallies.get((area.pk, code))
            has_records = has_records or bool(tally and tally.of)
            if tally is None or not tally.faulty:
                cells.append(_NONE)
                continue
            total += tally.faulty
            told = f"{called} {code} {title}: {tally.faulty} จาก {tally.of}"
            cells.append(
                f'<td class="fault-{heat(tally)}">'
                f'<a href="{address}{query}" title="{told}">{tally.faulty:,}</a></td>'
            )
        if has_records:
            written = mark_safe("".join(cells))  # noqa: S308  (escaped above)
            lines.append(AreaLine(area, f"{page}{query}", written, total))
    return lines
