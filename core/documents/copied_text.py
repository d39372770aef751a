"""A PDF of typst whose Thai is copied out as it was typed.

A syllable such as ทั้ is several glyphs, and one that stands at another height is drawn by itself. typst
says the whole syllable of each (ActualText), so that "ทั้ทั้งประเทศ" is copied; and in ToUnicode, which is
all that Firefox, Preview and pypdf read, a glyph is the syllable it was first met in. Here every glyph
gets its own letter, and all of a syllable is drawn inside one ActualText. What is seen stays the same.
Pure, and the same bytes give the same bytes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

Matrix = tuple[float, ...]  # a b c d e f, as the PDF writes them
_Pieces = tuple[bytes | float, ...]  # glyphs, and how far the pen goes back between them
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
_A_SPACE = 90  # thousandths of an em; a gap as wide is a space to poppler


def as_typed(pdf: bytes) -> bytes:
    """The same paper; what is searched in it, copied out or read aloud is what was set."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    faces: dict[int, _Face] = {}
    pages = [(page, _drawn(page, faces)) for page in writer.pages]
    _name_letters([one for _page, drawn in pages for one in drawn.syllables])
    for page, drawn in pages:
        page[NameObject("/Contents")] = writer._add_object(_stream(drawn.mended()))
    for face in faces.values():
        face.font[NameObject("/ToUnicode")] = writer._add_object(_stream(face.to_unicode()))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _stream(data: bytes) -> Any:
    stream = DecodedStreamObject()
    stream.set_data(data)
    return stream.flate_encode()


class _Face:
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

    def pen(self, show: "_Show") -> tuple[float, float]:
        """Where the operator leaves the pen, and where its last letter ends: a mark beyond that, or
        before it, moves the pen though not what follows."""
        pen = end = show.place[4]
        for piece in show.pieces:
            if isinstance(piece, float):
                pen -= piece / 1000 * show.size
                continue
            for glyph in _glyphs((piece,)):
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


@dataclass
class _Span:
    """An ActualText: where its marks stand, and the blank that is drawn next by itself, if one is."""

    text: str
    opens: tuple[int, int]
    closes: tuple[int, int] = (0, 0)
    blank: "_Show | None" = None

    @staticmethod
    def opening(text: str) -> bytes:
        return f"/Span<</ActualText<FEFF{text.encode('utf-16-be').hex().upper()}>>>BDC ".encode()


@dataclass(frozen=True)
class _Show:
    """An operator that draws glyphs: where it stands and where it draws, in which text object.

    `pieces` are the strings of glyphs and the numbers that move between them.
    """

    start: int
    end: int
    pieces: _Pieces
    place: Matrix
    ground: Matrix
    size: float
    object: int

    @property
    def glyphs(self) -> list[int]:
        return _glyphs(self.pieces)


def _glyphs(pieces: _Pieces) -> list[int]:
    raw = b"".join(piece for piece in pieces if isinstance(piece, bytes))
    return [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]


@dataclass
class _Part:
    """Glyphs of a syllable within one operator, by themselves where a span stands around them."""

    glyphs: list[int]
    show: _Show
    span: _Span | None


@dataclass
class _Syllable:
    text: str
    face: _Face
    parts: list[_Part] = field(default_factory=list)

    @property
    def glyphs(self) -> list[int]:
        return [glyph for part in self.parts for glyph in part.glyphs]

    def goes_on(self, text: str, face: _Face, part: _Part) -> bool:
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


def _name_letters(syllables: list[_Syllable]) -> None:
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


def _string(depth: int) -> bytes:
    inner = rb"|\((?:%b)*\)" % _string(depth - 1) if depth else b""
    return rb"[^\\()]|\\." + inner


