"""Syllables of a page: which glyphs draw each, and which letter each glyph is."""

import re
from dataclasses import dataclass, field

from core.documents.copied_text.faces import Face
from core.documents.copied_text.matrices import Matrix
from core.documents.copied_text.operators import Pieces, glyphs_of


@dataclass
class Span:
    """An ActualText: where its marks stand, and the blank that is drawn next by itself, if one is."""

    text: str
    opens: tuple[int, int]
    closes: tuple[int, int] = (0, 0)
    blank: "Show | None" = None

    @staticmethod
    def opening(text: str) -> bytes:
        return f"/Span<</ActualText<FEFF{text.encode('utf-16-be').hex().upper()}>>>BDC ".encode()


@dataclass(frozen=True)
class Show:
    """An operator that draws glyphs: where it stands and where it draws, in which text object.

    `pieces` are the strings of glyphs and the numbers that move between them.
    """

    start: int
    end: int
    pieces: Pieces
    place: Matrix
    ground: Matrix
    size: float
    object: int

    @property
    def glyphs(self) -> list[int]:
        return glyphs_of(self.pieces)


@dataclass
class Part:
    """Glyphs of a syllable within one operator, by themselves where a span stands around them."""

    glyphs: list[int]
    show: Show
    span: Span | None


@dataclass
class Syllable:
    text: str
    face: Face
    parts: list[Part] = field(default_factory=list)

    @property
    def glyphs(self) -> list[int]:
        return [glyph for part in self.parts for glyph in part.glyphs]

    def goes_on(self, text: str, face: Face, part: Part) -> bool:
        return (
            len(text) > 1
            and self.text == text
            and self.face is face
            and part.glyphs[0] != self.glyphs[0]
            and len(part.glyphs) == len(part.show.glyphs)
            and part.show.object != self.parts[-1].show.object
        )


_SARA_AM = re.compile("([\u0e48-\u0e4b]*)\u0e33")


def _letters_of(text: str) -> str:
    """As they are drawn: ำ is a ring, under the tone mark, and then า."""
    return _SARA_AM.sub("\u0e4d\\1\u0e32", text)


def name_letters(syllables: list[Syllable]) -> None:
    """Give each glyph its letter: one after another where there are as many of both; one that is two
    letters takes what the others leave."""
    left = []
    for one in syllables:
        letters = _letters_of(one.text)
        if len(letters) == len(one.glyphs):
            for glyph, letter in zip(one.glyphs, letters, strict=True):
                one.face.letters.setdefault(glyph, letter)
        else:
            left.append((one, letters))
    for one, letters in left:
        known = one.face.letters
        for nth, glyph in enumerate(one.glyphs):
            if glyph not in known:
                after = "".join(known.get(other, "") for other in one.glyphs[nth + 1 :])
                known[glyph] = letters[: len(letters) - len(after)]
            letters = letters.removeprefix(known[glyph])
