"""The grid by keyboard: a month as one types it, counted; ranges, fills, formulas; the search."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from sales.models import DistrictMonth, SalesRow
from tests.browser.waiting import becomes
from tests.support import factories as make
from tests.support.browser import paste

ADDRESS = "/sales/2026-10/2402/"
ROWS = 120
MOST_KEYS = 8  # a row, moving and marking included (issue 14: it was 10.8)


@pytest.fixture
def month(transactional_db) -> DistrictMonth:
    """Four producers in Thai order, all empty; last month's figures of ก and ข, none sold by ค."""
    month = make.district_month(make.district(), date(2026, 10, 1))
    before = make.district_month(month.district, date(2026, 9, 1))
    past = {"ก": ("100", "20", "0", "0"), "ข": ("300.50", "0", "0", "0"), "ค": ("0", "0", "0", "0")}
    for name in "กขคง":
        maker = make.producer(month.district, f"กลุ่ม{name}")
        make.product(maker)
        if name in past:
            make.row(before, maker, amounts=past[name], version=1)
    return month


@pytest.fixture
def page(sign_in, live_server, month) -> Page:
    page = sign_in(make.district_officer(month.district))
    page.goto(live_server.url + ADDRESS)
    return page


def cell(page: Page, place: int, channel: str = "domestic_offline"):
    return page.locator("tr[data-row]").nth(place).locator(f"input[name$={channel}]")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def all_saved(page: Page) -> None:
    expect(page.locator("#saved-at")).to_contain_text("บันทึกครบแล้ว")


def stored() -> list:
    """The four figures of each row as the page has them, None where nothing is filled in."""
    return [
        None if row.entry == "blank" else [float(amount) for amount in row.amounts]
        for row in SalesRow.objects.filter(month=date(2026, 10, 1)).in_form_order()
    ]


# --- A month by keyboard alone ----------------------------------------------------------------------


def test_a_month_of_120_rows_without_a_mouse_costs_at_most_8_keys_a_row(
    sign_in, live_server, transactional_db
):
    """From the page's top on. Of ten rows five sold in two channels, two in one (five digits each), two
    are as last month, one sold nothing: 10.5 keys a row where each figure is typed and Enter goes down
    the column, since a row of two channels then costs two moves and the way back."""
    month = make.district_month(make.district(), date(2026, 10, 1))
    before = make.district_month(month.district, date(2026, 9, 1))
    for number in range(ROWS):
        maker = make.producer(month.district, f"กลุ่ม {number:03}")
        make.product(maker)
        make.row(before, maker, amounts=("12340", "56780", "0", "0"), version=1)
    page = sign_in(make.district_officer(month.district))
    page.goto(live_server.url + ADDRESS)
    pressed = 0

    def keys(*names: str) -> None:
        nonlocal pressed
        pressed += len(names)
        press(page, *names)

    keys("F4")
    expect(cell(page, 0)).to_be_focused()
    expected = []
    for number in range(ROWS):
        kind = number % 10
        if kind < 5:
            keys(*f"{20000 + number * 10}", "Tab", *f"{30000 + number * 10}", "Enter")
            expected.append([20000 + number * 10, 30000 + number * 10, 0, 0])
        elif kind < 7:
            keys(*f"{40000 + number * 10}", "Enter")
            expected.append([40000 + number * 10, 0, 0, 0])
        elif kind < 9:
            keys("F8")
            expected.append([12340, 56780, 0, 0])
        else:
            keys("F9")
            expected.append([0, 0, 0, 0])
    all_saved(page)
    assert stored() == expected
    assert pressed / ROWS <= MOST_KEYS
    check = page.locator("#go-check")
    for _ in range(12):
        press(page, "Tab")
        if check.evaluate("link => link === document.activeElement"):
            break
    expect(check).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("heading", name="ตรวจและยืนยัน").first).to_be_visible()


def test_the_first_cell_is_one_key_or_the_second_link_away(page):
    press(page, "F4")
    expect(cell(page, 0)).to_be_focused()
    page.reload()
    press(page, "Tab", "Tab")
    expect(page.get_by_role("link", name="ไปช่องแรกของตาราง")).to_be_focused()
    press(page, "Enter")
    expect(cell(page, 0)).to_be_focused()


def test_the_row_that_needs_work_next_is_named_and_reached(page):
    place = page.locator("#next-row")
    expect(place).to_contain_text("รายการถัดไปที่ต้องทำ: 1")
    cell(page, 0).fill("5")
    press(page, "Enter")
    expect(place).to_contain_text("รายการถัดไปที่ต้องทำ: 2")
    cell(page, 1).fill("5")
    cell(page, 3).focus()
    all_saved(page)
    press(page, "F4")
    expect(cell(page, 2)).to_be_focused()


# --- Ranges -----------------------------------------------------------------------------------------


def copied(page: Page) -> str:
    return page.evaluate(
        """() => {
            const data = new DataTransfer();
            document.activeElement.dispatchEvent(
                new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true}));
            return data.getData("text/plain");
        }"""
    )


