"""Papers of steps: remade, so that nothing is kept but what is seen."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core.pictures.documents import DocumentField
from tests.support.pdf_files import armed, scanned
from tests.support.pictures import encoded, photograph

HTML = b"<html><script>alert(1)</script></html>"


def cleaned(name: str, content: bytes):
    return DocumentField().clean(SimpleUploadedFile(name, content))


@pytest.mark.parametrize("content", [b"%PDF-1.7" + HTML, b"%PDF-1.7\n%%EOF\n", b"%PDF-1.7"])
def test_what_only_begins_as_a_pdf_is_refused(content):
    with pytest.raises(ValidationError, match="PDF เสียหรือมาไม่ครบ"):
        cleaned("มติ.pdf", content)


def test_what_stands_behind_a_paper_or_in_it_is_gone():
    for content in (scanned() + HTML, armed()):
        kept = cleaned("../มติ.PDF", content)
        data = kept.read()
        assert data.startswith(b"%PDF-")
        assert kept.name.endswith(".pdf")
        for gone in (b"<script", b"JavaScript", b"Launch", b"program.exe"):
            assert gone not in data


def test_a_picture_is_made_again_as_a_jpeg():
    kept = cleaned("มติ.png", encoded(photograph(), "PNG") + HTML)
    assert (kept.name, kept.content_type) == ("มติ.jpg", "image/jpeg")
    data = kept.read()
    assert data.startswith(b"\xff\xd8\xff")
    assert b"<script" not in data


def test_a_picture_that_is_cut_off_is_refused():
    with pytest.raises(ValidationError, match="เสียหรือมาไม่ครบ"):
        cleaned("มติ.jpg", encoded(photograph(), "JPEG")[:500])
