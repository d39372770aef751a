"""A page as it is read: what it draws, syllable by syllable."""

from dataclasses import dataclass, field

from pypdf import PageObject

from core.documents.copied_text.faces import Face
from core.documents.copied_text.matrices import IDENTITY, Matrix, matrix, times
from core.documents.copied_text.mending import edits_of
from core.documents.copied_text.operators import TOKEN, pieces_of
from core.documents.copied_text.syllables import Part, Show, Span, Syllable


@dataclass
class Drawn:
    """What a page draws, and its syllables in that order."""

    data: bytes
    syllables: list[Syllable] = field(default_factory=list)

    def add(self, face: Face, show: Show, span: Span | None) -> None:
        """Without a span around them glyphs are what the map says, each by itself."""
        glyphs = show.glyphs
        before = self.syllables[-1] if self.syllables else None
        if span:
            self._add(before, span.text, face, Part(glyphs, show, span))
            return
        for glyph in glyphs[:-1]:  # whole as they are; only the last may go on elsewhere
            face.letters.setdefault(glyph, face.said.get(glyph, "")[:1])
        for glyph in glyphs[-1:]:
            text = face.said.get(glyph, "")
            last = before.parts[-1] if before else None
            if text == " " and len(glyphs) == 1 and last and last.span:
                if last.show.object == show.object:
                    last.span.blank = show
            self._add(before, text, face, Part([glyph], show, None))

    def _add(self, before: Syllable | None, text: str, face: Face, part: Part) -> None:
        if before and before.goes_on(text, face, part):
            before.parts.append(part)
        else:
            self.syllables.append(Syllable(text, face, [part]))

    def mended(self) -> bytes:
        """The page, each syllable drawn inside one ActualText."""
        edits = [edit for one in self.syllables for edit in edits_of(one)]
        written, at = [], 0
        for start, end, text in sorted(edits):
            written += [self.data[at:start], text]
            at = end
        return b"".join([*written, self.data[at:]])


def drawn_on(page: PageObject, faces: dict[int, Face]) -> Drawn:
    """Read a page; `faces` by the number of their object, filled as they are met."""
    names = {}
    for name, font in page["/Resources"].get("/Font", {}).items():  # type: ignore[attr-defined]
        font = font.get_object()
        key = font.indirect_reference.idnum
        names[name[1:].encode()] = faces[key] = faces.get(key) or Face(font)
    contents = page.get_contents()
    drawn = Drawn(contents.get_data() if contents is not None else b"")
    face: Face | None = None
    place = ground = IDENTITY
    kept: list[Matrix] = []
    spans: list[Span | None] = []
    size, objects = 0.0, 0
    for token in TOKEN.finditer(drawn.data):
        match token.lastgroup:
            case "said":
                text = bytes.fromhex(token["said"].decode()).decode("utf-16-be")
                spans.append(Span(text, token.span()))
            case "other":
                spans.append(None)
            case "closed":
                if span := spans.pop():
                    span.closes = token.span()
            case "cm":
                ground = times(matrix(token["cm"]), ground)
            case "tm":
                place = matrix(token["tm"])
            case "size":
                face, size = names[token["font"]], float(token["size"])
            case "begun":
                place, objects = IDENTITY, objects + 1
            case "state":
                if token["state"] == b"q":
                    kept.append(ground)
                else:
                    ground = kept.pop()
            case "show" if face:
                show = Show(*token.span(), pieces_of(token["show"]), place, ground, size, objects)
                drawn.add(face, show, spans[-1] if spans else None)
    return drawn