def test_a_range_is_summed_copied_cleared_and_comes_back(page):
    cell(page, 0).focus()
    paste(page, "1\t2\n3\t4\n1,500.50\t6\n")
    all_saved(page)
    cell(page, 0).focus()
    press(page, "Shift+ArrowDown", "Shift+ArrowDown")
    cell(page, 0).evaluate("field => field.select()")
    press(page, "Shift+ArrowRight")
    expect(page.locator("input.picked")).to_have_count(6)
    expect(page.locator("#range-sum")).to_have_text("เลือก 6 ช่อง รวม 1,516.50")
    assert copied(page) == "1.00\t2.00\n3.00\t4.00\n1500.50\t6.00"
    press(page, "Delete")
    expect(cell(page, 2)).to_have_value("")
    all_saved(page)
    assert stored() == [None, None, None, None]
    press(page, "Control+z")
    all_saved(page)
    assert stored()[2] == [1500.5, 6, 0, 0]


def test_a_range_by_mouse_and_by_shift_click(page):
    start, end = cell(page, 0).bounding_box(), cell(page, 2, "domestic_online").bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 10, end["y"] + 10, steps=5)
    page.mouse.up()
    expect(page.locator("input.picked")).to_have_count(6)
    expect(cell(page, 0)).to_be_focused()
    press(page, "Escape")
    expect(page.locator("input.picked")).to_have_count(0)
    cell(page, 1).click()
    cell(page, 3).click(modifiers=["Shift"])
    expect(page.locator("input.picked")).to_have_count(3)
    page.keyboard.type("7")
    expect(page.locator("input.picked")).to_have_count(0)
    expect(cell(page, 1)).to_have_value("7")