_STRING = rb"\((?:%b)*\)" % _string(8)  # brackets stand in it as they are where they are balanced
_PIECE = re.compile(rb"(?P<string>%b)|<(?P<hex>[0-9A-Fa-f]*)>|(?P<by>-?[0-9.]+)" % _STRING, re.S)
_NUMBERS = rb"-?[0-9.]+(?: -?[0-9.]+){5}"
_TOKEN = re.compile(
    rb"/Span<</ActualText<FEFF(?P<said>[0-9A-F]*)>>>BDC"
    rb"|(?P<show>\[(?:[^][()<>]|%b|<[0-9A-Fa-f]*>)*\]TJ|%b ?Tj|<[0-9A-Fa-f]*> ?Tj)"
    rb"|(?P<cm>%b) cm\b|(?P<tm>%b) Tm\b"
    rb"|/(?P<font>[A-Za-z0-9]+) (?P<size>-?[0-9.]+) Tf\b"
    rb"|(?P<other>B[DM]C)\b|(?P<closed>EMC)\b|(?P<begun>BT)\b|\b(?P<state>[qQ])\b"
    % (_STRING, _STRING, _NUMBERS, _NUMBERS),
    re.S,
)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass
class _Drawn:
    """What a page draws, and its syllables in that order."""

    data: bytes
    syllables: list[_Syllable] = field(default_factory=list)

    def add(self, face: _Face, show: _Show, span: _Span | None) -> None:
        """Without a span around them glyphs are what the map says, each by itself."""
        glyphs = show.glyphs
        before = self.syllables[-1] if self.syllables else None
        if span:
            self._add(before, span.text, face, _Part(glyphs, show, span))
            return
        for glyph in glyphs[:-1]:  # whole as they are; only the last may go on elsewhere
            face.letters.setdefault(glyph, face.said.get(glyph, "")[:1])
        for glyph in glyphs[-1:]:
            text = face.said.get(glyph, "")
            last = before.parts[-1] if before else None
            if text == " " and len(glyphs) == 1 and last and last.span:
                if last.show.object == show.object:
                    last.span.blank = show
            self._add(before, text, face, _Part([glyph], show, None))

    def _add(self, before: _Syllable | None, text: str, face: _Face, part: _Part) -> None:
        if before and before.goes_on(text, face, part):
            before.parts.append(part)
        else:
            self.syllables.append(_Syllable(text, face, [part]))

    def mended(self) -> bytes:
        """The page, each syllable drawn inside one ActualText."""
        edits = [edit for one in self.syllables for edit in _edits(one)]
        written, at = [], 0
        for start, end, text in sorted(edits):
            written += [self.data[at:start], text]
            at = end
        return b"".join([*written, self.data[at:]])


def _edits(syllable: _Syllable) -> Iterator[tuple[int, int, bytes]]:
    """What to write where, so that all of it is drawn inside one ActualText.

    Readers make words of what they see. poppler takes a gap after what a syllable draws last for a
    space, so the pen stops where the syllable ends. pdfium goes from left to right, so a mark that
    begins beyond the syllable's end is drawn with its letter, at most 1/20 em off its height.
    """
    first, *others = syllable.parts
    show = first.show
    if not others and not first.span:
        return
    pen, end = syllable.face.pen(show)
    if not others:
        assert first.span
        if blank := first.span.blank:
            # pdfium passes over what draws nothing, so the blank is said with the syllable.
            yield *first.span.opens, _Span.opening(syllable.text + " ")
            yield *first.span.closes, b" "
            yield blank.end, blank.end, b" EMC "
        elif (end - pen) * 1000 > _A_SPACE * show.size:
            drawn = _array(show.pieces[:-1]) + _reaching(show.pieces[-1:], end - pen)
            yield show.start, show.end, drawn
        return
    beside: _Pieces = ()
    above = b""
    for part in others:
        place = _times(_times(part.show.place, part.show.ground), _inverse(show.ground))
        moves = next(n for n, piece in enumerate(part.show.pieces) if isinstance(piece, bytes))
        left = place[4] - sum(part.show.pieces[:moves]) / 1000 * show.size  # type: ignore[arg-type]
        if left > end - 0.05:  # at the end counts as beyond: sizes are rounded
            beside += (1000 * (pen - left) / show.size, *part.show.pieces[moves:])
            pen = left
        else:
            above += _set_at(place) + _reaching(part.show.pieces, end - left)
        yield part.show.start, part.show.end, b" "
        if part.span:
            yield *part.span.opens, b" "
            yield *part.span.closes, b" "
    if first.span:
        yield show.start, show.end, _array(show.pieces + beside)
        yield first.span.closes[0], first.span.closes[0], above
    else:  # its letter is the last glyph of many
        *before, last = show.pieces
        assert isinstance(last, bytes)
        letter = _Span.opening(syllable.text) + _array((last[-2:], *beside)) + above + b"EMC "
        yield show.start, show.end, _array((*before, last[:-2])) + letter


