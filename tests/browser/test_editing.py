"""What is typed, pasted, ticked or cleared in the grid can be taken back; two people in one row."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from sales.models import CHANNELS, DistrictMonth, SalesRow
from tests.support import factories as make
from tests.support.browser import paste

ADDRESS = "/sales/2026-10/2402/"
DISPATCH = """([kind, name, init]) => document.activeElement.dispatchEvent(
    new window[kind](name, {...init, bubbles: true, cancelable: true}))"""


@pytest.fixture
def month(transactional_db) -> DistrictMonth:
    """Three producers in Thai order: ก empty, ข and ค with figures."""
    month = make.district_month(make.district(), date(2026, 10, 1))
    for name, amounts in (("ก", None), ("ข", "43030"), ("ค", "19230")):
        maker = make.producer(month.district, f"กลุ่ม{name}")
        make.product(maker)
        if amounts:
            make.row(month, maker, amounts=(amounts, "0", "0", "0"), version=1)
    return month


@pytest.fixture
def page(sign_in, live_server, month) -> Page:
    page = sign_in(make.district_officer(month.district))
    page.goto(live_server.url + ADDRESS)
    return page


def row(page: Page, name: str):
    return page.locator("tr[data-row]", has_text=f"กลุ่ม{name}")


def cell(page: Page, name: str, channel: str = "domestic_offline"):
    return row(page, name).locator(f"input[name$={channel}]")


def state(page: Page, name: str):
    return row(page, name).locator("[data-state]")


def tick(page: Page, name: str):
    return row(page, name).get_by_role("checkbox")


def notice(page: Page):
    return page.locator("#grid-notice")


def all_saved(page: Page) -> None:
    expect(page.locator("#saved-at")).to_contain_text("บันทึกครบแล้ว")


def stored(*channels: str) -> list:
    """The figures of ก, ข and ค, None where nothing is filled in."""
    rows = SalesRow.objects.order_by("producer__name")
    return [
        None if row.entry == "blank" else [int(getattr(row, c)) for c in channels or CHANNELS[:1]]
        for row in rows
    ]


# --- Undo -----------------------------------------------------------------------------------------


def test_typing_is_taken_back_cell_by_cell_and_taken_again(page):
    cell(page, "ข").fill("44,040")
    page.keyboard.press("Enter")
    cell(page, "ค").fill("500")
    cell(page, "ก").focus()
    all_saved(page)
    assert stored() == [None, [44040], [500]]
    page.keyboard.press("Control+z")
    expect(cell(page, "ค")).to_have_value("19,230.00")
    expect(cell(page, "ค")).to_be_focused()
    all_saved(page)
    assert stored() == [None, [44040], [19230]]
    page.keyboard.press("Control+z")
    all_saved(page)
    assert stored() == [None, [43030], [19230]]
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+Shift+Z")
    all_saved(page)
    assert stored() == [None, [44040], [500]]


def test_the_thai_keyboard_and_the_menu_undo_too(page):
    cell(page, "ข").fill("1")
    cell(page, "ก").focus()
    assert (
        page.evaluate(
            DISPATCH, ["KeyboardEvent", "keydown", {"key": "ผ", "code": "KeyZ", "ctrlKey": True}]
        )
        is False
    )
    expect(cell(page, "ข")).to_have_value("43,030.00")
    assert (
        page.evaluate(DISPATCH, ["InputEvent", "beforeinput", {"inputType": "historyRedo"}])
        is False
    )
    expect(cell(page, "ข")).to_have_value("1")
    page.locator("#find").focus()
    all_saved(page)
    assert stored() == [None, [1], [19230]]


def test_undo_within_a_cell_gives_back_what_stood_in_it_and_nothing_else(page):
    """The browser's own undo, which knows nothing of what a script wrote, never runs."""
    cell(page, "ข").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("12345")
    page.keyboard.press("Control+z")
    expect(cell(page, "ข")).to_have_value("43,030.00")
    page.keyboard.press("Control+z")
    expect(cell(page, "ข")).to_have_value("43,030.00")
    page.keyboard.press("Control+y")
    expect(cell(page, "ข")).to_have_value("12345")
    page.locator("#find").fill("ก")
    page.locator("#find").press("Control+z")
    expect(page.locator("#find")).to_have_value("")
    all_saved(page)
    assert stored() == [None, [12345], [19230]]


def test_a_blank_row_filled_is_blank_again(page):
    cell(page, "ก").fill("5")
    cell(page, "ข").focus()
    all_saved(page)
    expect(cell(page, "ก", "export_online")).to_have_value("0.00")
    page.keyboard.press("Control+z")
    expect(state(page, "ก")).to_have_text("ยังไม่บันทึก")
    all_saved(page)
    assert stored() == [None, [43030], [19230]]


def test_a_hundred_steps(page):
    cell(page, "ก").focus()
    for number in range(1, 103):
        page.keyboard.press("Control+a")
        page.keyboard.type(str(number))
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
    for _ in range(105):
        page.keyboard.press("Control+z")
    expect(cell(page, "ก")).to_have_value("2")
    page.locator("#find").focus()
    all_saved(page)
    assert stored()[0] == [2]


