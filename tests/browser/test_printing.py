"""A page on paper as Chromium prints it: no column cut, no sheet blank, nothing to click left on it."""

import re

import pypdfium2
import pytest

from tests.support import factories as make
from tests.support.browser import SCREENSHOTS


@pytest.fixture
def month(transactional_db):
    month = make.month_of_bang_khla()
    make.confirm_district(month)
    return month


def printed(page, name: str) -> tuple[list[str], bool]:
    """The text of each sheet, and whether it lies on its side. No sheet is blank, no cell beyond it."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    content = page.pdf(path=SCREENSHOTS / f"{name}.pdf", prefer_css_page_size=True)
    sheets = list(pypdfium2.PdfDocument(content))
    texts = [sheet.get_textpage().get_text_range() for sheet in sheets]
    assert [number for number, text in enumerate(texts, 1) if not text.strip()] == []
    width, height = sheets[0].get_size()
    return texts, width > height


def test_rt2_shows_its_total_at_1280_and_is_printed_whole(sign_in, live_server, month):
    page = sign_in(make.district_officer(month.district))
    page.goto(f"{live_server.url}/reports/rt2/?month=2026-10")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "rt2-1280.png", full_page=True)
    box = page.locator(".report .table-scroll").first
    total = box.locator("tfoot td.amount").last
    assert total.inner_text()
    assert total.evaluate(
        "(cell, box) => cell.getBoundingClientRect().right <= box.getBoundingClientRect().right + 1",
        box.element_handle(),
    )

    texts, on_its_side = printed(page, "rt2")
    assert on_its_side
    shown = re.sub(r"\s", "", "".join(texts))
    # Figures: Chromium writes Thai marks in an order of its own.
    figures = [cell for cell in box.locator("td.amount").all_inner_texts() if cell]
    assert figures
    assert [figure for figure in figures if figure not in shown] == []
    assert "PDF" not in shown  # the buttons


def test_a_long_list_begins_on_the_first_sheet(sign_in, live_server, month):
    for number in range(60):
        make.producer(month.district, f"กลุ่ม Banrai {number}")
    page = sign_in(make.district_officer(month.district))
    page.goto(f"{live_server.url}/producers/producer/")
    texts, _on_its_side = printed(page, "producers")
    assert len(texts) > 1
    assert "Banrai" in texts[0]
