"""The grid under the hands of two people, without a network, without a session, without a script."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from core.thai import calendar
from sales.models import DistrictMonth, SalesMonth, SalesRow
from tests.support import factories as make
from tests.support.browser import paste

ADDRESS = "/sales/2026-10/2402/"


@pytest.fixture
def bang_khla(transactional_db):
    """One group with food, its row standing empty in the open month."""
    month = make.district_month(make.district(), date(2026, 10, 1))
    group = make.producer(month.district, "กลุ่มน้ำตาลสด")
    make.product(group, "food")
    make.product(group, "herb")
    return month.district


def first(page: Page, channel: str = "domestic_offline"):
    return page.locator(f"tr[data-row] input[name$={channel}]").first


def said(page: Page):
    return page.locator("tr[data-row] [data-state]").first


def leave(page: Page) -> None:
    page.locator("#find").focus()


def stored() -> list[str]:
    rows = SalesRow.objects.in_form_order().filled()
    return [str(row.domestic_offline) for row in rows]


def test_the_first_grid_a_browser_opens_comes_as_values(sign_in, live_server, bang_khla):
    """It was a form of half a megabyte: only a grid said that the browser fills rows in itself."""
    page = sign_in(make.district_officer(bang_khla))
    answer = page.goto(live_server.url + ADDRESS)
    assert answer is not None
    assert answer.text().count("<tr id=") == 1  # the pattern of them all
    assert page.locator("tr[data-row]").count() == 2
    plain = sign_in(make.district_chief(bang_khla), java_script_enabled=False)
    answer = plain.goto(live_server.url + ADDRESS)
    assert answer is not None
    assert answer.text().count("<tr id=") == 2


@pytest.mark.parametrize(
    ("choice", "left"), [("ใช้ตัวเลขที่ข้าพเจ้ากรอก", "222.00"), ("ใช้ตัวเลขที่ผู้อื่นบันทึก", "111.00")]
)
def test_two_people_in_one_row(sign_in, live_server, picture, bang_khla, choice, left):
    mine = sign_in(make.district_officer(bang_khla))
    theirs = sign_in(make.district_chief(bang_khla, full_name="นายหัวหน้า ตั้งใจ"))
    for page in (mine, theirs):
        page.goto(live_server.url + ADDRESS)
    first(theirs).fill("111")
    leave(theirs)
    expect(said(theirs)).to_have_text("✓ บันทึกแล้ว")
    first(mine).fill("222")
    leave(mine)
    question = mine.get_by_role("alert").filter(has_text="มีเจ้าหน้าที่อื่นบันทึก")
    expect(question).to_contain_text("111.00")
    expect(question).to_contain_text("นายหัวหน้า ตั้งใจ")
    expect(question).to_contain_text("222111.00")
    assert stored() == ["111.00"]
    picture(mine, "grid-two-people")
    mine.get_by_role("button", name=choice).click()
    expect(said(mine)).to_have_text("✓ บันทึกแล้ว")
    expect(first(mine)).to_have_value(left)
    assert stored() == [left]


def test_without_a_network_the_figures_wait_and_are_sent(sign_in, live_server, picture, bang_khla):
    page = sign_in(make.district_officer(bang_khla))
    page.allowed.append("ERR_INTERNET_DISCONNECTED")
    page.goto(live_server.url + ADDRESS)
    page.context.set_offline(True)
    first(page).fill("777")
    leave(page)
    expect(said(page)).to_have_text("ยังไม่ได้บันทึก รอสัญญาณอินเทอร์เน็ต")
    picture(page, "grid-offline")
    assert stored() == []
    page.context.set_offline(False)
    expect(said(page)).to_have_text("✓ บันทึกแล้ว")
    assert stored() == ["777.00"]


def test_what_was_not_sent_survives_a_reload(sign_in, live_server, bang_khla):
    page = sign_in(make.district_officer(bang_khla))
    page.allowed.append("ERR_INTERNET_DISCONNECTED")
    page.goto(live_server.url + ADDRESS)
    page.context.set_offline(True)
    first(page).fill("888")
    leave(page)
    expect(said(page)).to_have_text("ยังไม่ได้บันทึก รอสัญญาณอินเทอร์เน็ต")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(live_server.url + ADDRESS)
    expect(said(page)).to_have_text("✓ บันทึกแล้ว")
    assert stored() == ["888.00"]


def test_a_session_that_ended_loses_nothing(sign_in, live_server, picture, bang_khla):
    officer = make.district_officer(bang_khla)
    page = sign_in(officer)
    page.goto(live_server.url + ADDRESS)
    Session.objects.all().delete()
    first(page).fill("999")
    leave(page)
    expect(page.locator("#grid-message")).to_contain_text("ตัวเลขที่พิมพ์ยังอยู่ในเครื่องนี้")
    assert stored() == []
    picture(page, "grid-signed-out")
    page.get_by_role("link", name="เข้าสู่ระบบอีกครั้ง").click()
    page.fill("[name=username]", officer.username)
    page.fill("[name=password]", "test-password")
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    expect(said(page)).to_have_text("✓ บันทึกแล้ว")
    assert stored() == ["999.00"]


def test_a_wrong_figure_says_so_at_its_cell_and_escape_takes_it_back(
    sign_in, live_server, picture, bang_khla
):
    page = sign_in(make.district_officer(bang_khla))
    page.goto(live_server.url + ADDRESS)
    first(page).fill("1.234,56")
    first(page, "domestic_online").fill("50")
    leave(page)
    expect(page.locator(".cell-refused .cell-error")).to_have_text(
        "จุดคือทศนิยม ลูกน้ำคือหลักพัน เขียนเป็น 1,234.56"
    )
    expect(first(page, "domestic_online")).to_have_value("50")
    picture(page, "grid-refused")
    first(page).fill("1,234.56")
    leave(page)
    expect(said(page)).to_have_text("✓ บันทึกแล้ว")
    first(page).click()
    page.keyboard.type("9")
    page.keyboard.press("Escape")
    expect(first(page)).to_have_value("1,234.56")


def test_a_plain_form_without_a_script(sign_in, live_server, picture, bang_khla):
    page = sign_in(make.district_officer(bang_khla), java_script_enabled=False)
    page.allowed.append("422")
    page.goto(live_server.url + ADDRESS)
    first(page).fill("๑,๐๐๐")
    page.locator("tr[data-row] input[name$=domestic_offline]").last.fill("12a")
    page.get_by_role("button", name="บันทึกทั้งหมด").click()
    expect(page.locator(".messages")).to_contain_text("มี 1 รายการที่ยังไม่ได้บันทึก")
    expect(page.locator(".cell-refused input")).to_have_value("12a")
    expect(page.locator(".cell-refused .cell-error")).to_contain_text("มีตัวอักษร “a”")
    assert stored() == ["1000.00"]
    picture(page, "grid-plain-form")
    page.locator(".cell-refused input").fill("12")
    page.get_by_role("button", name="บันทึกทั้งหมด").click()
    expect(page.locator(".messages")).to_contain_text("บันทึกแล้ว")
    assert stored() == ["1000.00", "12.00"]


def test_typing_on_after_two_met_keeps_the_question(sign_in, live_server, bang_khla):
    mine = sign_in(make.district_officer(bang_khla))
    theirs = sign_in(make.district_chief(bang_khla, full_name="นายหัวหน้า ตั้งใจ"))
    for page in (mine, theirs):
        page.goto(live_server.url + ADDRESS)
    first(theirs).fill("111")
    leave(theirs)
    expect(said(theirs)).to_have_text("✓ บันทึกแล้ว")
    first(mine).fill("222")
    leave(mine)
    question = mine.get_by_role("alert").filter(has_text="มีเจ้าหน้าที่อื่นบันทึก")
    expect(question).to_contain_text("222111.00")
    first(mine).fill("333")
    leave(mine)
    expect(question).to_contain_text("333111.00")
    expect(said(mine)).to_have_text("มีเจ้าหน้าที่อื่นบันทึกรายการนี้ก่อนแล้ว")
    mine.get_by_role("button", name="ใช้ตัวเลขที่ข้าพเจ้ากรอก").click()
    expect(said(mine)).to_have_text("✓ บันทึกแล้ว")
    assert stored() == ["333.00"]


def test_escape_gives_back_the_mark_of_no_sales(sign_in, live_server, bang_khla):
    page = sign_in(make.district_officer(bang_khla))
    page.goto(live_server.url + ADDRESS)
    tick = page.locator("tr[data-row] input[type=checkbox]").first
    tick.focus()
    page.keyboard.press("Space")
    expect(said(page)).to_have_text("ไม่มียอดจำหน่าย")
    expect(tick).to_be_focused()
    first(page).click()
    page.keyboard.type("9")
    expect(tick).not_to_be_checked()
    page.keyboard.press("Escape")
    expect(tick).to_be_checked()
    leave(page)
    expect(said(page)).to_have_text("ไม่มียอดจำหน่าย")


def test_going_to_the_check_straight_from_a_cell_takes_the_figure_along(
    sign_in, live_server, bang_khla
):
    """A slow line: the page is left only once the row has been saved."""
    page = sign_in(make.district_officer(bang_khla))
    page.goto(live_server.url + ADDRESS)

    def slowly(route):
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/rows/", slowly)
    first(page).fill("444")
    page.get_by_role("link", name="ตรวจและยืนยัน").last.click()
    expect(page.locator("main h2").first).to_contain_text("444.00")
    assert stored() == ["444.00"]


def test_a_refused_row_keeps_its_page_and_save_all_says_so(sign_in, live_server, bang_khla):
    page = sign_in(make.district_officer(bang_khla))
    page.goto(live_server.url + ADDRESS)
    first(page).fill("12a")
    leave(page)
    expect(page.locator(".cell-refused")).to_have_count(1)
    page.get_by_role("button", name="บันทึกทั้งหมด").click()
    expect(page.locator("#grid-message")).to_contain_text("ยังมี 1 รายการที่ยังไม่ได้บันทึก")
    expect(first(page)).to_be_focused()
    page.get_by_role("link", name="ตรวจและยืนยัน").last.click()
    expect(page.locator("#grid-message")).to_contain_text("ยังมี 1 รายการที่ยังไม่ได้บันทึก")
    expect(first(page)).to_have_value("12a")


def test_arrows_enter_and_a_block_of_rows(sign_in, live_server, bang_khla):
    page = sign_in(make.district_officer(bang_khla))
    page.goto(live_server.url + ADDRESS)
    lower = page.locator("tr[data-row] input[name$=domestic_offline]").last
    first(page).click()
    page.keyboard.press("ArrowDown")
    expect(lower).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(lower).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect(first(page)).to_be_focused()
    paste(page, "1\t2\n3\t4\n5\t6\n")
    expect(page.locator("#grid-message")).to_contain_text("ช่วงที่วางมี 3 แถว")
    expect(first(page)).to_have_value("")
    paste(page, "1\t2\n3\t4\n")
    expect(page.locator("tr.row-saved")).to_have_count(2)
    expect(page.locator("#foot-total")).to_have_text("10.00")
    assert stored() == ["1.00", "3.00"]


@pytest.mark.parametrize("days", [30, -3], ids=["in time", "late"])
def test_on_a_phone(sign_in, live_server, picture, bang_khla, days):
    """Cards with labelled fields; the foot holds the total, what is saved, and the one button.

    From its last day on a month says after each save what counted of it: at the end of the rows, for
    the foot has no room on a phone.
    """
    due = calendar.today() + timedelta(days=days)
    SalesMonth.objects.update(district_due=due, province_due=due, close_due=due)
    page = sign_in(
        make.district_officer(bang_khla),
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
    )
    page.goto(live_server.url + ADDRESS)
    first(page).tap()
    first(page).fill("๑๒,๓๔๕,๖๗๘.๙๐")
    page.locator("h1").tap()
    expect(said(page)).to_have_text("✓ บันทึกแล้ว")
    expect(page.locator("#foot-total")).to_have_text("12,345,678.90")
    expect(page.locator("#foot-export")).not_to_be_visible()
    expect(page.locator("#saved-at")).to_have_text(re.compile(r"^บันทึกครบแล้ว \d\d:\d\d$"))
    expect(page.locator("#saved-at")).to_be_in_viewport()
    foot = page.locator(".page-foot").bounding_box()
    assert foot["height"] <= 60
    counted = page.locator("#counted")
    expect(counted).to_be_visible(visible=days < 0)
    if days < 0:
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(counted).to_be_in_viewport()
        expect(counted).to_contain_text("หลังกำหนด")
        end = counted.bounding_box()
        assert end["y"] + end["height"] <= foot["y"]
    picture(page, f"grid-phone-{days}")
    page.get_by_text("เมนู", exact=True).tap()
    expect(page.get_by_role("link", name="รายงาน").last).to_be_visible()


def test_a_month_confirmed_meanwhile_refuses_and_keeps_what_was_typed(
    sign_in, live_server, bang_khla
):
    page = sign_in(make.district_officer(bang_khla))
    page.allowed.append("409")
    page.goto(live_server.url + ADDRESS)
    make.confirm_district(DistrictMonth.objects.get())
    first(page).fill("555")
    leave(page)
    message = page.locator("#grid-message")
    expect(message).to_contain_text("ขอให้จังหวัดส่งกลับ")
    expect(message.locator("li")).to_contain_text("555 · 0.00 · 0.00 · 0.00")
    expect(first(page)).to_have_value("555")
    assert stored() == []
