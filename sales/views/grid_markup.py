"""The rows of the grid as markup, out of one pattern (core.row_patterns).

A page without a script is sent the rows filled in. A browser that runs ours fills them in itself
(static/js/grid/drawn.js): it is sent the pattern once and of each row its values, a seventh of the
letters.
"""

import json
from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from core.row_patterns import fill, read_pattern, text
from core.thai.digits import format_baht
from core.users.models import User
from sales.models import CHANNELS, DistrictMonth, SalesRow
from sales.views.doors import grid_address
from sales.views.grid_rows import Cell, GridRow

# What only a posted page says of a row: what its fields held, what is wrong with it.
_OF_POSTED = (
    "was",
    "wrong_row",
    "wrong_no_sales",
    "wrong_note",
    *(f"{name}_{place}" for name in ("refused", "wrong") for place in range(len(CHANNELS))),
)
# Hardly any two rows say the same here; what the others say is sent once.
_OWN = (
    "key",
    "place",
    "code",
    "producer",
    "version",
    "name",
    "total",
    *(f"{name}_{place}" for name in ("amount", "before") for place in range(len(CHANNELS))),
)


def drawn_rows(lines: Sequence[GridRow], district_month: DistrictMonth, user: User) -> SafeString:
    """The rows filled in, each with the question below it where somebody else saved it first."""
    pattern = _pattern_of(district_month)
    taken_over = district_month.month.is_taken_over
    editable = district_month.is_editable
    drawn = []
    for place, line in enumerate(lines, 1):
        values = _values(line, place, taken_over=taken_over, editable=editable) | _of_posted(
            line, editable
        )
        drawn.append(fill(pattern, values))
        if line.overtaken:
            asked = {"line": line, "over": line.overtaken, "user": user}
            drawn.append(render_to_string("sales/overtaken.html", asked))
    return mark_safe("".join(drawn))  # noqa: S308  (every text in it went through text)


