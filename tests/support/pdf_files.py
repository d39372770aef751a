"""PDFs as offices send them, and one with everything in it that acts."""

from io import BytesIO

from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject


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
