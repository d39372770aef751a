"""The map of a report is saved as a picture of dots, which a browser has to draw itself."""

from pathlib import Path

from playwright.sync_api import expect

from core.pictures.processing import Image
from tests.support import factories as make


def test_the_map_is_saved_as_png_with_its_tiles_drawn(sign_in, live_server, transactional_db):
    month = make.district_month(make.district())
    make.row(month, make.producer(month.district), amounts=("900", "0", "0", "0"))
    make.confirm_province(month.district.province)
    page = sign_in(make.department_officer())
    page.goto(f"{live_server.url}/reports/sales-areas/?period=2026-10")
    button = page.get_by_role("button", name="บันทึกแผนที่ PNG")
    with page.expect_download() as saving:
        button.click()
    saved = saving.value
    assert saved.suggested_filename.endswith(".png")
    assert "แผนที่" in saved.suggested_filename
    with Image.open(Path(saved.path())) as picture:
        assert picture.format == "PNG"
        assert picture.width > 1000
        colours = picture.convert("RGB").getcolors(picture.width * picture.height)
    assert len(colours) > 20  # tiles and words, not an empty sheet
    expect(button.locator("xpath=following-sibling::span[@role='status']")).to_be_empty()