def sent_rows(lines: Sequence[GridRow], district_month: DistrictMonth) -> SafeString:
    """The pattern and the rows' values as JSON, for an attribute between single quotes. A number among
    the values stands for one of the `words`."""
    pattern = _pattern_of(district_month)
    for name in _OF_POSTED:
        pattern = pattern.replace(f"{{{name}}}", "")
    stands = {
        "taken_over": district_month.month.is_taken_over,
        "editable": district_month.is_editable,
    }
    words: dict[str, int] = {}
    names: tuple[str, ...] = ()
    rows = []
    for place, line in enumerate(lines, 1):
        values = _values(line, place, **stands)
        own = [values.pop(name) for name in _OWN]
        names = names or (*_OWN, *values)
        rows.append([*own, *(words.setdefault(word, len(words)) for word in values.values())])
    sent = {"pattern": pattern, "names": names, "words": list(words), "rows": rows}
    said = json.dumps(sent, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(said.replace("&", "&amp;").replace("'", "&#39;"))  # noqa: S308  (escaped)


def _pattern_of(district_month: DistrictMonth) -> str:
    """The pattern with the addresses of the month's pages put together once."""
    producers = reverse("admin:producers_producer_changelist")
    channels = tuple(enumerate(CHANNELS))
    pattern = read_pattern(
        "sales/grid_row.html", channels=channels, editable=district_month.is_editable
    )
    pattern = pattern.replace("{producers_url}", producers)
    return pattern.replace("{grid_url}", grid_address(district_month))


def _small(words: str, kind: str = "cell-error", key: str = "") -> str:
    """Words of their own below a cell; nothing where there are none."""
    named = f' id="{key}"' if key else ""
    return f'<small class="{kind}"{named}>{text(words)}</small>' if words else ""


def _values(line: GridRow, place: int, *, taken_over: bool, editable: bool) -> dict[str, str]:
    """What stands for the names of the pattern, in the row of this place of the page."""
    row = line.row
    values = {
        "key": line.key,
        "place": str(place),
        "code": text(row.producer.code),
        "producer": line.producer_key,
        "version": str(line.version),
        "name": text(row.producer.name),
        "total": "" if row.entry == SalesRow.Entry.BLANK else format_baht(row.total),
        "category": row.category_short,
        "kind": row.kind_short,
        "stands": _stands(line),
        "shown_by": _shown_by(line),
        "shown_by_none": (
            " evidence-none" if not line.evidence and row.total and not taken_over else ""
        ),
        "past": _past(line),
        "mark": _small(f"จังหวัด: {line.mark}" if line.mark else "", "province-mark"),
        "state": text(line.state_text),
        "saved": line.saved_text,
        "anomaly": text(line.anomaly_detail),
        "ask": _ask(line) if editable else "",
        "offer": _offer(line),
        "checked": " checked" if line.no_sales else "",
        "note": text(line.note),
        "closed_note": "",
        **(_ADDED if row.added_by_hand else _OF_REGISTRY),
    }
    for number, cell in enumerate(line.cells):
        values[f"first_{number}"] = ' id="first-cell"' if place == 1 and not number else ""
        values[f"amount_{number}"] = text(cell.text)
        values[f"before_{number}"] = cell.last_month
        values[f"proposed_{number}"] = _proposed(line, cell.channel)
        values[f"told_{number}"] = _TOLD[number] if cell.last_month else ""
    return values


_TOLD = tuple(f' aria-describedby="c-last b{{key}}-{place}"' for place in range(len(CHANNELS)))
_ADDED = {"clears": "", "remove_label": "ลบรายการ", "remove": "ลบรายการ"}
_OF_REGISTRY = {
    "clears": ' data-clears title="ลบตัวเลขในรายการนี้"',
    "remove_label": "ลบตัวเลขในรายการนี้",
    "remove": "ลบตัวเลข",
}


def _stands(line: GridRow) -> str:
    state = "returned" if line.state == "marked" else line.state
    return f"row-{state} row-no_sales" if line.no_sales else f"row-{state}"


def _ask(line: GridRow) -> str:
    """The way to the reason of a figure out of line; the grid's script opens it below the row."""
    if not line.anomaly:
        return ""
    words = "ระบุเหตุผล" if line.state == "warned" else "แก้ไขเหตุผล"
    return (
        '<a class="reason-link" href="rows/{key}/reason/" id="r{key}"'
        f' aria-labelledby="r{{key}} n{{key}}">{words} <kbd>F7</kbd></a>'
    )


def _proposed(line: GridRow, channel: str) -> str:
    """What the producer reported, beside the cell it is no figure of."""
    amount = getattr(line.proposal, channel) if line.proposal else None
    return f'<small class="proposed">แจ้ง {format_baht(amount)}</small>' if amount else ""


def _offer(line: GridRow) -> str:
    """What the producer reported waits: to be accepted here, corrected or asked back on its page."""
    one = line.proposal
    if one is None:
        return ""
    said = "แจ้งไม่มียอด " if one.entry == SalesRow.Entry.NO_SALES else ""
    # A waiting one has no other step than a question.
    said += "ถามกลับแล้ว " if getattr(one, "is_asked", False) else ""
    name = text(line.row.producer.name)
    return (
        f'<span class="offer" data-proposal="{one.pk}">{said}'
        '<button class="button button-small accept" formaction="proposals/" name="proposal"'
        f' value="{one.pk}-{line.row.version}" aria-label="รับยอดที่แจ้ง F6 {name}">'
        "รับยอดที่แจ้ง <kbd>F6</kbd></button>"
        f' <a href="proposals/{one.pk}/" id="p{{key}}" aria-labelledby="p{{key}} n{{key}}">'
        "แก้ไข ถามกลับ</a></span>"
    )


def _shown_by(line: GridRow) -> str:
    if line.evidence:
        return f"หลักฐาน {line.evidence}"
    return "ไม่มีหลักฐาน" if line.row.total else "แนบหลักฐาน"


def _past(line: GridRow) -> str:
    if not line.past:
        return ""
    return f"{render_to_string('sales/past_line.html', {'past': line.past})} {line.past.last_year}"


def _of_posted(line: GridRow, editable: bool) -> dict[str, str]:
    """What only a page without a script says: what its fields held, and what is wrong with a posted
    row."""
    was = f'<input type="hidden" name="row-{{key}}-was" value="{text(line.was)}">'
    values = dict.fromkeys(_OF_POSTED, "") | {"was": was if editable else ""}
    if not editable and line.note:
        values["closed_note"] = (
            f'<input class="note" name="row-{{key}}-note" value="{text(line.note)}" readonly'
            f' aria-labelledby="c-note n{{key}} k{{key}}">'
        )
    if line.errors:
        values |= {f"wrong_{name}": _small(line.errors.get(name, "")) for name in _OF_ROW}
        for number, cell in enumerate(line.cells):
            if cell.error:
                values |= _of_refused(number, cell)
    return values


_OF_ROW = ("row", "no_sales", "note")


def _of_refused(number: int, cell: Cell) -> dict[str, str]:
    """An amount that could not be read: the field says so before last month's figure."""
    key = f"error-{{key}}-{cell.channel}"
    before = f" c-last b{{key}}-{number}" if cell.last_month else ""
    return {
        f"refused_{number}": " cell-refused",
        f"told_{number}": f' aria-invalid="true" aria-describedby="{key}{before}"',
        f"wrong_{number}": _small(cell.error, key=key),
    }
