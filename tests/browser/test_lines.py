"""Slow lines, cut lines and servers in trouble: what was typed last is what is saved, and the foot
says at every moment what is true."""

import re
from datetime import date
from email.utils import formatdate

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from core.thai.calendar import add_months
from core.users.models import User
from sales.models import DistrictMonth, SalesRow
from sales.months import entry
from tests.support import factories as make

ADDRESS = "/sales/2026-10/2402/"
SAVED = re.compile(r"^บันทึกครบแล้ว \d\d:\d\d$")
NOT_NOW = "<h1>Bad Request (400)</h1>"


@pytest.fixture
def month(transactional_db) -> DistrictMonth:
    """Two rows standing empty; food usually sells 100,000 baht a month."""
    district = make.district()
    group = make.producer(district, "กลุ่มน้ำตาลสด")
    make.product(group, "food")
    make.product(group, "herb")
    for back in range(6, 0, -1):
        earlier = make.district_month(district, add_months(date(2026, 10, 1), -back))
        make.row(earlier, group, "food", ("100000", "0", "0", "0"), version=1)
    return make.district_month(district, date(2026, 10, 1))


def cell(page: Page, number: int = 0):
    return page.locator("tr[data-row] input[name$=domestic_offline]").nth(number)


def state(page: Page, number: int = 0):
    return page.locator("tr[data-row] [data-state]").nth(number)


def foot(page: Page):
    return page.locator("#saved-at")


def leave(page: Page) -> None:
    page.locator("#find").focus()


def stored() -> list[str]:
    rows = SalesRow.objects.filter(month=date(2026, 10, 1)).in_form_order().filled()
    return [str(row.domestic_offline) for row in rows]


class HeldConnection:
    """The line to the server: each save that comes is kept until the test lets it go on."""

    def __init__(self, page: Page):
        self.page = page
        self.came = 0
        self.held: list[Route] = []
        self.is_open = False
        page.route(re.compile("/rows/$"), self._hold)

    def _hold(self, route: Route) -> None:
        self.came += 1
        if self.is_open:
            route.continue_()
        else:
            self.held.append(route)

    def next(self) -> Route:
        for _ in range(100):
            if self.held:
                return self.held.pop(0)
            self.page.wait_for_timeout(50)
        raise AssertionError("nothing was sent")

    def open(self) -> None:
        self.is_open = True
        while self.held:
            self.held.pop(0).continue_()


@pytest.fixture
def page(sign_in, live_server, month) -> Page:
    page = sign_in(make.district_officer(month.district))
    page.goto(live_server.url + ADDRESS)
    return page


def lost_answer(route: Route) -> None:
    route.fetch()
    route.abort()


