"""A computed table as a file: area, a column for each level, note; a line per area, then total."""

import csv
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from io import StringIO

from core.thai.digits import parse_baht
from targets.allocation import Allocation, Level, to_baht
from targets.income_file import BadTable, FileLine, area_key, is_total, normal

TOTAL = "total"


def result_text(result: Allocation) -> str:
    """The table as CSV, whole baht.

    `note` says which areas step 3 turned and what moved where, which remainders are negative, and in
    the last line which columns add up to something beside the total.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["area", *(level.name for level in result.levels), "note"])
    rows = result.rounded()
    notes = row_notes(result)
    for area, cells in rows.items():
        writer.writerow([area, *cells, notes.get(area, "")])
    writer.writerow([TOTAL, *result.rounded_totals(), total_note(result)])
    return text.getvalue()


def row_notes(
    result: Allocation, named: Mapping[str, str] | None = None, amount: str = "d"
) -> dict[str, str]:
    """What to know about an area's cells, in Thai, by area; none where there is nothing.

    `named`: what areas are called where that is not how the allocation knows them; `amount`: the format
    of whole baht, "," for a page.
    """
    called = {area: (named or {}).get(area, area) for area in result.cells}
    low, high = result.levels[0].name, result.levels[-1].name
    sayings: dict[str, list[str]] = {area: [] for area in result.cells}
    received: dict[str, list[tuple[str, Fraction]]] = {}
    given: dict[str, list[tuple[str, Fraction]]] = {}
    for moved in result.moved:
        given.setdefault(moved.area, []).append((moved.to, moved.amount))
        received.setdefault(moved.to, []).append((moved.area, moved.amount))
    for area, parts in given.items():
        told = " ".join(f"{to_baht(part):{amount}} บาทไปที่ {called[to]}" for to, part in parts)
        sayings[area].append(f"สลับ {low} กับ {high}; ย้ายผลต่าง {told}")
    for area, parts in received.items():
        whole = to_baht(sum((part for _, part in parts), Fraction(0)))
        told = " ".join(called[name] for name, _ in parts)
        sayings[area].append(f"รับผลต่าง {whole:{amount}} บาทจาก {told}: {low} เพิ่ม {high} ลด")
    for area, cells in result.rounded().items():
        if min(cells) < 0:
            sayings[area].append("ติดลบ")
    return {area: "; ".join(said) for area, said in sayings.items() if said}


def total_note(result: Allocation) -> str:
    """Which columns' rows add up to something beside the printed total."""
    columns = zip(*result.rounded().values(), strict=True)
    beside = [
        f"แถวของ {level.name} รวมได้ {sum(column)}"
        for level, column, total in zip(
            result.levels, columns, result.rounded_totals(), strict=True
        )
        if sum(column) != total
    ]
    return "; ".join(beside)


def read_result(lines: Sequence[FileLine], levels: tuple[Level, ...]) -> Allocation:
    """A table written by `result_text`, with the levels expected in it.

    Its figures are whole baht: what was rounded there cannot be got back, so what is taken off is what
    was printed. Without a line total the rows are added up.
    """
    if not lines:
        raise BadTable("ไฟล์ว่าง ไม่มีข้อมูล")
    head, *rows = lines
    headings = [normal(text).lower() for text in head.cells]
    expected = [level.name.lower() for level in levels]
    missing = [name for name in ("area", *expected) if name not in headings]
    if missing:
        raise BadTable(f"บรรทัด {head.number}: ไม่มีคอลัมน์ {', '.join(missing)}")
    places = [headings.index(name) for name in expected]
    cells: dict[str, tuple[Fraction, ...]] = {}
    totals: tuple[Fraction, ...] | None = None
    errors: list[str] = []
    for line in rows:
        name = area_key(line.cell(headings.index("area")))
        amounts = tuple(_whole(line, place, expected[n], errors) for n, place in enumerate(places))
        if is_total(name):
            totals = amounts
        elif not name:
            errors.append(f"บรรทัด {line.number}: ไม่ได้ระบุพื้นที่")
        elif name in cells:
            errors.append(f"บรรทัด {line.number}: {name} ซ้ำ")
        else:
            cells[name] = amounts
    if errors:
        raise BadTable(*errors)
    if totals is None:
        columns = zip(*cells.values(), strict=True)
        totals = tuple(sum(column, Fraction(0)) for column in columns)
    return Allocation(levels, cells, totals)


def _whole(line: FileLine, place: int, heading: str, errors: list[str]) -> Fraction:
    amount: Decimal | None = None
    try:
        amount = parse_baht(line.cell(place))
        if amount is None:
            errors.append(f"บรรทัด {line.number} คอลัมน์ {place + 1} ({heading}): ว่าง")
    except ValueError as error:
        errors.append(f"บรรทัด {line.number} คอลัมน์ {place + 1} ({heading}): {error}")
    return Fraction(amount or 0)
