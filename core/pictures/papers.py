"""A paper as it is sent: a PDF, or a picture of it; checked by content and remade before it is kept.

A picture goes the way of core.pictures.processing, a PDF that of core.documents.pdf: nothing of the
sender's file but what is seen.
"""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

from core.documents.pdf import MOST_BYTES, RefusedPdf, rewrite, starts_as_pdf
from core.pictures.processing import WHAT_IS_TAKEN, RefusedPicture, faults_of, prepare


class RefusedPaper(Exception):
    """The file is not taken; the message is Thai and says how to mend it."""


@dataclass(frozen=True)
class Remade:
    """A file ready to be kept; `warning` says what is hard to read in it, "" for a good one. `sha256`
    is that of what was sent."""

    data: bytes
    thumbnail: bytes
    pages: int | None
    sha256: str
    warning: str = ""

    @property
    def ending(self) -> str:
        return ".jpg" if self.pages is None else ".pdf"


def remake(upload: BinaryIO) -> Remade:
    """Check and remake what `upload` holds. Raises RefusedPaper for what is neither a picture nor a PDF
    that can be kept."""
    data = upload.read(MOST_BYTES + 1)
    digest = sha256(data).hexdigest()
    try:
        if starts_as_pdf(data):
            clean = rewrite(data)
            return Remade(clean.data, b"", clean.pages, digest)
        prepared = prepare(BytesIO(data))
    except RefusedPdf as refusal:
        raise RefusedPaper(str(refusal)) from refusal
    except RefusedPicture as refusal:
        said = str(refusal)
        raise RefusedPaper(f"{said} หรือ PDF" if said.endswith(WHAT_IS_TAKEN) else said) from refusal
    faults = faults_of(prepared.width, prepared.height, prepared.sharpness)
    return Remade(prepared.picture, prepared.thumbnail, None, digest, " ".join(faults))