def test_a_tick_gives_back_what_it_blanked(page):
    tick(page, "ข").check()
    expect(state(page, "ข")).to_have_text("ไม่มียอดจำหน่าย")
    all_saved(page)
    expect(notice(page)).to_contain_text("ลบตัวเลขของ กลุ่มข")
    assert stored() == [None, [0], [19230]]
    tick(page, "ข").uncheck()
    expect(cell(page, "ข")).to_have_value("43,030.00")
    all_saved(page)
    assert stored() == [None, [43030], [19230]]
    tick(page, "ข").check()
    all_saved(page)
    notice(page).get_by_role("button", name="เลิกทำ").click()
    expect(tick(page, "ข")).not_to_be_checked()
    all_saved(page)
    assert stored() == [None, [43030], [19230]]


def test_a_cleared_row_comes_back(page, picture):
    row(page, "ข").locator("input.note").fill("งานวัด")
    row(page, "ค").hover()
    all_saved_row = row(page, "ข").get_by_role("button", name="ลบตัวเลขในรายการนี้")
    row(page, "ข").hover()
    all_saved_row.click()
    expect(state(page, "ข")).to_have_text("ยังไม่บันทึก")
    expect(notice(page)).to_contain_text("ลบตัวเลขของ กลุ่มข (อาหาร) แล้ว")
    all_saved(page)
    assert stored() == [None, None, [19230]]
    picture(page, "grid-cleared")
    notice(page).get_by_role("button", name="เลิกทำ").click()
    all_saved(page)
    assert stored() == [None, [43030], [19230]]
    assert SalesRow.objects.get(producer__name="กลุ่มข").note == "งานวัด"
    notice(page).get_by_role("button", name="ทำอีกครั้ง").click()
    all_saved(page)
    assert stored() == [None, None, [19230]]


def test_a_row_added_by_hand_goes_only_after_a_question(page, month, live_server, picture):
    own = make.row(
        month,
        make.producer(month.district, "กลุ่มง"),
        amounts=("7", "0", "0", "0"),
        added_by_hand=True,
    )
    page.goto(live_server.url + ADDRESS)
    remove = row(page, "ง").get_by_role("button", name="ลบรายการ")
    row(page, "ง").hover()
    remove.click()
    expect(page.get_by_role("dialog")).to_contain_text("กลุ่มง (อาหาร) ยอด 7.00 บาท จะออกจากตาราง")
    picture(page, "grid-remove")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert SalesRow.objects.filter(pk=own.pk).exists()
    row(page, "ง").hover()
    remove.click()
    page.get_by_role("dialog").get_by_role("button", name="ลบรายการ").click()
    expect(page.locator(".messages")).to_contain_text("ลบรายการที่เพิ่มเองแล้ว")
    assert not SalesRow.objects.filter(pk=own.pk).exists()


# --- Paste ----------------------------------------------------------------------------------------


def test_a_paste_is_taken_back_as_one_step_and_blanks_change_nothing(page):
    cell(page, "ก").click()
    paste(page, "1\t2\n\t\n\t5\n")
    expect(page.get_by_role("dialog")).to_contain_text("ผู้ผลิตรายอื่น 1 รายการ (1 ช่อง)")
    page.get_by_role("button", name="วางทับ").click()
    expect(notice(page)).to_contain_text("วางแล้ว 2 รายการ (3 ช่อง)")
    all_saved(page)
    both = CHANNELS[:2]
    assert stored(*both) == [[1, 2], [43030, 0], [19230, 5]]
    notice(page).get_by_role("button", name="เลิกทำ").click()
    all_saved(page)
    assert stored(*both) == [None, [43030, 0], [19230, 0]]
    page.keyboard.press("Control+y")
    all_saved(page)
    assert stored(*both) == [[1, 2], [43030, 0], [19230, 5]]


def test_a_paste_over_other_producers_is_asked_first(page, picture):
    cell(page, "ก").click()
    paste(page, "1\n2\n19,230\n")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("ผู้ผลิตรายอื่น 1 รายการ (1 ช่อง)")
    expect(dialog.locator("li")).to_have_text("กลุ่มข (อาหาร) ในประเทศ ออฟไลน์: 43,030.00 → 2")
    expect(dialog.get_by_role("button", name="ไม่วาง")).to_be_focused()
    picture(page, "grid-paste-question")
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")
    expect(notice(page)).to_contain_text("ไม่ได้วาง ไม่มีตัวเลขใดถูกเปลี่ยน")
    expect(cell(page, "ก")).to_have_value("")
    expect(cell(page, "ก")).to_be_focused()
    assert stored() == [None, [43030], [19230]]
    paste(page, "1\n2\n19,230\n")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(notice(page)).to_contain_text("วางแล้ว 2 รายการ (2 ช่อง)")
    all_saved(page)
    assert stored() == [[1], [2], [19230]]
    picture(page, "grid-pasted")