def test_fill_down_and_right(page):
    cell(page, 0).focus()
    page.keyboard.type("70")
    press(page, "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    expect(cell(page, 2)).to_have_value("70")
    cell(page, 3).focus()
    press(page, "Control+d", "Tab", "Control+r")
    expect(cell(page, 3, "domestic_online")).to_have_value("70")
    page.locator("#find").focus()
    all_saved(page)
    assert stored() == [[70, 0, 0, 0]] * 3 + [[70, 70, 0, 0]]


def test_one_figure_pasted_upon_a_range_fills_it(page):
    cell(page, 0).focus()
    press(page, "Shift+ArrowDown")
    paste(page, "๑๒.๕๐")
    all_saved(page)
    assert stored()[:2] == [[12.5, 0, 0, 0]] * 2


# --- A formula, a cell opened, a row -----------------------------------------------------------------


def test_a_formula_is_worked_out_as_the_cell_is_left_and_a_wrong_one_says_why(page):
    cell(page, 0).focus()
    page.keyboard.type("=12*350")
    press(page, "Enter")
    expect(cell(page, 0)).to_have_value("4,200.00")
    page.keyboard.type("=12*")
    press(page, "Enter")
    expect(page.locator(".cell-refused .cell-error")).to_contain_text("สูตรยังไม่ครบ")
    expect(cell(page, 1)).to_have_value("=12*")
    cell(page, 1).fill("=(1+2)*3")
    press(page, "Enter")
    all_saved(page)
    assert stored()[:2] == [[4200, 0, 0, 0], [9, 0, 0, 0]]


def test_a_formula_under_the_cursor_is_worked_out_as_the_page_is_left(page, live_server):
    cell(page, 0).focus()
    page.keyboard.type("=2*8")
    page.goto(live_server.url + "/")
    becomes(lambda: stored()[0], [16, 0, 0, 0])


def test_f2_opens_the_figure_home_and_end_go_through_the_row(page):
    cell(page, 0).fill("120")
    cell(page, 0).evaluate("field => field.select()")
    press(page, "F2", "ArrowLeft")
    page.keyboard.type("5")
    expect(cell(page, 0)).to_have_value("1250")
    press(page, "Tab", "End")
    expect(cell(page, 0, "export_online")).to_be_focused()
    press(page, "Home")
    expect(cell(page, 0)).to_be_focused()
    press(page, "Control+End")
    expect(cell(page, 3, "export_online")).to_be_focused()


def test_enter_after_tab_comes_back_to_where_the_row_was_begun(page):
    cell(page, 0).focus()
    press(page, "Tab", "Enter")
    expect(cell(page, 1)).to_be_focused()
    press(page, "ArrowRight", "Enter")
    expect(cell(page, 2, "domestic_online")).to_be_focused()


def test_last_months_figures_and_the_rest_without_sales(page):
    press(page, "F4", "F8", "F8", "F8")
    expect(cell(page, 3)).to_be_focused()
    press(page, "F8")
    expect(page.locator("#grid-message")).to_contain_text("เดือนก่อนไม่มีตัวเลขของ กลุ่มง")
    page.get_by_role("button", name="ที่เหลือไม่มียอด").click()
    all_saved(page)
    assert stored() == [[100, 20, 0, 0], [300.5, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    cell(page, 0).focus()
    press(page, "Control+z")
    all_saved(page)
    assert stored()[3] is None
    for _ in range(3):
        press(page, "Control+z")
    all_saved(page)
    assert stored() == [None] * 4


# --- The search -------------------------------------------------------------------------------------


def test_the_search_filters_as_one_types_says_that_nothing_is_found_and_clears(page):
    cell(page, 0).focus()
    press(page, "Control+f")
    find = page.locator("#find")
    expect(find).to_be_focused()
    rows = page.locator("tr[data-row]:visible")
    page.keyboard.type("กลุ่มข")
    expect(rows).to_have_count(1)
    expect(page.locator("#found")).to_contain_text("พบ 1 จาก 4 รายการ")
    press(page, "Enter")
    expect(cell(page, 1)).to_be_focused()
    find.fill("อาหาร")
    expect(rows).to_have_count(4)
    find.fill("ไม่มีชื่อนี้")
    expect(page.locator("#found")).to_contain_text("ไม่พบรายการที่ค้นหา")
    page.get_by_role("button", name="แสดงทั้งหมด").click()
    expect(rows).to_have_count(4)
    expect(find).to_be_focused()


def test_what_is_not_saved_and_hidden_is_counted_and_shown(page):
    cell(page, 0).fill("12a")
    press(page, "Enter")
    expect(page.locator(".cell-refused")).to_have_count(1)
    page.locator("#find").fill("กลุ่มค")
    expect(page.locator("#found")).to_contain_text("รายการที่ซ่อนอยู่ยังไม่ได้บันทึก 1 รายการ")
    page.get_by_role("button", name="บันทึกทั้งหมด").click()
    expect(cell(page, 0)).to_be_focused()


# --- What a field is called, and what covers it -------------------------------------------------------


def test_a_field_is_named_by_producer_category_and_channel_with_last_months_figure(page):
    field = page.get_by_role("textbox", name="กลุ่มก อาหาร ในประเทศ ออฟไลน์", exact=True)
    expect(field).to_have_accessible_description("เดือนก่อน 100")
    field.fill("12a")
    press(page, "Enter")
    expect(field).to_have_accessible_description(
        "มีตัวอักษร “a” ปนอยู่ กรอกเฉพาะตัวเลข เช่น 359,900.00 เดือนก่อน 100"
    )
    field.fill("12")
    expect(field).to_have_accessible_description("เดือนก่อน 100")


COVERED = """field => {
    const box = field.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + 2);
    const low = document.elementFromPoint(box.left + box.width / 2, box.bottom - 2);
    return [top, low].some((found) => !found || !field.parentElement.contains(found));
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_the_cell_with_the_cursor_is_never_covered(sign_in, live_server, month, width):
    for number in range(30):
        make.product(make.producer(month.district, f"กลุ่มจ {number:02}"))
    page = sign_in(make.district_officer(month.district), viewport={"width": width, "height": 800})
    page.goto(live_server.url + ADDRESS)
    cell(page, 0).focus()
    for key in ["Enter"] * 18 + ["Shift+Enter"] * 16:
        press(page, key)
        assert not page.locator(":focus").evaluate(COVERED), key


# --- On a phone -------------------------------------------------------------------------------------


def test_a_phone_shows_a_page_of_rows_and_opens_where_the_work_goes_on(sign_in, live_server, month):
    """Sixty rows: the page is at most a fifth of what all rows would be, and no row is lost: the search
    looks through all of them, and the row that is not saved comes to the cursor."""
    for number in range(56):
        make.product(make.producer(month.district, f"กลุ่มจ {number:02}"))
    page = sign_in(
        make.district_officer(month.district),
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
    )
    page.goto(live_server.url + ADDRESS)
    rows = page.locator("tr[data-row]:visible")
    expect(rows).to_have_count(20)
    assert page.evaluate("document.documentElement.scrollHeight") < 8000
    pages = page.get_by_label("หน้าของตาราง")
    expect(pages.locator("option")).to_have_count(3)
    page.get_by_role("button", name="หน้าถัดไป").tap()
    expect(page.get_by_text("กลุ่มจ 20")).to_be_visible()
    page.locator("#find").fill("กลุ่มจ 55")
    expect(rows).to_have_count(1)
    rows.locator("input[name$=domestic_offline]").fill("12a")
    page.locator("#find").fill("")
    expect(page.locator(".cell-refused")).to_have_count(1)
    page.locator("#next-row").tap()
    expect(cell(page, 0)).to_be_focused()
    expect(rows).to_have_count(20)
    cell(page, 0).fill("5")
    page.get_by_role("button", name="เท่าเดือนก่อน").tap()
    expect(cell(page, 0)).to_have_value("100.00")
    page.reload()
    small = page.evaluate(
        """() => ["#grid-form", ".toolbar", ".pages", ".month-tabs"]
            .flatMap((part) => [...document.querySelectorAll(`${part} :is(a, button, input, select)`)])
            .filter((one) => one.offsetParent && !one.matches(".visually-hidden"))
            .map((one) => [one.outerHTML.slice(0, 80), one.closest("label") ?? one])
            .map(([html, one]) => [html, one.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24)
            .map(([html, box]) => `${html} ${box.width} x ${box.height}`)"""
    )
    assert small == []
