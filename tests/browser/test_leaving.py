"""A page that is left with something typed in it: sent on the way out, else offered again wherever
that person next looks, and to nobody else."""

import json
import re
from datetime import date

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from sales.models import DistrictMonth, SalesRow
from tests.browser.drafts import as_it_lies, kept_row, until_kept
from tests.browser.waiting import becomes
from tests.support import factories as make

ADDRESS = "/sales/2026-10/2402/"
TYPED = "พิมพ์ไว้แต่ยังไม่ได้บันทึก (1)"


@pytest.fixture
def month(transactional_db) -> DistrictMonth:
    """A month that came back, with 43,030.00 in its one row."""
    month = make.district_month(make.district(), date(2026, 10, 1))
    group = make.producer(month.district, "กลุ่มน้ำตาลสด")
    make.product(group, "food")
    make.row(month, group, "food", ("43030", "0", "0", "0"), version=1)
    return month


def cell(page: Page):
    return page.locator("tr[data-row] input[name$=domestic_offline]")


def offered(page: Page):
    return page.locator("#unsaved-drafts")


def nothing_is_offered(page: Page) -> None:
    page.wait_for_load_state("networkidle")  # it asks the server before it says anything
    expect(offered(page)).to_have_count(0)


def stored() -> str:
    return str(SalesRow.objects.get().domestic_offline)