def test_a_paste_into_the_own_row_asks_nothing(page):
    cell(page, "ข").click()
    paste(page, "500\t600\n")
    all_saved(page)
    assert stored(*CHANNELS[:2]) == [None, [500, 600], [19230, 0]]


# --- Two people in one row ------------------------------------------------------------------------


@pytest.fixture
def other(sign_in, live_server, month) -> Page:
    page = sign_in(make.district_chief(month.district, full_name="นายหัวหน้า ตั้งใจ"))
    page.goto(live_server.url + ADDRESS)
    return page


def type_and_leave(page: Page, name: str, channel: str, text: str) -> None:
    cell(page, name, channel).fill(text)
    page.locator("#find").focus()


def test_mine_leaves_the_others_cell_alone(page, other, picture):
    type_and_leave(other, "ข", "domestic_online", "600")
    all_saved(other)
    type_and_leave(page, "ข", "domestic_offline", "44,040")
    expect(state(page, "ข")).to_have_text("มีเจ้าหน้าที่อื่นบันทึกรายการนี้ก่อนแล้ว")
    lines = page.locator(".compared tbody tr")
    expect(lines).to_have_text(
        [
            "ในประเทศ ออฟไลน์44,04043,030.00",
            "ในประเทศ ออนไลน์ไม่ได้แก้ไข600.00",
            "ส่งออก ออฟไลน์ไม่ได้แก้ไข0.00",
            "ส่งออก ออนไลน์ไม่ได้แก้ไข0.00",
        ]
    )
    expect(page.locator(".compared thead")).to_contain_text("นายหัวหน้า ตั้งใจ")
    expect(cell(page, "ข", "domestic_online")).to_have_value("600.00")
    assert stored(*CHANNELS[:2])[1] == [43030, 600]
    picture(page, "grid-two-people-cells")
    page.get_by_role("button", name="ใช้ตัวเลขที่ข้าพเจ้ากรอก").click()
    all_saved(page)
    assert stored(*CHANNELS[:2])[1] == [44040, 600]
    page.keyboard.press("Control+z")
    all_saved(page)
    assert stored(*CHANNELS[:2])[1] == [43030, 600]


def test_undo_never_overwrites_what_another_saved_meanwhile(page, other):
    type_and_leave(page, "ข", "domestic_offline", "500")
    all_saved(page)
    other.reload()
    type_and_leave(other, "ข", "domestic_offline", "900")
    all_saved(other)
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(page.locator(".compared tbody tr").first).to_have_text("ในประเทศ ออฟไลน์43,030.00900.00")
    assert stored()[1] == [900]
    page.get_by_role("button", name="ใช้ตัวเลขที่ผู้อื่นบันทึก").click()
    expect(cell(page, "ข")).to_have_value("900.00")
    page.locator("h1").click()
    page.keyboard.press("Control+y")
    expect(notice(page)).to_contain_text("จึงคงไว้ตามเดิม 1 รายการ: กลุ่มข")
    all_saved(page)
    assert stored()[1] == [900]


def test_a_draft_of_yesterday_touches_only_its_cell(page, other, live_server):
    page.allowed.append("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    type_and_leave(page, "ข", "domestic_offline", "44,040")
    expect(state(page, "ข")).to_contain_text("รอสัญญาณอินเทอร์เน็ต")
    type_and_leave(other, "ข", "domestic_online", "600")
    all_saved(other)
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(live_server.url + ADDRESS)
    expect(page.locator(".compared tbody tr").nth(1)).to_have_text("ในประเทศ ออนไลน์ไม่ได้แก้ไข600.00")
    page.get_by_role("button", name="ใช้ตัวเลขที่ข้าพเจ้ากรอก").click()
    all_saved(page)
    assert stored(*CHANNELS[:2])[1] == [44040, 600]


def test_without_a_script_mine_leaves_the_others_cell_alone(
    sign_in, live_server, month, other, picture
):
    page = sign_in(make.district_officer(month.district), java_script_enabled=False)
    page.allowed.append("422")
    page.goto(live_server.url + ADDRESS)
    type_and_leave(other, "ข", "domestic_online", "600")
    all_saved(other)
    cell(page, "ข").fill("44,040")
    page.get_by_role("button", name="บันทึกทั้งหมด").click()
    expect(page.locator(".question")).to_contain_text("มีเจ้าหน้าที่อื่นบันทึกรายการนี้ก่อนแล้ว")
    expect(page.locator(".question")).to_contain_text("นายหัวหน้า ตั้งใจ")
    picture(page, "grid-two-people-plain")
    page.get_by_label("ใช้ตัวเลขที่ข้าพเจ้ากรอก").check()
    page.get_by_role("button", name="บันทึกทั้งหมด").click()
    expect(page.locator(".messages")).to_contain_text("บันทึกแล้ว")
    assert stored(*CHANNELS[:2])[1] == [44040, 600]
