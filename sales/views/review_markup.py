"""The rows of a district's month under review as markup, out of one pattern (core.row_patterns)."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from core.row_patterns import fill, read_pattern, text
from core.thai.digits import format_baht
from sales.models import DistrictMonth, SalesRow
from sales.views.doors import grid_address
from sales.views.review_lines import ReviewLine

_NOTHING = {SalesRow.Entry.NO_SALES: "ไม่มียอดจำหน่าย", SalesRow.Entry.BLANK: "ยังไม่บันทึก"}


def drawn_lines(
    lines: Iterable[ReviewLine],
    district_month: DistrictMonth,
    *,
    may_return: bool,
    marked: Collection[int],
) -> SafeString:
    """`marked`: the rows whose box is ticked."""
    pages = grid_address(district_month)
    pattern = read_pattern("sales/review_row.html", may_return=may_return)
    pattern = pattern.replace("{grid_url}", pages)
    drawn = [fill(pattern, _values(line, line.row.pk in marked, pages)) for line in lines]
    return mark_safe("".join(drawn))  # noqa: S308  (every text in it went through text)


def _values(line: ReviewLine, ticked: bool, pages: str) -> dict[str, str]:
    row, grid = line.row, line.grid
    shown_by = f"หลักฐาน {grid.evidence}" if grid.evidence else "ไม่มีหลักฐาน"
    evidence = f' · <a href="{pages}evidence/{grid.producer_key}/">{shown_by}</a>'
    return {
        "key": grid.key,
        "kinds": " ".join(line.kinds),
        "flagged": ' class="flagged"' if line.is_flagged else "",
        "name": text(row.producer.name),
        "code": text(row.producer.code),
        "category": row.category_short,
        "kind": row.kind_short,
        "shown_by": evidence if row.total else "",
        "amounts": _amounts(line),
        "total": f"<b>{format_baht(row.total)}</b>" if row.entry != SalesRow.Entry.BLANK else "",
        "before": _before(line),
        "remarks": _remarks(line),
        "ticked": " checked" if ticked else "",
        "noted": text(line.noted),
    }


def _amounts(line: ReviewLine) -> str:
    if nothing := _NOTHING.get(SalesRow.Entry(line.row.entry)):
        return f'<td colspan="4" class="quiet none">{nothing}</td>'
    return "".join(
        f'<td class="amount{"" if amount else " nothing"}" data-label="{label}">'
        f"{format_baht(amount)}</td>"
        for label, amount in line.amounts
    )


def _before(line: ReviewLine) -> str:
    if line.before is None:
        return "เดือนก่อนไม่มีรายการ"
    before = f'<span class="visually-hidden">เดือนก่อน</span> {format_baht(line.before)}'
    return before if line.change is None else f"{before} {_moved(line.change)}"


def _moved(change: Decimal) -> str:
    """As sales/moved.html says it elsewhere."""
    if not change:
        return "<span>เท่าเดิม</span>"
    kind, sign, word = ("", "▼", "ลดลง") if change < 0 else ("up", "▲", "เพิ่มขึ้น")
    said = f'<span aria-hidden="true">{sign}</span><span class="visually-hidden">{word}</span>'
    return f'<span class="{kind}">{said} {abs(change)}%</span>'


def _remarks(line: ReviewLine) -> str:
    grid, explained = line.grid, line.row.explained
    said = []
    if grid.anomaly:
        said.append(f'<span class="state state-warning">⚠</span> {text(grid.anomaly)}')
    if explained:
        said.append(f"<br>เหตุผล: {text(explained)}")
    if grid.note:
        said.append(f"<br>หมายเหตุ: {text(grid.note)}")
    for mark in line.marks:
        answer = render_to_string("sales/mark_answer.html", {"mark": mark})
        said.append(f"<br>{answer.replace('{', '&#123;')}")
    return "".join(said)
