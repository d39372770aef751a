"""Why a figure is out of line, picked beside it in the grid: with keys alone, and on a phone."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from core.thai import calendar
from sales.models import DistrictMonth, SalesRow
from tests.support import factories as make
from tests.support.axe import found_at

MONTH = date(2026, 10, 1)
ADDRESS = "/sales/2026-10/2402/"


@pytest.fixture
def month(transactional_db) -> DistrictMonth:
    """ก and ข sold 36,000 in the months before, ค never before."""
    district = make.district()
    month = make.district_month(district, MONTH)
    past = [
        make.district_month(district, calendar.add_months(MONTH, -back)) for back in (12, 4, 3, 2)
    ]
    for name in "กขค":
        maker = make.producer(district, f"กลุ่ม{name}")
        make.product(maker)
        for before in past if name != "ค" else ():
            make.row(before, maker, amounts=("36000", "0", "0", "0"), version=1)
    return month


@pytest.fixture
def opened(sign_in, live_server, month):
    def open_page(**options) -> Page:
        page = sign_in(make.district_officer(month.district), **options)
        page.goto(live_server.url + ADDRESS)
        return page

    return open_page


def cell(page: Page, place: int):
    return page.locator("tr[data-row]").nth(place).locator("input[name$=domestic_offline]")


def explained() -> list[str]:
    return [row.explained for row in SalesRow.objects.filter(month=MONTH).in_form_order()]


def test_with_keys_alone_and_the_cursor_is_back_in_its_cell(opened):
    page = opened()
    page.allowed.append("422")  # a reason was left out once

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    press("F4", *"900000", "F7")  # what is typed is saved before it is asked about
    expect(page.get_by_role("combobox", name="เหตุผล")).to_be_focused()
    press("Escape")
    expect(cell(page, 0)).to_be_focused()
    expect(page.locator(".reason-row")).to_have_count(0)
    press("F7")
    reason = page.get_by_role("combobox", name="เหตุผล")
    expect(reason).to_be_focused()
    press("Enter")
    expect(page.locator(".reason-row .field-error")).to_have_text("เลือกเหตุผลจากรายการ")
    expect(reason).to_be_focused()
    press(*["ArrowDown"] * 11, "Enter")  # อื่น ๆ, which needs words
    words = page.get_by_role("textbox", name="คำอธิบาย")
    expect(words).to_be_focused()
    page.keyboard.insert_text("ย้ายไปขายรวมกับกลุ่มอื่น")
    press("Control+z")  # the field's own undo, not the grid's
    expect(cell(page, 0)).to_have_value("900,000.00")
    page.keyboard.insert_text("ย้ายไปขายรวมกับกลุ่มอื่น")
    press("Enter")
    expect(page.locator("tr[data-row]").first.locator("[data-state]")).to_contain_text("ชี้แจงแล้ว")
    expect(cell(page, 0)).to_be_focused()
    expect(page.locator("tr[data-row]").first.get_by_role("link", name="แก้ไขเหตุผล")).to_be_visible()
    assert explained()[0] == "อื่น ๆ: ย้ายไปขายรวมกับกลุ่มอื่น"
    press("Enter", *"36000", "F7")  # in line: nothing is asked, and the cursor stays
    expect(page.locator("#grid-notice")).to_contain_text("ไม่ต้องระบุเหตุผล")
    expect(cell(page, 1)).to_be_focused()
    assert explained()[1:] == ["", ""]


def test_on_a_phone_the_reason_is_two_taps_and_can_be_changed(opened, picture):
    page = opened(viewport={"width": 390, "height": 800}, has_touch=True)
    cell(page, 0).fill("900000")
    cell(page, 1).focus()
    link = page.locator("tr[data-row]").first.get_by_role("link", name="ระบุเหตุผล")
    link.tap()
    page.get_by_role("combobox", name="เหตุผล").select_option("งานแสดงสินค้า/เทศกาล")
    picture(page, "grid-reason")
    assert found_at(page, 390) == found_at(page, 1280) == []
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("button", name="บันทึกเหตุผล").tap()
    again = page.locator("tr[data-row]").first.get_by_role("link", name="แก้ไขเหตุผล")
    expect(again).to_be_focused()
    assert explained()[0] == "งานแสดงสินค้า/เทศกาล"
    again.tap()
    expect(page.get_by_role("combobox", name="เหตุผล").locator("option:checked")).to_have_text(
        "งานแสดงสินค้า/เทศกาล"
    )


def test_without_a_script_the_link_leads_to_a_page_of_its_own(opened):
    page = opened(java_script_enabled=False)
    cell(page, 0).fill("900000")
    page.get_by_role("button", name="บันทึกทั้งหมด").click()
    page.get_by_role("link", name="ระบุเหตุผล").click()
    page.get_by_role("combobox", name="เหตุผล").select_option("ตามฤดูกาล")
    page.get_by_role("button", name="บันทึกเหตุผล").click()
    expect(page.get_by_text("บันทึกเหตุผลแล้ว")).to_be_visible()
    assert explained()[0] == "ตามฤดูกาล"