def type_over(page: Page, live_server, text: str = "44040") -> None:
    page.goto(live_server.url + ADDRESS)
    cell(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    expect(cell(page)).to_be_focused()


def close_without_a_line(page: Page, live_server, text: str = "44040") -> Page:
    """Typed while the line was away, then the tab was closed; the next tab is online again."""
    page.allowed.append("ERR_INTERNET_DISCONNECTED")
    context = page.context
    type_over(page, live_server, text)
    later = context.new_page()
    later.allowed = page.allowed
    context.set_offline(True)
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    context.set_offline(False)
    return later


LEAVE = {
    "closed": lambda page: page.close(run_before_unload=True),
    "reloaded": lambda page: page.reload(),
    "link by keyboard": lambda page: page.evaluate("document.querySelector('.bar-name').click()"),
    "another address": lambda page: page.goto("about:blank"),
}


@pytest.mark.parametrize("how", LEAVE)
def test_left_with_the_cursor_in_the_cell_the_server_has_the_figure(
    sign_in, live_server, month, how
):
    page = sign_in(make.district_officer(month.district))
    context = page.context
    type_over(page, live_server)
    LEAVE[how](page)
    becomes(stored, "44040.00")
    later = context.new_page()
    later.goto(live_server.url)
    expect(later.locator(".card", has_text="ตุลาคม 2569").first).to_contain_text("44,040.00")
    nothing_is_offered(later)
    later.goto(live_server.url + ADDRESS)
    expect(cell(later)).to_have_value("44,040.00")
    expect(later.locator("[data-state]")).to_have_text("✓ บันทึกแล้ว")


def test_a_save_outlives_its_page(sign_in, live_server, month):
    page = sign_in(make.district_officer(month.district))
    page.add_init_script(
        """window.kept = [];
        const send = window.fetch;
        window.fetch = (url, options) => {
            if (options?.method) window.kept.push([options.method, options.keepalive]);
            return send(url, options);
        };"""
    )
    type_over(page, live_server)
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    becomes(stored, "44040.00")
    assert page.evaluate("window.kept") == [["POST", True]]


def test_another_tab_in_front_sends_and_the_cell_stays_as_it_is_typed(sign_in, live_server, month):
    page = sign_in(make.district_officer(month.district))
    type_over(page, live_server, "44")
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", {value: true, configurable: true});
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    becomes(stored, "44.00")
    expect(page.locator("[data-state]")).to_have_text("✓ บันทึกแล้ว")
    expect(cell(page)).to_have_value("44")
    page.keyboard.type("040")
    page.locator("#find").focus()
    expect(cell(page)).to_have_value("44,040.00")
    assert stored() == "44040.00"


def test_what_could_not_be_sent_stands_on_home_and_check_until_it_is_saved(
    sign_in, live_server, picture, month
):
    page = close_without_a_line(sign_in(make.district_officer(month.district)), live_server)
    for name, address in (("home", "/"), ("check", f"{ADDRESS}check/"), ("report", "/reports/")):
        page.goto(live_server.url + address)
        expect(offered(page).locator("h2")).to_have_text(TYPED)
        expect(offered(page)).to_contain_text("ตุลาคม 2569 · อำเภอบางคล้า")
        expect(offered(page).locator("li li")).to_have_text(
            "ในประเทศ ออฟไลน์ 44040 · ในระบบ 43,030.00"
        )
        expect(offered(page)).to_contain_text("กลุ่มน้ำตาลสด (อาหาร)")
        picture(page, f"typed-{name}")
    assert stored() == "43030.00"
    offered(page).get_by_role("link", name="เปิดตารางเพื่อบันทึก").click()
    becomes(stored, "44040.00")
    expect(page.locator("#saved-at")).to_have_text(re.compile("^บันทึกครบแล้ว"))
    expect(offered(page)).to_have_count(0)
    page.goto(live_server.url)
    nothing_is_offered(page)


def test_a_month_confirmed_meanwhile_still_shows_what_was_typed_and_to_that_person_only(
    sign_in, live_server, picture, month
):
    officer = make.district_officer(month.district)
    chief = make.district_chief(month.district)
    page = close_without_a_line(sign_in(officer), live_server)
    make.confirm_district(DistrictMonth.objects.get())
    for name, address in (("home", "/"), ("check", f"{ADDRESS}check/"), ("grid", ADDRESS)):
        page.goto(live_server.url + address)
        expect(offered(page).locator("h2")).to_have_text(TYPED)
        expect(offered(page)).to_contain_text("44040")
        expect(offered(page)).to_contain_text("ขอให้จังหวัดส่งกลับ")
        expect(offered(page).get_by_role("link")).to_have_text("ดูตาราง")
        picture(page, f"typed-confirmed-{name}")

    def change_to(user):
        page.goto(live_server.url)
        page.locator("form[action*=logout] button").first.click()
        expect(page.get_by_role("dialog")).to_contain_text("ยังไม่ได้บันทึก 1 รายการ")
        picture(page, "sign-out-unsaved")
        page.get_by_role("button", name="เก็บไว้และออกจากระบบ").click()
        page.get_by_role("link", name="เข้าสู่ระบบอีกครั้ง").wait_for()
        assert "44040" not in as_it_lies(page)
        page.goto(f"{live_server.url}/login/")
        expect(page.locator("#kept-here")).to_be_visible()
        page.fill("[name=username]", user.username)
        page.fill("[name=password]", "test-password")
        page.get_by_role("button", name="เข้าสู่ระบบ").click()
        page.wait_for_url(f"{live_server.url}/")

    name, lying = page.evaluate(
        "Object.entries(localStorage).find(([name]) => name.startsWith('otop-rows:'))"
    )
    assert "44040" not in lying
    draft = json.loads(kept_row(page))
    change_to(chief)
    nothing_is_offered(page)
    own = draft | {"amounts": draft["amounts"] | {"domestic_offline": "55"}}
    page.evaluate(
        "([name, draft]) => localStorage.setItem(name, draft)",
        [name.replace(f":{officer.pk}:", f":{chief.pk}:", 1), json.dumps({"secret": own})],
    )
    page.goto(f"{live_server.url}{ADDRESS}check/")
    expect(offered(page).locator("li li")).to_have_text(["ในประเทศ ออฟไลน์ 55 · ในระบบ 43,030.00"])
    expect(page.locator("body")).not_to_contain_text("44040")
    change_to(officer)
    expect(offered(page)).to_contain_text("44040")
    offered(page).get_by_role("button", name="ไม่ใช้แล้ว").click()
    offered(page).get_by_role("button", name="ไม่ลบ").click()
    expect(offered(page)).to_contain_text("44040")
    offered(page).get_by_role("button", name="ไม่ใช้แล้ว").click()
    picture(page, "typed-discard")
    offered(page).get_by_role("button", name="ลบออกจากเครื่องนี้").click()
    expect(offered(page)).to_have_count(0)
    page.reload()
    nothing_is_offered(page)


def test_who_comes_after_a_session_that_ended_by_itself_finds_nothing_to_read(
    sign_in, live_server, month
):
    """Half an hour of silence with the grid open, the line away: no sign-out asked anything."""
    officer = make.district_officer(month.district)
    page = sign_in(officer)
    page.allowed.append("401")
    page.route("**/rows/*", lambda route: route.abort())
    page.allowed.append("ERR_FAILED")
    type_over(page, live_server)
    page.locator("#find").focus()
    until_kept(page, "44040")
    Session.objects.all().delete()
    page.context.clear_cookies(name="sessionid")
    page.goto(live_server.url)
    expect(page.locator("#kept-here")).to_be_visible()
    assert "otop-rows" in as_it_lies(page)
    assert "44040" not in as_it_lies(page)
    page.unroute("**/rows/*")
    page.fill("[name=username]", officer.username)
    page.fill("[name=password]", "test-password")
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    expect(offered(page).locator("li li")).to_have_text("ในประเทศ ออฟไลน์ 44040 · ในระบบ 43,030.00")


def test_what_was_typed_is_copied_with_producer_channel_and_figure(sign_in, live_server, month):
    page = sign_in(
        make.district_officer(month.district), permissions=["clipboard-read", "clipboard-write"]
    )
    page = close_without_a_line(page, live_server)
    page.goto(live_server.url)
    offered(page).get_by_role("button", name="คัดลอก").click()
    expect(offered(page).get_by_role("button", name="คัดลอกแล้ว")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == (
        "กลุ่มน้ำตาลสด (อาหาร)\tในประเทศ ออฟไลน์\t44040"
    )


def test_a_figure_that_was_refused_is_offered_too(sign_in, live_server, month):
    page = sign_in(make.district_officer(month.district))
    type_over(page, live_server, "12a")
    page.locator("#find").focus()
    expect(page.locator(".cell-refused")).to_have_count(1)
    page.goto(live_server.url)
    expect(offered(page).locator("li li")).to_have_text("ในประเทศ ออฟไลน์ 12a · ในระบบ 43,030.00")


def test_without_an_answer_it_is_not_called_unsaved_nor_saved(sign_in, live_server, month):
    page = close_without_a_line(sign_in(make.district_officer(month.district)), live_server)
    page.route("**/rows/*", lambda route: route.abort())
    page.goto(live_server.url)
    expect(offered(page)).to_contain_text("ยังไม่ทราบว่าบันทึกแล้วหรือไม่")
    expect(offered(page).locator("li li")).to_have_text("ในประเทศ ออฟไลน์ 44040")


def test_a_browser_that_keeps_nothing_says_so(sign_in, live_server, month):
    page = sign_in(make.district_officer(month.district))
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); }")
    type_over(page, live_server)
    expect(page.locator("#grid-message")).to_have_text(
        "เครื่องนี้สำรองข้อมูลไม่ได้ โปรดอย่าปิดหน้านี้จนกว่าจะขึ้นว่าบันทึกแล้ว"
    )
    page.locator("#find").focus()
    expect(page.locator("#saved-at")).to_have_text(re.compile(r"^บันทึกครบแล้ว \d\d:\d\d$"))
    assert stored() == "44040.00"


def test_a_large_page_goes_in_pieces_a_browser_still_sends(sign_in, live_server, month):
    """Browsers send 64 KB in all after a page was left; Thai letters are three bytes each."""
    page = sign_in(make.district_officer(month.district))
    page.goto(live_server.url + ADDRESS)
    first, whole, huge = page.evaluate(
        """async address => {
            const { piece } = await import(address);
            const row = note => ({id: 1, version: 1, amounts: {}, no_sales: false, note});
            const many = Array.from({length: 100}, () => row("ก".repeat(500)));
            const first = piece(many);
            const bytes = new Blob([JSON.stringify({by: "1", rows: many.slice(0, first)})]).size;
            return [[first, bytes], piece(many.slice(0, 3)), piece([row("ก".repeat(60000))])];
        }""",
        f"{live_server.url}/static/js/grid/transport.js",
    )
    assert (whole, huge) == (3, 1)
    assert (first[0], first[1] < 50_100) == (32, True)
