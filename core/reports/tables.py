"""What a report hands to its renderers: a table as data, the same for screen, Excel, paper, JSON.

A layout is a tuple of `Column`, so that an official sheet can replace our reading of it without
touching what counts the figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Kind = Literal["text", "count", "baht", "tick", "percent", "year"]
Orientation = Literal["portrait", "landscape"]
Value = str | int | bool | Decimal | None  # None: an empty cell
Row = Mapping[str, Value]


@dataclass(frozen=True)
class Column:
    """One column: `group` is the heading above its neighbours' of the same group.

    `width` is in characters of the sheet; paper and screen share the page out by it. Kinds: count
    is a whole number, baht a Decimal with two decimals, percent a Decimal of 100, tick a bool,
    year a whole number of พ.ศ.
    """

    key: str
    heading: str
    group: str = ""
    kind: Kind = "text"
    width: int = 12


@dataclass(frozen=True)
class HeadCell:
    """A cell of the two-row head; `column` is the index of the first column it stands over."""

    text: str
    column: int
    columns: int = 1
    rows: int = 1


def head_rows(columns: tuple[Column, ...]) -> list[list[HeadCell]]:
    """The head: one row, or two where neighbours share a group."""
    if not any(column.group for column in columns):
        return [[HeadCell(column.heading, index) for index, column in enumerate(columns)]]
    upper: list[HeadCell] = []
    lower: list[HeadCell] = []
    for index, column in enumerate(columns):
        if not column.group:
            upper.append(HeadCell(column.heading, index, rows=2))
            continue
        lower.append(HeadCell(column.heading, index))
        if index and columns[index - 1].group == column.group:
            begun = upper.pop()
            upper.append(HeadCell(begun.text, begun.column, columns=begun.columns + 1))
        else:
            upper.append(HeadCell(column.group, index))
    return [upper, lower]


@dataclass(frozen=True)
class Summary:
    """A small table under the main one, such as the totals by category of รต.๒.

    `own_sheet`: a table as large as the main one; on paper it begins a page under its own title.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    own_sheet: bool = False


@dataclass(frozen=True)
class Chart:
    """What of a table is drawn (core.reports.charts): `values` are the keys of columns of one kind,
    each a row of bars of its own; `label` the key of the column that names them.

    `stacked`: the bars of a row are parts of one whole. `over_time`: the rows are months or quarters,
    so bars stand side by side, or lines run through them. `of`: the figures drawn, where they are laid
    out otherwise than the report's main table.
    """

    values: tuple[str, ...]
    label: str = "name"
    stacked: bool = False
    over_time: bool = False
    of: Summary | None = None


@dataclass(frozen=True)
class TileMap:
    """A figure of every province, drawn on its tile: `value` is the key of its column, `provinces` are
    the codes of the rows in their order. `label` and `of` as in `Chart`."""

    value: str
    provinces: tuple[str, ...]
    label: str = "name"
    of: Summary | None = None


@dataclass(frozen=True)
class Signature:
    """A block to be signed on paper, line by line; never split over two pages."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Certificate:
    """What paper of confirmed figures carries: which version they are, and where to check that.

    `line` is Thai ("ฉบับที่ 2"), `address` a page that needs no sign-in, printed as a QR code too; `signed`
    what the code carries behind it, "#" and a signature of the figures.
    """

    line: str
    address: str
    signed: str = ""


@dataclass(frozen=True)
class ReportTable:
    """A filled report.

    `coverage` is one Thai sentence: whose figures are in it and whose are missing. `draft` marks
    paper whose figures nobody has confirmed yet. `notes` stand under the table, above signatures.
    `preamble`: paragraphs above the table, as the body of an announcement.
    `by_hand`: the paper is filled in with a pen, so its rows are high. `links` are where the first
    text of each row leads on screen, "" for nowhere; fewer than rows, or none, is all right.
    `cell_links`: where single cells lead, by the number of their row and the key of their column;
    `total_links` those of the total, by the key alone.
    `persons`: keys of the producers that are named in it, for the log of who saw whose data.
    `chart` and `tile_map` are drawn under the table on screen, and are files of their own.
    """

    title: str
    subtitle_lines: tuple[str, ...]
    coverage: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    summaries: tuple[Summary, ...] = ()
    preamble: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    draft: bool = False
    by_hand: bool = False
    orientation: Orientation = "portrait"
    links: tuple[str, ...] = ()
    cell_links: Mapping[tuple[int, str], str] = field(default_factory=dict)
    total_links: Mapping[str, str] = field(default_factory=dict)
    certificate: Certificate | None = None
    chart: Chart | None = None
    tile_map: TileMap | None = None
    persons: tuple[int, ...] = ()


DRAFT_MARK = "ร่าง ยังไม่ยืนยัน"
EMPTY_TABLE = "ไม่มีข้อมูล"
