"""Builders of the files offices send and of those nobody should: workbooks by hand, part by part.

`workbook` writes the few parts of an .xlsx as text, so that a test can put anything into them;
`old_workbook` writes an .xls record by record (MS-XLS, BIFF8) into a compound file (MS-CFB).
"""

import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass(frozen=True)
class Formula:
    """A cell computed from others, with the value kept beside it (None: none was kept)."""

    text: str
    value: float | None = None


@dataclass(frozen=True)
class Fault:
    """A cell that shows an error of Excel, such as #N/A."""

    name: str


@dataclass(frozen=True)
class Day:
    """A date cell: its serial number in Excel."""

    serial: float


Value = str | int | float | bool | Formula | Fault | Day | None


def letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_xml(row: int, column: int, value: Value) -> str:
    place = f'r="{letters(column)}{row}"'
    match value:
        case None:
            return ""
        case bool():
            return f'<c {place} t="b"><v>{int(value)}</v></c>'
        case str():
            return f'<c {place} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        case Formula(text, None):
            return f"<c {place}><f>{escape(text)}</f></c>"
        case Formula(text, kept):
            return f"<c {place}><f>{escape(text)}</f><v>{kept}</v></c>"
        case Fault(name):
            return f'<c {place} t="e"><v>{name}</v></c>'
        case Day(serial):
            return f'<c {place} s="1"><v>{serial}</v></c>'
        case number:
            return f"<c {place}><v>{number!r}</v></c>"


def sheet_xml(
    rows: Iterable[Sequence[Value]],
    *,
    merged: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    before: str = "",
    after: str = "",
) -> str:
    """The XML of a sheet; columns and rows to hide are counted from 1."""
    columns = "".join(f'<col min="{n}" max="{n}" width="9" hidden="1"/>' for n in hidden_columns)
    lines = []
    for number, row in enumerate(rows, 1):
        hidden = ' hidden="1"' if number in hidden_rows else ""
        cells = "".join(cell_xml(number, column, value) for column, value in enumerate(row))
        lines.append(f'<row r="{number}"{hidden}>{cells}</row>')
    merges = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{before}'
        + (f"<cols>{columns}</cols>" if columns else "")
        + f"<sheetData>{''.join(lines)}</sheetData>"
        + (f"<mergeCells>{merges}</mergeCells>" if merges else "")
        + f"{after}</worksheet>"
    )


def parts_of(sheets: Mapping[str, str], hidden: Sequence[str] = ()) -> dict[str, str | bytes]:
    """The parts of a workbook whose sheets have this XML."""
    entries, relations = "", ""
    parts: dict[str, str | bytes] = {}
    for number, (name, xml) in enumerate(sheets.items(), 1):
        state = ' state="hidden"' if name in hidden else ""
        entries += f'<sheet name="{escape(name)}" sheetId="{number}"{state} r:id="rId{number}"/>'
        relations += (
            f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = xml
    relations += f'<Relationship Id="rId999" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{entries}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>',
        **parts,
    }


