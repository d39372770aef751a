"""The fonts of a paper as they are embedded."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pypdf.generic import DictionaryObject

from core.documents.copied_text.operators import glyphs_of

if TYPE_CHECKING:
    from core.documents.copied_text.syllables import Show


class Face:
    """A font as it is embedded: what typst says of its glyphs, and which letter each is."""

    def __init__(self, font: DictionaryObject):
        self.font = font
        self.letters: dict[int, str] = {}
        self._map = font["/ToUnicode"].get_data().decode("latin-1")  # type: ignore[attr-defined]
        self.said = {
            int(glyph, 16): bytes.fromhex(text).decode("utf-16-be")
            for glyph, text in re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>\n", self._map)
        }
        inner: Any = font["/DescendantFonts"][0].get_object()  # type: ignore[index]
        self._widths = dict(_widths(list(inner.get("/W", []))))
        self._width = float(inner.get("/DW", 1000))

    def pen(self, show: "Show") -> tuple[float, float]:
        """Where the operator leaves the pen, and where its last letter ends: a mark beyond that, or
        before it, moves the pen though not what follows."""
        pen = end = show.place[4]
        for piece in show.pieces:
            if isinstance(piece, float):
                pen -= piece / 1000 * show.size
                continue
            for glyph in glyphs_of((piece,)):
                width = self._widths.get(glyph, self._width) / 1000 * show.size
                pen += width
                end = pen if width else end
        return pen, end

    def to_unicode(self) -> bytes:
        lines = [
            f"<{glyph:04X}> <{text.encode('utf-16-be').hex().upper()}>\n"
            for glyph, text in sorted((self.said | self.letters).items())
            if text
        ]
        blocks = [
            f"{len(lines[at : at + 100])} beginbfchar\n{''.join(lines[at : at + 100])}endbfchar\n"
            for at in range(0, len(lines), 100)
        ]
        head = re.split(r"\d+ beginbfchar", self._map, maxsplit=1)[0]
        tail = self._map.rsplit("endbfchar\n", 1)[-1]
        return (head + "".join(blocks) + tail).encode("latin-1")


def _widths(said: list[Any]) -> Iterator[tuple[int, float]]:
    while said:
        first, second = int(said.pop(0)), said.pop(0).get_object()
        if isinstance(second, list):
            yield from ((first + n, float(one)) for n, one in enumerate(second))
        else:
            width = float(said.pop(0))
            yield from ((glyph, width) for glyph in range(first, int(second) + 1))
