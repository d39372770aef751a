"""Thai copied out of a paper is as it was typed, whichever program copies; and it looks the same."""

import csv
import re
from pathlib import Path

import fontpkg_sarabun
import pypdfium2
import pytest
import typst
from django.conf import settings
from PIL import ImageChops

from core.documents.copied_text import as_typed
from tests.support.pdf_text import READERS

SENTENCES = [
    "ทั้งประเทศ ยิ้มที่น้ำปลา กำลังส่งกลับ ผู้ผลิต ป้าปิ่น ฟื้นฟู ปั๊ม ก๊วยเตี๋ยว",
    "ครั้งที่ 1 เพิ่มขึ้น ร้อยละ 3.32 สิ้นเดือน คลื่น ซ้ำ ค่ำ น้ำพริก ญาติ ฐิติ กตัญญู",
    "กรุงเทพฯ ต่าง ๆ ไปรษณีย์ ศิษย์ พันธุ์ ทรัพย์ วิทย์ เสาร์ จันทร์ บ้านโป่ง ปี่ ฝี",
    "(รต.๓) OTOP 359,900.00 ปีงบประมาณ ๒๕๖๙",
]


def area_names() -> list[str]:
    """As many as show every syllable of a consonant with its marks that stands in any of them."""
    names = set()
    for name in ("provinces", "districts", "subdistricts"):
        path = settings.BASE_DIR / "fixtures" / "areas" / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            names |= {row["name_th"] for row in csv.DictReader(file)}
    shown: set[str] = set()
    chosen = []
    for name in sorted(names):
        syllables = set(re.findall("[ก-ฮ][ัิ-ฺ็-๎]+ำ?", name))
        if syllables - shown:
            shown |= syllables
            chosen.append(name)
    return chosen


def set_lines(lines: list[str], weight: str) -> bytes:
    source = (
        '#set page(width: 60cm, height: auto)\n#set text(font: "Sarabun", lang: "th", weight: '
        'sys.inputs.weight)\n#for line in sys.inputs.lines.split("|") { text(line); parbreak() }'
    )
    faces = typst.Fonts(
        include_system_fonts=False, font_paths=[Path(fontpkg_sarabun.ROOT) / "files"]
    )
    return typst.compile(
        source.encode(),
        font_paths=faces,
        ignore_system_fonts=True,
        sys_inputs={"weight": weight, "lines": "|".join(lines)},
        timestamp=0,
    )


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="module", params=["regular", "semibold", "bold"])
def paper(request) -> tuple[list[str], bytes, bytes]:
    lines = [*SENTENCES, *area_names()]
    content = set_lines(lines, request.param)
    return lines, content, as_typed(content)


@pytest.mark.parametrize("reader", READERS)
def test_it_is_copied_as_typed(paper, reader):
    lines, _content, mended = paper
    wanted = [line.replace("ำ", "ํา") for line in lines] if reader == "by the map" else lines
    read = lines_of(READERS[reader](mended))
    if reader == "by the map":  # น้ำ is drawn น ํ ้ า
        wanted = [_as_drawn(line) for line in lines]
    assert [(a, b) for a, b in zip(wanted, read, strict=True) if a != b] == []


def _as_drawn(line: str) -> str:
    for tone in "่้๊๋":
        line = line.replace(f"{tone}ำ", f"ํ{tone}า")
    return line.replace("ำ", "ํา")


def test_what_is_seen_stays_where_it_was(paper):
    _lines, content, mended = paper
    before, after = (
        pypdfium2.PdfDocument(one)[0].render(scale=1).to_pil().convert("L")
        for one in (content, mended)
    )
    # A mark may stand some hundredths of its size off; nothing is gone and nothing elsewhere.
    shades = ImageChops.difference(before, after).histogram()
    ink = sum(before.histogram()[:128])
    assert ink > 1000
    assert sum(shades[128:]) < ink / 200


def test_the_same_paper_is_the_same_to_the_byte(paper):
    _lines, content, mended = paper
    assert as_typed(content) == mended


def test_an_empty_page_and_latin_alone_pass():
    for lines in ([""], ["OTOP (2569) \\ 1,204.50"]):
        mended = as_typed(set_lines(lines, "regular"))
        assert lines_of(READERS["pdfium"](mended)) == [line for line in lines if line]
