"""Finding the head of a table: the row, or the two rows, whose words are the known headings.

Offices put titles above, reorder columns, add their own, break a heading over lines, and write it with
Thai digits, hyphens and units. Headings are compared without spaces, lines, case and the kind of digits;
one that is not known so, also without signs and the units that say nothing new. A head of two storeys
("ที่อยู่" merged over เลขที่ and หมู่) is read as its lower storey, or as both words together where that
is a known heading.
"""

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from core.reading.cell_values import Cell
from core.reading.errors import FileRefused, column_letter, listed, place
from core.reading.limits import HEAD_WITHIN
from core.reading.workbook import Merged, NumberedRow
from core.thai.digits import to_arabic
from core.thai.texts import clean_text

_BRACKETS = str.maketrans("[]{}（）", "()()()")
# Units that change nothing. (พันบาท) is not among them.
_UNIT = re.compile(
    r"\( *(?:หน่วย *[:：]? *)?(?:บาท|บ\.|baht|thb|คน|ราย|ชิ้น|(?:ปี *)?พ\. *ศ\.|ถ้ามี) *\)"
    r"|(?:หน่วย *[:：]? *)?บาท$"
)
_SIGNS = re.compile(r"[^\w\u0e31-\u0e4e]|[_\u0e3f]")

# Written by core.tables.workbooks.write_faulty_rows; read back it is nobody's column.
FAULTS_HEADING = "ข้อที่ต้องแก้"


def heading_key(text: str) -> str:
    """The heading as it is compared."""
    return "".join(to_arabic(clean_text(text)).casefold().split())


def loose_key(text: str) -> str:
    """The heading without units and signs: ในประเทศออฟไลน์ for ในประเทศ-ออฟไลน์ (บาท)."""
    bare = _UNIT.sub("", to_arabic(clean_text(text)).casefold().translate(_BRACKETS).strip())
    return _SIGNS.sub("", bare) or heading_key(text)


def nearest(heading: str, texts: Iterable[str]) -> str:
    """Which of `texts` was probably meant by this heading; "" if none is near."""
    keys = {loose_key(text): text for text in texts}
    near = difflib.get_close_matches(loose_key(heading), keys, n=1, cutoff=0.7)
    return keys[near[0]] if near else ""


@dataclass(frozen=True)
class Headings:
    """The headings a table may have, which of them it must have, and other names for them.

    `keys`: a filled cell under them makes a row a record. `amounts`: none of them may be passed over
    because its heading was not understood. `sums`: columns the portal computes itself, so a formula
    there is accepted; `unread`: exported columns that an import ignores.
    """

    known: Sequence[str]
    required: Collection[str] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    keys: Collection[str] = ()
    amounts: Collection[str] = ()
    sums: Collection[str] = ()
    unread: Collection[str] = ()

    @cached_property
    def _keys(self) -> dict[str, str]:
        keys = {heading_key(alias): heading for alias, heading in self.aliases.items()}
        return keys | {heading_key(heading): heading for heading in self.known}

    @cached_property
    def _loose_keys(self) -> dict[str, str]:
        """By its loose key each heading that has it alone."""
        named = {**dict.fromkeys(self.known), **self.aliases}
        held = Counter(loose_key(text) for text in named)
        return {
            key: heading or text
            for text, heading in named.items()
            if held[key := loose_key(text)] == 1
        }

    def named(self, text: str) -> str:
        """The known spelling of a heading, "" for one nobody knows."""
        return self._keys.get(heading_key(text), "") or self._loose_keys.get(loose_key(text), "")


@dataclass(frozen=True)
class HeadingRow:
    """Where the head stands, and what is over each column that has a word over it."""

    first_row: int
    row: int  # the lowest of its rows; the table begins below
    names: dict[int, str]  # of each column: the known heading, "" for an unknown one
    texts: dict[int, str]  # of each column: as it is written

    @property
    def found(self) -> set[str]:
        return {name for name in self.names.values() if name}

    def lacks(self, headings: Headings) -> list[str]:
        """The headings that must be there and are not, in their usual order."""
        return [one for one in headings.known if one in headings.required and one not in self.found]


def find_heading_row(
    first: Sequence[NumberedRow], merged: Sequence[Merged], headings: Headings
) -> HeadingRow | None:
    """The row among the first that holds most known headings, all required ones before any other.

    None where no row holds a known heading. What stands twice or is merged over several columns is
    refused by `check_heading_row`, once it is clear that this table is the one.
    """
    best: HeadingRow | None = None
    for head in _candidates(first[:HEAD_WITHIN], merged, headings):
        if head.found and (best is None or _rank(head, headings) > _rank(best, headings)):
            best = head
    return best


def _rank(head: HeadingRow, headings: Headings) -> tuple[int, int]:
    return -len(head.lacks(headings)), len(head.found)