ANSWERS = {
    "saved": ("100", lambda route: route.continue_()),
    "refused": ("12a", lambda route: route.continue_()),
    "no answer": ("100", lambda route: route.abort()),
    "saved, but no answer": ("100", lost_answer),
    "error": ("100", lambda route: route.fulfill(status=500, body="oh")),
    "not now": ("100", lambda route: route.fulfill(status=400, body=NOT_NOW)),
    "closed": ("100", lambda route: route.fulfill(status=409, json={"message": "ปิดแล้ว"})),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_late_answer_of_an_older_figure_never_drops_the_newer(page, answer):
    """12a Enter, back, 25000 Enter, and only then the answer about 12a."""
    page.allowed += ["ERR_FAILED", "500", "400", "409"]
    first, comes = ANSWERS[answer]
    line = HeldConnection(page)
    cell(page).fill(first)
    page.keyboard.press("Enter")
    older = line.next()
    page.keyboard.press("Shift+Enter")
    cell(page).fill("25000")
    page.keyboard.press("Enter")
    expect(foot(page)).to_have_text(re.compile("^(กำลัง|ยังไม่ได้)บันทึก 1 รายการ$"))
    comes(older)
    line.open()
    expect(state(page)).to_have_text("✓ บันทึกแล้ว")
    expect(foot(page)).to_have_text(SAVED)
    expect(page.locator(".question")).to_have_count(0)
    expect(cell(page)).to_have_value("25,000.00")
    assert stored() == ["25000.00"]
    expect(page.locator("#grid-message")).to_be_hidden()


def test_a_conflict_that_comes_late_asks_about_the_newer_figure(page, month):
    line = HeldConnection(page)
    cell(page).fill("100")
    page.keyboard.press("Enter")
    older = line.next()
    row = SalesRow.objects.filter(month=month.month_id).in_form_order().first()
    theirs = entry.RowInput(row.pk, row.version, {"domestic_offline": "9"})
    entry.save_rows(month, [theirs], by=make.district_chief(month.district))
    page.keyboard.press("Shift+Enter")
    cell(page).fill("25000")
    page.keyboard.press("Enter")
    older.continue_()
    line.open()
    expect(page.locator(".question")).to_contain_text("25000")
    expect(foot(page)).to_have_text("ยังไม่ได้บันทึก 1 รายการ")


def test_save_all_sends_what_the_server_refused_before(page):
    page.allowed.append("409")
    line = HeldConnection(page)
    cell(page).fill("100")
    leave(page)
    line.next().fulfill(status=409, json={"message": "ปิดแล้ว"})
    expect(state(page)).to_have_text("ยังไม่ได้บันทึก")
    expect(foot(page)).to_have_text("ยังไม่ได้บันทึก 1 รายการ")
    line.open()
    page.get_by_role("button", name="บันทึกทั้งหมด").click()
    expect(foot(page)).to_have_text(SAVED)
    assert stored() == ["100.00"]


@pytest.mark.parametrize("status", [400, 408, 429, 500, 502, 503])
@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "date"])
def test_what_passes_is_sent_again_when_the_server_asked_for_it(
    sign_in, live_server, month, status, as_date
):
    page = sign_in(make.district_officer(month.district))
    page.allowed.append(str(status))
    page.clock.install(time=1_800_000_000)
    page.goto(live_server.url + ADDRESS)
    page.clock.pause_at(1_800_000_100)
    line = HeldConnection(page)
    cell(page).fill("777")
    leave(page)
    page.clock.run_for(200)  # rows left close together leave as one
    after = formatdate(1_800_000_140, usegmt=True) if as_date else "40"
    line.next().fulfill(status=status, body=NOT_NOW, headers={"Retry-After": after})
    expect(state(page)).to_have_text("ยังไม่ได้บันทึก จะส่งอีกครั้ง")
    expect(foot(page)).to_have_text("ยังไม่ได้บันทึก 1 รายการ")
    cell(page, 1).fill("5")  # another row left meanwhile does not hurry it
    leave(page)
    page.clock.run_for(39_000)
    expect(state(page, 1)).to_have_text("ยังไม่ได้บันทึก จะส่งอีกครั้ง")
    assert line.came == 1
    page.clock.run_for(1_300)
    line.next().continue_()
    expect(foot(page)).to_have_text(SAVED)
    assert line.came == 2
    assert stored() == ["777.00", "5.00"]


