"""Rows of a sheet that are no records: the total, the signature, the remarks at its foot, and the
numbers of the columns under its head.

What is passed over is said to the person, with its line and its first words. A row is judged by all of
its cells, so that a group called รวมใจ, or a row that carries a code, is always read:

    รวมทั้งสิ้น | | 19 | 1,234.50        a total: the word alone, figures beside it
    ลงชื่อ .......... ผู้รายงาน           a signature; (นายสมมติ ทดลองดี) and its post below it
    หมายเหตุ: ข้อมูล ณ วันที่ ...         a remark
    (1) | (2) | (3)                     numbers of the columns, as the first row only
    กลุ่มรวมใจ | 12 · 0001 | รวม | 19    records
"""

import re
from collections.abc import Collection, Sequence

from core.reading.cell_values import Cell
from core.thai.digits import to_arabic

NUMBERED = "(เลขที่คอลัมน์)"

# One look at the first filled cell of a row says that nearly all of them are records.
_BEGINS = (
    "รวม", "ยอดรวม", "ผลรวม", "จำนวนรวม", "total", "Total", "TOTAL", "grand", "Grand", "GRAND", "sum",
    "Sum", "SUM", "ลงชื่อ", "ลงนาม", "หมายเหตุ", "(", "*", "ผู้", "ตำแหน่ง", "วันที่", "ข้อมูล", "ที่มา", "พัฒนาการ",
    "นายอำเภอ", "นักวิชาการ", "เจ้าพนักงาน", "นาย", "นาง", "น.ส.", "ว่าที่", "โทร", ".", "…", "_", "-",
)  # fmt: skip

_COUNT = r"(?:[0-9,]+ ?(?:แถว|ราย|รายการ|กลุ่ม|คน|ผลิตภัณฑ์|แห่ง|ร้าน)?)?"
_TOTAL = re.compile(
    r"(?:(?:ยอด|ผล|จำนวน)?รวม(?:ยอด)?|(?:grand )?total|sum)"
    r"(?: ?(?:ทั้งสิ้น|ทั้งหมด|ทั้งอำเภอ|ทั้งจังหวัด|ทั้งปี|ทั้งเดือน|สุทธิ|เป็นเงิน|เงิน))* ?" + _COUNT + r" ?[:.]?",
    re.IGNORECASE,
)
_PART_OF_TOTAL = re.compile(r"รวม ?(?:อำเภอ|ตำบล|จังหวัด|ประเภท|เดือน|ไตรมาส)\S*")
_FIGURE = re.compile(r"[0-9][0-9,. ]*(?:บาท|คน|ราย|รายการ|กลุ่ม|แห่ง)?|-")
_DOTS = "[.…_ ]"
_TITLE = r"(?:นางสาว|นาย|นาง|น\.ส\.|ว่าที่|ดร\.|ผศ\.|รศ\.)"
_FOOT = re.compile(
    rf"\(? ?(?:ลงชื่อ|ลงนาม)(?:[) :.…_].*)?"  # ลงชื่อ ........ ผู้รายงาน
    rf"|\( ?{_TITLE}[^()]*\){_DOTS}*"  # (นายสมมติ ทดลองดี)
    rf"|\({_DOTS}*\)"
    rf"|[.…_ -]{{4,}}"
    rf"|\*{{0,3}} ?หมายเหตุ(?:[ :.*].*)?"
)
# Only below a row of the foot: their words could begin a name.
_FURTHER = re.compile(
    rf"(?:ผู้(?:รายงาน|จัดทำ|ตรวจ|รับรอง|บันทึก|ให้ข้อมูล|อนุมัติ)|ตำแหน่ง|วันที่|ข้อมูล ?ณ|ที่มา ?:|โทร|\*"
    rf"|พัฒนาการ(?:อำเภอ|จังหวัด)|นายอำเภอ|นักวิชาการ|เจ้าพนักงาน|{_TITLE}).*"
)
_DATE_LINE = re.compile(
    rf"วันที่{_DOTS}*(?:[0-9]{{1,2}} ?/? ?[^0-9]{{0,20}} ?/? ?[0-9]{{4}}|{_DOTS}+.*)?"
)
_NUMBER_OF_COLUMN = re.compile(r"(\(?)([0-9]{1,3})(\)?)(?: ?= ?[0-9()+ –-]+)?")
_MOST_OF_FOOT = 4  # two signatures beside each other, with what is printed behind the line


class SkippedRows:
    """Decides for each row below the head whether it is a record, and remembers those that are not.

    `keys`: places of the columns whose filled cell makes a row a record.
    """

    def __init__(self, keys: Collection[int]):
        self._keys = keys
        self._is_first = True
        self._in_foot = False
        self.rows: dict[int, str] = {}  # by number: the words it begins with

    def takes(self, number: int, cells: Sequence[Cell]) -> bool:
        """Whether this row is no record; then it is kept in `rows`."""
        first = next(filter(None, cells), "")
        is_first, self._is_first = self._is_first, False
        if is_first and _is_numbered(cells):
            self.rows[number] = NUMBERED
            return True
        if type(first) is not str or not (first.startswith(_BEGINS) or self._in_foot):
            self._in_foot = False
            return False
        filled = [(place, _folded(cell)) for place, cell in enumerate(cells) if cell]
        if self._is_total(filled):
            self.rows[number] = first
            return True
        self._in_foot = self._is_foot(filled)
        if self._in_foot:
            self.rows[number] = first
        return self._in_foot

    def _is_total(self, filled: Sequence[tuple[int, str]]) -> bool:
        (_, word), *others = filled
        figures = [text for _, text in others]
        named = _TOTAL.fullmatch(word) or (figures and _PART_OF_TOTAL.fullmatch(word))
        return bool(
            named
            and all(_FIGURE.fullmatch(text) for text in figures)
            and not any(one in self._keys for one, _ in others)
        )

    def _is_foot(self, filled: Sequence[tuple[int, str]]) -> bool:
        if len(filled) > _MOST_OF_FOOT:
            return False
        texts = [text for _, text in filled]
        if all(_FOOT.fullmatch(text) or _DATE_LINE.fullmatch(text) for text in texts):
            return True
        begins = self._in_foot or bool(_FOOT.fullmatch(texts[0]))
        return begins and all(_FOOT.fullmatch(text) or _FURTHER.fullmatch(text) for text in texts)


def _folded(cell: Cell) -> str:
    return " ".join(to_arabic(str(cell)).split())


def _is_numbered(cells: Sequence[Cell]) -> bool:
    """(1) (2) (3), ๑ ๒ ๓, (8)=(4)+(5): each column its number, the first one 1."""
    found = [_NUMBER_OF_COLUMN.fullmatch(_folded(cell)) for cell in cells if cell]
    least = 3 if found and found[0] and found[0][1] else 4  # 1 | 2 | 3 may well be figures
    return len(found) >= least and all(
        one and int(one[2]) == number and bool(one[1]) == bool(one[3])
        for number, one in enumerate(found, 1)
    )