def _candidates(
    first: Sequence[NumberedRow], merged: Sequence[Merged], headings: Headings
) -> Iterator[HeadingRow]:
    rows = [(number, _texts(cells)) for number, cells in first]
    for number, texts in rows:
        names = {column: headings.named(text) for column, text in texts.items()}
        yield HeadingRow(number, number, _own_words_first(names, texts), texts)
    for (upper_number, upper), (number, lower) in pairwise(rows):
        if number == upper_number + 1:
            yield _two_storeys(upper_number, _spread(upper, upper_number, merged), lower, headings)


def _texts(cells: Sequence[Cell]) -> dict[int, str]:
    return {
        column: " ".join(one.split())
        for column, one in enumerate(cells)
        if isinstance(one, str) and one
    }


def _spread(texts: dict[int, str], number: int, merged: Sequence[Merged]) -> dict[int, str]:
    """The texts of a row, those over merged columns over each of them."""
    spread = dict(texts)
    for (top, left), (bottom, right) in merged:
        if top <= number - 1 <= bottom and left in texts and right - left < 200:
            spread |= dict.fromkeys(range(left, right + 1), texts[left])
    return spread


def _two_storeys(
    upper_number: int, upper: dict[int, str], lower: dict[int, str], headings: Headings
) -> HeadingRow:
    names, texts = {}, {}
    for column in sorted({*upper, *lower}):
        above, below = upper.get(column, ""), lower.get(column, "")
        both = f"{above} {below}".strip()
        names[column] = headings.named(both) or (headings.named(below) if below else "")
        texts[column] = below if names[column] and names[column] == headings.named(below) else both
    return HeadingRow(upper_number, upper_number + 1, _own_words_first(names, texts), texts)


def _own_words_first(names: dict[int, str], texts: Mapping[int, str]) -> dict[int, str]:
    """Of columns that would be the same heading, the one in its own words: beside โทรศัพท์ a
    เบอร์มือถือ is a column of its own."""
    own = {name for column, name in names.items() if name and _says(texts[column], name)}
    return {
        column: "" if name in own and not _says(texts[column], name) else name
        for column, name in names.items()
    }


def _says(text: str, name: str) -> bool:
    return loose_key(text) == loose_key(name)


def check_heading_row(
    head: HeadingRow, merged: Sequence[Merged], headings: Headings, where: str
) -> None:
    """FileRefused for a head that leaves it open which column is meant. `where` begins the sentence."""
    columns: dict[str, list[int]] = {}
    for column, name in head.names.items():
        if name:
            columns.setdefault(name, []).append(column)
    for name, those in columns.items():
        for (top, left), (bottom, right) in merged:
            over = (
                top <= head.row - 1 and bottom >= head.first_row - 1 and left <= those[0] <= right
            )
            if over and right > left and _holds(head, left, right, name):
                cells = f"{place(top + 1, left)}:{place(bottom + 1, right)}"
                raise FileRefused(
                    f"{where}หัวคอลัมน์ “{name}” ผสานช่อง {cells} ไว้ "
                    "ยกเลิกการผสานช่อง (Unmerge) แล้วตั้งชื่อหัวให้ครบทุกคอลัมน์"
                )
        if len(those) > 1:
            letters = " และ ".join(column_letter(column) for column in those)
            raise FileRefused(
                f"{where}หัวคอลัมน์ “{name}” ซ้ำกันที่คอลัมน์ {letters} เหลือไว้คอลัมน์เดียวแล้วส่งใหม่"
            )


def _holds(head: HeadingRow, left: int, right: int, name: str) -> bool:
    """Whether a merged place over these columns is this heading alone, no roof over others."""
    others = {head.names.get(column) for column in range(left, min(right, left + 300) + 1)}
    return others <= {name, None}


def missing_sentence(head: HeadingRow | None, headings: Headings, where: str) -> str:
    """Why this is not the table: what is missing, what was found, what was perhaps meant."""
    if head is None:
        wanted = [one for one in headings.known if one in headings.required] or list(headings.known)
        return (
            f"{where}ไม่พบหัวตารางใน {HEAD_WITHIN} แถวแรก "
            f"ต้องมีหัวคอลัมน์: {listed(wanted, 8)} ใช้ไฟล์ที่ส่งออกจากระบบเป็นแบบ"
        )
    missing = head.lacks(headings)
    unknown = [head.texts[column] for column, name in head.names.items() if not name]
    sentence = f"{where}แถว {head.row}: ไม่มีหัวคอลัมน์ {listed([f'“{one}”' for one in missing], 8)}"
    sentence += f" พบ: {listed([head.texts[column] for column in head.names], 12)}"
    for heading in missing:
        if near := nearest(heading, unknown):
            sentence += f" (“{near}” น่าจะเป็น “{heading}”)"
    return f"{sentence} แก้หัวคอลัมน์ให้ตรงแล้วส่งใหม่"