def test_it_waits_longer_each_time_and_the_network_coming_back_ends_the_wait(
    sign_in, live_server, month
):
    page = sign_in(make.district_officer(month.district))
    page.allowed.append("ERR_FAILED")
    page.add_init_script("Math.random = () => 1")
    page.clock.install(time=1_800_000_000)
    page.goto(live_server.url + ADDRESS)
    page.clock.pause_at(1_800_000_100)
    line = HeldConnection(page)
    cell(page).fill("777")
    leave(page)
    page.clock.run_for(200)  # rows left close together leave as one
    waits = []
    for _ in range(7):
        line.next().abort()
        expect(foot(page)).to_have_text("รอสัญญาณอินเทอร์เน็ต 1 รายการ")
        expect(state(page)).to_have_text("ยังไม่ได้บันทึก รอสัญญาณอินเทอร์เน็ต")
        sent, waited = line.came, 0
        while line.came == sent:
            page.clock.run_for(1000)
            waited += 1
            page.wait_for_timeout(60)
        waits.append(waited)
    assert waits == [2, 4, 8, 16, 32, 60, 60]
    line.next().abort()
    expect(foot(page)).to_have_text("รอสัญญาณอินเทอร์เน็ต 1 รายการ")
    page.evaluate("dispatchEvent(new Event('online'))")
    line.next().continue_()
    expect(foot(page)).to_have_text(SAVED)
    assert stored() == ["777.00"]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_foot_says_at_every_width_what_is_true(page, picture, width):
    page.allowed += ["ERR_FAILED", "ERR_INTERNET_DISCONNECTED"]
    page.set_viewport_size({"width": width, "height": 900})
    expect(foot(page)).to_have_text("ยังไม่มีรายการที่บันทึก")
    line = HeldConnection(page)
    cell(page).fill("100000")
    expect(foot(page)).to_have_text("ยังไม่ได้บันทึก 1 รายการ")
    expect(state(page)).to_have_text("กำลังพิมพ์ ยังไม่ได้บันทึก")
    leave(page)
    expect(foot(page)).to_have_text("กำลังบันทึก 1 รายการ")
    cell(page, 1).fill("5")
    leave(page)
    expect(foot(page)).to_have_text("ยังไม่ได้บันทึก 2 รายการ")
    picture(page, "foot-waiting")
    page.context.set_offline(True)
    line.next().abort()
    expect(foot(page)).to_have_text("รอสัญญาณอินเทอร์เน็ต 2 รายการ")
    expect(foot(page)).to_be_visible()
    picture(page, "foot-offline")
    line.open()
    page.context.set_offline(False)
    expect(foot(page)).to_have_text(SAVED)
    expect(foot(page)).to_be_visible()
    cell(page).fill("12a")
    leave(page)
    expect(page.locator(".cell-refused")).to_have_count(1)
    expect(foot(page)).to_have_text("ยังไม่ได้บันทึก 1 รายการ")
    page.keyboard.press("Shift+Tab")
    cell(page).fill("100,000.00")
    expect(foot(page)).to_have_text(SAVED)
    expect(state(page)).to_have_text("✓ บันทึกแล้ว")


def test_a_warned_row_says_that_it_is_saved_and_when(page, picture):
    cell(page).fill("1000000")
    leave(page)
    expect(state(page)).to_contain_text("สูงกว่าปกติ")
    expect(page.locator("[data-saved]").first).to_have_text(re.compile(r"^✓ บันทึกแล้ว \d\d:\d\d$"))
    picture(page, "row-warned-and-saved")
    cell(page).fill("1000001")
    expect(page.locator("[data-saved]").first).to_be_empty()
    page.keyboard.press("Escape")
    expect(page.locator("[data-saved]").first).to_have_text(re.compile(r"^✓ บันทึกแล้ว \d\d:\d\d$"))
    expect(foot(page)).to_have_text(SAVED)


def sign_in_at(page: Page, live_server, user) -> None:
    page.goto(f"{live_server.url}/login/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", "test-password")
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    page.wait_for_url(f"{live_server.url}/")


def test_signed_in_again_in_another_tab_what_waited_goes(page, live_server, month):
    Session.objects.all().delete()
    cell(page).fill("777")
    leave(page)
    expect(state(page)).to_have_text("ยังไม่ได้บันทึก กรุณาเข้าสู่ระบบ")
    expect(foot(page)).to_have_text("ยังไม่ได้บันทึก 1 รายการ")
    officer = User.objects.get(district=month.district)
    sign_in_at(page.context.new_page(), live_server, officer)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(foot(page)).to_have_text(SAVED)
    assert stored() == ["777.00"]


def test_somebody_else_signed_in_at_this_browser_does_not_save_what_was_typed_here(
    page, live_server, month
):
    page.allowed.append("403")
    other = page.context.new_page()
    other.goto(live_server.url)
    other.locator("form[action*=logout] button").first.click()
    sign_in_at(other, live_server, make.district_chief(month.district))
    cell(page).fill("777")
    leave(page)
    expect(page.locator("#grid-message")).to_contain_text("เข้าสู่ระบบด้วยชื่อผู้ใช้อื่นแล้ว")
    expect(state(page)).to_have_text("ยังไม่ได้บันทึก กรุณาเข้าสู่ระบบ")
    assert stored() == []
