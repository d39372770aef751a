"""A PDF of typst whose Thai is copied out as it was typed.

A syllable such as ทั้ is several glyphs, and one that stands at another height is drawn by itself. typst
says the whole syllable of each (ActualText), so that "ทั้ทั้งประเทศ" is copied; and in ToUnicode, which is
all that Firefox, Preview and pypdf read, a glyph is the syllable it was first met in. Here every glyph
gets its own letter, and all of a syllable is drawn inside one ActualText. What is seen stays the same.
Pure, and the same bytes give the same bytes.
"""

from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from core.documents.copied_text.faces import Face
from core.documents.copied_text.pages import drawn_on
from core.documents.copied_text.syllables import name_letters

__all__ = ["as_typed"]


def as_typed(pdf: bytes) -> bytes:
    """The same paper; what is searched in it, copied out or read aloud is what was set."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    faces: dict[int, Face] = {}
    pages = [(page, drawn_on(page, faces)) for page in writer.pages]
    name_letters([one for _page, drawn in pages for one in drawn.syllables])
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