def _drawn(page: PageObject, faces: dict[int, _Face]) -> _Drawn:
    """Read a page; `faces` by the number of their object, filled as they are met."""
    names = {}
    for name, font in page["/Resources"].get("/Font", {}).items():  # type: ignore[attr-defined]
        font = font.get_object()
        key = font.indirect_reference.idnum
        names[name[1:].encode()] = faces[key] = faces.get(key) or _Face(font)
    contents = page.get_contents()
    drawn = _Drawn(contents.get_data() if contents is not None else b"")
    face: _Face | None = None
    place = ground = _IDENTITY
    kept: list[Matrix] = []
    spans: list[_Span | None] = []
    size, objects = 0.0, 0
    for token in _TOKEN.finditer(drawn.data):
        match token.lastgroup:
            case "said":
                text = bytes.fromhex(token["said"].decode()).decode("utf-16-be")
                spans.append(_Span(text, token.span()))
            case "other":
                spans.append(None)
            case "closed":
                if span := spans.pop():
                    span.closes = token.span()
            case "cm":
                ground = _times(_matrix(token["cm"]), ground)
            case "tm":
                place = _matrix(token["tm"])
            case "size":
                face, size = names[token["font"]], float(token["size"])
            case "begun":
                place, objects = _IDENTITY, objects + 1
            case "state":
                if token["state"] == b"q":
                    kept.append(ground)
                else:
                    ground = kept.pop()
            case "show" if face:
                show = _Show(*token.span(), _pieces(token["show"]), place, ground, size, objects)
                drawn.add(face, show, spans[-1] if spans else None)
    return drawn


def _pieces(operator: bytes) -> _Pieces:
    found: list[bytes | float] = []
    for piece in _PIECE.finditer(operator):
        if piece["string"]:
            found.append(_ESCAPED.sub(_unescaped, piece["string"][1:-1]))
        elif piece["by"]:
            found.append(float(piece["by"]))
        else:
            found.append(bytes.fromhex(piece["hex"].decode()))
    return tuple(found)


def _unescaped(escape: re.Match[bytes]) -> bytes:
    said = escape[1]
    return bytes([int(said, 8)]) if said.isdigit() else _ESCAPES.get(said, said)


def _array(pieces: _Pieces) -> bytes:
    said = (f"<{one.hex()}>" if isinstance(one, bytes) else _number(one) for one in pieces)
    return f"[{''.join(said)}]TJ ".encode()


def _reaching(pieces: _Pieces, rest: float) -> bytes:
    """The glyphs, after which the pen goes `rest` on."""
    return f"{_number(rest)} Tc ".encode() + _array(pieces) + b"0 Tc "


def _set_at(place: Matrix) -> bytes:
    return f" {' '.join(map(_number, place))} Tm ".encode()


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _matrix(said: bytes) -> Matrix:
    return tuple(map(float, said.split()))


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
            e * g + f * i + k, e * h + f * j + m)  # fmt: skip


def _inverse(matrix: Matrix) -> Matrix:
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    return (
        d / area,
        -b / area,
        -c / area,
        a / area,
        (c * f - d * e) / area,
        (b * e - a * f) / area,
    )
