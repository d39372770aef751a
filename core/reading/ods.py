"""Looking through an .ods (LibreOffice) before its values are read: what openxml.py asks of an .xlsx.

One part holds all sheets. Rows and cells say how often they are repeated, so a few bytes can mean a
million rows: everything is counted before the values' reader unfolds it. Elements go by the names that
reader goes by (table:table-row); under any other prefix it reads nothing, and nothing is counted.
"""

from collections.abc import Iterable
from xml.parsers.expat import ExpatError, ParserCreate

from core.reading import limits
from core.reading.errors import IS_A_DOCUMENT, FileRefused
from core.reading.package import Package
from core.reading.sheet_features import SheetFeatures

_MIMETYPE, _OF_A_TABLE = b"application/vnd.oasis.opendocument", b".spreadsheet"
_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"

SAVE_ANEW = "เปิดใน LibreOffice แล้วบันทึกใหม่เป็น .ods หรือ .xlsx จากนั้นส่งใหม่"
BROKEN = f"ไฟล์ .ods เสียหรือไม่ครบ {SAVE_ANEW}"
_LOCKED = "ไฟล์มีรหัสผ่าน เปิดใน LibreOffice บันทึกเป็นโดยไม่เลือก “บันทึกด้วยรหัสผ่าน” แล้วส่งใหม่"
_MACROS = "ไฟล์มีมาโคร คัดลอกตารางไปวางเฉพาะค่าในไฟล์ใหม่ แล้วส่งไฟล์นั้น"
_ENCLOSED = "ไฟล์มีวัตถุฝังอยู่ คัดลอกตารางไปวางเฉพาะค่าในไฟล์ใหม่ แล้วส่งไฟล์นั้น"
_LINKED = "ไฟล์ดึงข้อมูลจากที่อื่น คัดลอกตารางไปวางเฉพาะค่าในไฟล์ใหม่ แล้วส่งไฟล์นั้น"
TOO_MUCH = (
    "ตารางกว้างหรือยาวผิดปกติ มักเพราะมีช่องที่เคยพิมพ์ไว้ไกลจากตาราง คัดลอกเฉพาะตารางไปวางในไฟล์ใหม่ แล้วส่งไฟล์นั้น"
)

_TOO_LARGE = "ตารางใหญ่เกินกว่าที่อ่านจาก .ods ได้ บันทึกเป็น .xlsx หรือแบ่งเป็นหลายไฟล์ แล้วส่งใหม่"

_LINKS = frozenset(
    {
        "table:table-source", "table:cell-range-source", "table:dde-link", "office:dde-source",
        "table:database-source-sql", "table:database-source-table", "table:database-source-query",
    }
)  # fmt: skip
_MOST_REPEATED = 2 * 1024 * 1024  # no sheet of any program is longer
_MOST_HIDDEN = 10_000


def is_open_document(package: Package) -> bool:
    """Whether LibreOffice's kind of package; FileRefused for one that holds no table."""
    mimetype = package.small("mimetype") or b""
    if not mimetype.startswith(_MIMETYPE):
        return False
    if not mimetype.startswith(_MIMETYPE + _OF_A_TABLE):
        raise FileRefused(IS_A_DOCUMENT)
    return True


def features_of(package: Package) -> list[SheetFeatures]:
    """What each sheet has; every part is unpacked once. FileRefused for what is no plain, whole one."""
    manifest = package.small(_MANIFEST)
    if manifest is None:
        raise FileRefused(BROKEN)
    _refuse_acting(package.names, manifest)
    features: list[SheetFeatures] | None = None
    for part in package.parts:
        if part.filename == _CONTENT:
            if part.file_size > limits.LARGEST_SHEETS:
                raise FileRefused(_TOO_LARGE)
            features = _of_content(package.unpacked(part))
        else:
            for _ in package.unpacked(part):
                continue
    if features is None:
        raise FileRefused(BROKEN)
    return features


def _refuse_acting(names: Iterable[str], manifest: bytes) -> None:
    """FileRefused for a package with a password, macros or things enclosed. `names` in small letters."""
    if b"encryption-data" in manifest:
        raise FileRefused(_LOCKED)
    for name in names:
        if name.startswith(("basic/", "scripts/")):
            raise FileRefused(_MACROS)
        # A chart is a folder of XML; what is one file was another program's.
        if name.startswith("object ") and "/" not in name:
            raise FileRefused(_ENCLOSED)


