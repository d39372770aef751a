"""What becomes of an uploaded PDF: only its pages are kept, nothing that acts."""

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
)

from core.documents import pdf
from tests.support.pdf_files import armed, scanned, written

ACTIVE = {
    "/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA",
    "/OpenAction", "/AA", "/SubmitForm", "/ImportData", "/GoToR", "/URI", "/AcroForm",
}  # fmt: skip


def names_in(data: bytes) -> set[str]:
    """Every key and name that can be reached in a PDF from its catalogue."""
    found: set[str] = set()
    seen: set[int] = set()
    left = [PdfReader(BytesIO(data)).trailer]
    while left:
        one = left.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            found.update(one)
            left.extend(one.raw_get(key) for key in one)
        elif isinstance(one, ArrayObject):
            left.extend(list.__iter__(one))
        elif isinstance(one, NameObject):
            found.add(str(one))
    return found


def test_the_armed_one_is_armed():
    assert names_in(armed()) >= {
        "/JavaScript", "/EmbeddedFiles", "/Launch", "/OpenAction", "/AA", "/URI", "/AcroForm",
    }  # fmt: skip


def test_nothing_that_acts_is_left():
    clean = pdf.rewrite(armed())
    assert names_in(clean.data) & ACTIVE == set()
    assert b"elsewhere.example" not in clean.data


def test_pages_and_marks_drawn_on_them_stay():
    clean = pdf.rewrite(armed())
    assert clean.pages == 1
    [page] = PdfReader(BytesIO(clean.data)).pages
    assert [mark.get_object()["/Subtype"] for mark in page["/Annots"]] == ["/FreeText"]
    assert page.images[0].image.size == (60, 80)


def test_the_content_of_every_page_stays():
    clean = pdf.rewrite(scanned(3))
    colours = [
        page.images[0].image.getpixel((9, 9))[0] for page in PdfReader(BytesIO(clean.data)).pages
    ]
    assert [round(red) for red in colours] == pytest.approx([0, 1, 2], abs=3)
    assert clean.pages == 3


def test_a_locked_one_is_refused():
    writer = PdfWriter(clone_from=BytesIO(scanned()))
    writer.encrypt("secret", algorithm="RC4-128")
    with pytest.raises(pdf.RefusedPdf, match="^ไฟล์ PDF นี้ล็อกด้วยรหัสผ่าน"):
        pdf.rewrite(written(writer))


def test_too_many_pages_are_refused():
    writer = PdfWriter()
    for _ in range(pdf.MOST_PAGES + 1):
        writer.add_blank_page(width=100, height=100)
    with pytest.raises(pdf.RefusedPdf, match="มี 51 หน้า แนบได้ไม่เกิน 50 หน้า"):
        pdf.rewrite(written(writer))


def test_no_page_and_too_many_bytes_are_refused():
    with pytest.raises(pdf.RefusedPdf, match="ไม่มีหน้าใด"):
        pdf.rewrite(written(PdfWriter()))
    with pytest.raises(pdf.RefusedPdf, match="ใหญ่เกิน 10 MB"):
        pdf.rewrite(b"%PDF-" + bytes(pdf.MOST_BYTES))


@pytest.mark.parametrize("cut", [40, 400, -30])
def test_a_broken_one_is_refused_or_read_never_raises_anything_else(cut):
    try:
        clean = pdf.rewrite(scanned(2)[:cut])
    except pdf.RefusedPdf as refusal:
        assert "เสียหรือมาไม่ครบ" in str(refusal) or "ไม่มีหน้า" in str(refusal)  # noqa: PT017
    else:
        assert clean.pages == 2


def test_a_page_that_is_its_own_parent_is_refused():
    writer = PdfWriter(clone_from=BytesIO(scanned()))
    pages = writer.root_object["/Pages"].get_object()
    pages[NameObject("/Kids")] = ArrayObject([writer.root_object.raw_get("/Pages")])
    pages[NameObject("/Count")] = NumberObject(1)
    with pytest.raises(pdf.RefusedPdf):
        pdf.rewrite(written(writer))
