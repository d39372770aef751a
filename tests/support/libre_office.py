"""Workbooks opened by a real program: LibreOffice, without a window, prints them as PDF.

It is given Sarabun for TH Sarabun New, whatever the machine has.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import fontpkg_sarabun
import pytest

HOW_TO_GET_IT = "apt-get install libreoffice-calc-nogui, or LibreOffice for this machine"

_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same"><family>TH Sarabun New</family><prefer><family>Sarabun</family></prefer></alias>
  <alias binding="same"><family>Calibri</family><prefer><family>Sarabun</family></prefer></alias>
</fontconfig>
"""


def find_libre_office() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def printed(workbooks: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Each workbook as the PDF that LibreOffice makes of it, all in one run of it."""
    program = find_libre_office()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(f"no LibreOffice: {HOW_TO_GET_IT}")
        pytest.skip(f"no LibreOffice on this machine: {HOW_TO_GET_IT}")
    fonts = folder / "fonts.conf"
    fonts.write_text(
        _FONTS.format(fonts=Path(fontpkg_sarabun.ROOT) / "files", cache=folder / "cache")
    )
    for name, content in workbooks.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    subprocess.run(
        [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", "pdf", "--outdir", folder, *(folder / f"{name}.xlsx" for name in workbooks),
        ],
        env=os.environ | {"FONTCONFIG_FILE": str(fonts), "HOME": str(folder)},
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return {name: (folder / f"{name}.pdf").read_bytes() for name in workbooks}