def zipped(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    file.seek(0)
    return file


def workbook(
    rows: Iterable[Sequence[Value]],
    *,
    sheet: str = "ชีต1",
    more: Mapping[str, str | bytes] = {},
    **xml,
) -> BytesIO:
    """An .xlsx of one sheet; `more` adds parts or replaces them."""
    return zipped(parts_of({sheet: sheet_xml(rows, **xml)}) | dict(more))


def repeated(piece: bytes, times: int, start: bytes = b"", end: bytes = b"") -> bytes:
    return start + piece * times + end


# --- .xls ---------------------------------------------------------------------------------------


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _wide(text: str, size: str) -> bytes:
    return struct.pack(f"<{size}B", len(text), 1) + text.encode("utf-16-le")


def _old_cell(row: int, column: int, value: Value) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    match value:
        case None:
            return b""
        case bool():
            return record(0x0205, place + bytes([value, 0]))
        case str():
            return record(0x0204, place + _wide(value, "H"))
        case Fault():
            return record(0x0205, place + bytes([0x2A, 1]))
        case Formula(_, kept):
            return record(
                0x0006, place + struct.pack("<dHIH", kept or 0, 0, 0, 3) + b"\x1e\x02\x00"
            )
        case Day(serial):
            return record(0x0203, struct.pack("<HHHd", row, column, 1, serial))
        case number:
            return record(0x0203, place + struct.pack("<d", number))


def old_stream(
    sheets: Mapping[str, Iterable[Sequence[Value]]],
    *,
    merged: Sequence[tuple[int, int, int, int]] = (),
    hidden_rows: Sequence[int] = (),
    first: bytes = b"",
    version: int = 0x0600,
) -> bytes:
    """The stream of an .xls. `merged` as first row, last row, first column, last column from 0;
    `hidden_rows` from 1; `first` are records put before the list of sheets."""
    formats = b"".join(
        record(0x00E0, struct.pack("<HHH", 0, number, 0) + bytes(14)) for number in (0, 14)
    )
    start = record(0x0809, struct.pack("<HHHHII", version, 5, 0, 0, 0, 0)) + first + formats
    bodies = []
    for rows in sheets.values():
        body = record(0x0809, struct.pack("<HHHHII", version, 0x10, 0, 0, 0, 0))
        for number, row in enumerate(rows):
            if number + 1 in hidden_rows:
                body += record(0x0208, struct.pack("<HHHHHHI", number, 0, 9, 255, 0, 0, 0x20))
            body += b"".join(_old_cell(number, column, value) for column, value in enumerate(row))
        if merged:
            ranges = b"".join(struct.pack("<HHHH", *one) for one in merged)
            body += record(0x00E5, struct.pack("<H", len(merged)) + ranges)
        bodies.append(body + record(0x000A))
    place = len(start) + sum(len(record(0x0085, bytes(6) + _wide(n, "B"))) for n in sheets) + 4
    for name, body in zip(sheets, bodies, strict=True):
        start += record(0x0085, struct.pack("<IBB", place, 0, 0) + _wide(name, "B"))
        place += len(body)
    return start + record(0x000A) + b"".join(bodies)


def compound(streams: Mapping[str, bytes]) -> BytesIO:
    """A compound file of these streams, each long enough to lie in sectors of its own."""
    sectors: list[bytes] = []
    following: list[int] = []
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0)]

    def put(content: bytes) -> int:
        first = len(sectors)
        pieces = [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        sectors.extend(pieces)
        following.extend([*range(first + 1, first + len(pieces)), 0xFFFFFFFE])
        return first

    for name, content in streams.items():
        entries.append((name, 2, put(content.ljust(4096, b"\0")), max(len(content), 4096)))
    listed = b""
    for number, (name, kind, first, size) in enumerate(entries):
        wide = name.encode("utf-16-le") + b"\0\0"
        after = number + 1 if 0 < number < len(entries) - 1 else 0xFFFFFFFF
        child = 1 if number == 0 and len(entries) > 1 else 0xFFFFFFFF
        listed += wide.ljust(64, b"\0") + struct.pack(
            "<HBBIII16xI8x8xIII", len(wide), kind, 1, 0xFFFFFFFF, after, child, 0, first, size, 0
        )
    listed = listed.ljust(-(-len(listed) // 512) * 512, b"\0")
    directory = put(listed)
    tables = -(-(len(sectors) + 1) // 127)
    table_at = len(sectors)
    numbers = [*following, *[0xFFFFFFFD] * tables]
    packed = struct.pack(f"<{len(numbers)}I", *numbers).ljust(tables * 512, b"\xff")
    places = [*range(table_at, table_at + tables)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, tables, directory, 0, 4096,
                          0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # fmt: skip
    header += struct.pack("<109I", *places, *[0xFFFFFFFF] * (109 - tables))
    return BytesIO(header + b"".join(sectors) + packed)


def old_workbook(rows: Iterable[Sequence[Value]], *, sheet: str = "ชีต1", **stream) -> BytesIO:
    """An .xls of one sheet."""
    return compound({"Workbook": old_stream({sheet: rows}, **stream)})
