"""What becomes of an uploaded PDF: refused with a reason, or written anew with nothing in it that acts.

A PDF may carry programs, calls of other programs, files and forms beside its pages. Only the pages are
taken over: of each its content and what it is drawn with, and the marks people draw on scans. The
catalogue, where scripts and enclosed files hang, is a new one. Pure: bytes in, bytes out (pypdf).
"""

import logging
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import DependencyError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 50

# Of a page: its size, its content and what that is drawn with. Everything else stays behind.
_OF_A_PAGE = {
    "/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group",
}  # fmt: skip
# Marks drawn on a page (a stamp, a signature with the finger); forms, links, files and films go.
_MARKS = {
    "/Stamp", "/Ink", "/FreeText", "/Square", "/Circle", "/Line", "/Polygon", "/PolyLine",
    "/Highlight", "/Underline", "/StrikeOut",
}  # fmt: skip
_OF_A_MARK = {"/Type", "/Subtype", "/Rect", "/F", "/AP", "/AS", "/C", "/CA", "/BS", "/Contents"}

logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of each untidy file it can read


class RefusedPdf(Exception):
    """The file is not taken; the message is Thai and says how to mend it."""


@dataclass(frozen=True)
class CleanPdf:
    """A PDF ready to be kept, and how many pages it has."""

    data: bytes
    pages: int


def starts_as_pdf(data: bytes) -> bool:
    """Whether the content says it is a PDF; some writers put a few bytes before the mark."""
    return b"%PDF-" in data[:1024]


def rewrite(data: bytes) -> CleanPdf:
    """The PDF written anew, only its pages.

    Raises RefusedPdf, and nothing else, for: over 10 MB, over 50 pages, locked by a password, broken,
    without pages.
    """
    if len(data) > MOST_BYTES:
        raise RefusedPdf(f"ไฟล์ใหญ่เกิน {MOST_BYTES // 1024**2} MB สแกนใหม่ให้เล็กลง หรือแบ่งเป็นหลายไฟล์")
    try:
        return _rewrite(data)
    except RefusedPdf:
        raise
    except DependencyError as error:  # a cipher that would need another library: locked as well
        raise RefusedPdf(_LOCKED) from error
    except Exception as error:
        # The reader answers broken content with whatever broke in it: PdfReadError, KeyError,
        # RecursionError ... All mean the same to who sent it.
        raise RefusedPdf("ไฟล์ PDF เสียหรือมาไม่ครบ เปิดดูในเครื่องก่อน แล้วบันทึกหรือสแกนใหม่") from error


_LOCKED = "ไฟล์ PDF นี้ล็อกด้วยรหัสผ่าน บันทึกใหม่โดยไม่ตั้งรหัสผ่านแล้วเลือกอีกครั้ง"


def _rewrite(data: bytes) -> CleanPdf:
    reader = PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise RefusedPdf(_LOCKED)
    pages = len(reader.pages)
    if not pages:
        raise RefusedPdf("ไฟล์ PDF นี้ไม่มีหน้าใด เลือกไฟล์อื่น")
    if pages > MOST_PAGES:
        raise RefusedPdf(f"ไฟล์ PDF มี {pages} หน้า แนบได้ไม่เกิน {MOST_PAGES} หน้าต่อไฟล์ แบ่งเป็นหลายไฟล์")
    writer = PdfWriter()
    for page in reader.pages:
        marks = _marks_of(page)
        for key in set(page) - _OF_A_PAGE:
            del page[key]
        if marks:
            page[NameObject("/Annots")] = ArrayObject(marks)
        writer.add_page(page)
    writer.metadata = None
    out = BytesIO()
    writer.write(out)
    return CleanPdf(out.getvalue(), pages)


def _marks_of(page: DictionaryObject) -> list[DictionaryObject]:
    """The harmless marks of a page, each without anything it would do when it is touched."""
    found = page.get("/Annots")
    annotations = found.get_object() if found is not None else []
    marks = []
    for reference in annotations or []:
        annotation = reference.get_object()
        if annotation.get("/Subtype") in _MARKS:
            marks.append(
                DictionaryObject(
                    {key: value for key, value in annotation.items() if key in _OF_A_MARK}
                )
            )
    return marks
