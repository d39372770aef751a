"""The text of a PDF as the programs of the offices copy it out."""

import os
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
from pypdf import PdfReader


def pdfium(content: bytes) -> str:
    """As Chrome and Edge copy it."""
    pages = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in pages).replace("\r", "")


def poppler(content: bytes) -> str:
    """As pdftotext, Evince and Okular do."""
    if not shutil.which("pdftotext"):
        if os.environ.get("CI"):
            pytest.fail("no pdftotext: apt-get install poppler-utils")
        pytest.skip("no pdftotext on this machine: apt-get install poppler-utils")
    command = ["pdftotext", "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


def by_the_map(content: bytes) -> str:
    """As Firefox, Preview and pypdf do, by ToUnicode alone: ำ is the ring and า that are drawn."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


READERS: dict[str, Callable[[bytes], str]] = {
    "pdfium": pdfium, "poppler": poppler, "by the map": by_the_map,
}  # fmt: skip