def _of_content(content: Iterable[bytes]) -> list[SheetFeatures]:
    """The facts of each sheet, out of the chunks of content.xml; FileRefused: it unfolds too far."""
    scan = _Scan()
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    try:
        for chunk in content:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (ExpatError, ValueError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused(BROKEN) from None
    return scan.sheets


class _Scan:
    """Where the parser stands in the sheet. Rows and columns are counted from 0."""

    def __init__(self) -> None:
        self.sheets: list[SheetFeatures] = []
        self._depth = 0  # of tables
        self._error: str | None = None  # the text of a cell that shows an error, while it is read
        self._place = (0, 0)  # where that cell stands
        self._starts = {
            "table:table": self._table,
            "table:table-column": self._columns,
            "table:table-row": self._row,
            "table:table-cell": self._cell,
            "table:covered-table-cell": self._cell,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if begin := self._starts.get(name):
            if name == "table:table" or self._depth:
                begin(attributes)
        elif name in _LINKS:
            raise FileRefused(_LINKED)
        elif name.startswith("script:"):
            raise FileRefused(_MACROS)

    def end(self, name: str) -> None:
        if not self._depth:
            return
        if name == "table:table-row":
            self._row_ends()
        elif name == "table:table-cell" and self._error is not None:
            self.sheets[-1].error_at(*self._place, self._error.strip()[:20] or "#ERROR!")
            self._error = None
        elif name == "table:table":
            self._depth -= 1

    def text(self, text: str) -> None:
        if self._error is not None:
            self._error += text

    def _table(self, attributes: dict[str, str]) -> None:
        if self._depth:
            raise FileRefused(BROKEN)  # a sheet within a cell of a sheet
        self._depth = 1
        if len(self.sheets) == limits.MOST_SHEETS:
            raise FileRefused(f"ไฟล์มีเกิน {limits.MOST_SHEETS} ชีต ส่งเฉพาะชีตที่มีตาราง")
        self.sheets.append(SheetFeatures())
        self._number = self._over_columns = self._rows_that_hold = self._width = 0
        self._begin_row({})

    def _columns(self, attributes: dict[str, str]) -> None:
        first = self._over_columns
        self._over_columns += _times(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility") in {"collapse", "filter"}:
            self.sheets[-1].hidden_columns.append((first, self._over_columns - 1))

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._repeated = _times(attributes, "table:number-rows-repeated")
        self._column = self._holds_to = 0

    def _row(self, attributes: dict[str, str]) -> None:
        self._begin_row(attributes)
        if attributes.get("table:visibility") in {"collapse", "filter"}:
            hidden = self.sheets[-1].hidden_rows
            last = self._number + min(self._repeated, _MOST_HIDDEN - len(hidden))
            hidden.extend(range(self._number + 1, last + 1))

    def _cell(self, attributes: dict[str, str]) -> None:
        times = _times(attributes, "table:number-columns-repeated")
        first = self._column
        self._column += times
        if not attributes:
            return
        sheet = self.sheets[-1]
        if "office:value-type" in attributes or "table:formula" in attributes:
            self._holds_to = self._column
        if "table:formula" in attributes:
            self._formulas(range(first, min(self._column, first + limits.MOST_COLUMNS)))
        if attributes.get("calcext:value-type") == "error":
            self._error, self._place = "", (self._number + 1, first)
        across = _times(attributes, "table:number-columns-spanned")
        down = _times(attributes, "table:number-rows-spanned")
        if across > 1 or down > 1:
            sheet.merged.append(
                ((self._number, first), (self._number + down - 1, first + across - 1))
            )

    def _formulas(self, columns: range) -> None:
        sheet = self.sheets[-1]
        for row in range(self._repeated):
            for column in columns:
                sheet.formula_at(self._number + row + 1, column)
            if sheet.too_many:
                return

    def _row_ends(self) -> None:
        self._number += self._repeated
        if not self._holds_to:
            return
        self._rows_that_hold += self._repeated
        self._width = max(self._width, self._holds_to)
        # The reader makes a cell of every place up to the last that holds something.
        if (
            self._rows_that_hold > limits.MOST_ROWS
            or self._number * self._width > limits.MOST_UNFOLDED
        ):
            raise FileRefused(TOO_MUCH)


def _times(attributes: dict[str, str], name: str) -> int:
    """How often; ValueError for what is no number."""
    times = int(attributes.get(name, 1))
    if not 0 < times <= _MOST_REPEATED:
        raise ValueError("repeated without end")
    return times
