"""What becomes of an uploaded PDF: only its pages are kept, nothing that acts."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from core.documents import pdf

ACTIVE = {
    "/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA",
    "/OpenAction", "/AA", "/SubmitForm", "/ImportData", "/GoToR", "/URI", "/AcroForm",
}  # fmt: skip


def scanned(pages: int = 1) -> bytes:
    """A PDF as a scanning application writes it: a picture a page."""
    pictures = [Image.new("RGB", (60, 80), (n, 90, 40)) for n in range(pages)]
    out = BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:])
    return out.getvalue()


def written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


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


def action(kind: str, **said: str) -> DictionaryObject:
    named = {NameObject("/S"): NameObject(kind)}
    named |= {NameObject(f"/{name}"): TextStringObject(text) for name, text in said.items()}
    return DictionaryObject(named)


def armed() -> bytes:
    """A page with everything a PDF can do: scripts, a program, an enclosed file, a form, links."""
    writer = PdfWriter(clone_from=BytesIO(scanned()))
    writer.add_attachment("program.exe", b"MZ")
    writer.root_object["/Names"][NameObject("/JavaScript")] = DictionaryObject(
        {
            NameObject("/Names"): ArrayObject(
                [TextStringObject("a"), action("/JavaScript", JS="app.alert(1)")]
            )
        }
    )
    writer.root_object[NameObject("/OpenAction")] = action("/Launch", F="cmd.exe")
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/XFA"): TextStringObject("<xdp/>")}
    )
    page = writer.pages[0]
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): action("/JavaScript", JS="1")})
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://elsewhere.example"))
    writer.add_annotation(0, FreeText(text="ตรวจแล้ว", rect=(5, 5, 50, 20)))
    stamped = page["/Annots"][-1].get_object()
    stamped[NameObject("/A")] = action("/JavaScript", JS="app.alert(2)")
    return written(writer)


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
    with pytest.raises(pdf.RefusedPdf, match="มี 51 หน้า ใส่ได้ไม่เกิน 50 หน้า"):
        pdf.rewrite(written(writer))


def test_no_page_and_too_many_bytes_are_refused():
    with pytest.raises(pdf.RefusedPdf, match="ไม่มีหน้าเลย"):
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
