"""A producer reports by phone, also without a line; the clerk accepts a hundred by three keys."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from sales.models import DistrictMonth, Proposal, SalesRow
from tests.support import factories as make

GRID = "/sales/2026-10/2402/"
MOST_TAPS = 6
MOST_KEYS = 3


@pytest.fixture
def month(transactional_db) -> DistrictMonth:
    return make.district_month(make.district(), date(2026, 10, 1))


def row(month: DistrictMonth, name: str) -> SalesRow:
    maker = make.producer(month.district, name)
    make.product(maker)
    return make.row(month, maker, entry="blank")


@pytest.fixture
def phone(sign_in, chromium, live_server, month) -> Page:
    """The producer's page on a phone, without a sign-in."""
    _, token = make.producer_link(month, row(month, "กลุ่มทอผ้า").producer)
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/r/{token}/")
    yield page
    context.close()


def test_one_category_costs_at_most_six_taps(phone):
    taps = 1  # the link itself
    field = phone.get_by_label("ในประเทศ ออฟไลน์")
    field.tap()
    phone.keyboard.type("๑๒,๕๐๐")
    phone.get_by_role("button", name="ส่งยอด").tap()
    taps += 2
    expect(phone.get_by_text("ส่งถึงแล้ว")).to_be_visible()
    assert str(Proposal.objects.get().total) == "12500.00"
    assert 1 <= taps <= MOST_TAPS
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_is_typed_stays_and_goes_by_itself_when_the_line_is_back(phone):
    phone.get_by_label("ในประเทศ ออฟไลน์").fill("700")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="ส่งยอด").tap()
    expect(phone.get_by_text("จะส่งให้เองเมื่อมีสัญญาณ")).to_be_visible()
    assert not Proposal.objects.exists()
    assert phone.get_by_text("ส่งถึงแล้ว").count() == 0
    phone.context.set_offline(False)
    expect(phone.get_by_text("ส่งถึงแล้ว")).to_be_visible()
    assert str(Proposal.objects.get().total) == "700.00"
    phone.reload()
    assert phone.get_by_text("ยังไม่ได้ส่ง").count() == 0


def test_what_was_typed_and_not_sent_is_there_after_the_page_was_closed(phone):
    phone.get_by_label("ในประเทศ ออฟไลน์").fill("700")
    phone.reload()
    expect(phone.get_by_label("ในประเทศ ออฟไลน์")).to_have_value("700")
    expect(phone.locator("#waiting")).to_contain_text("ยังไม่ได้ส่ง")
    assert not Proposal.objects.exists()


def test_it_works_without_a_script(chromium, live_server, phone):
    address = phone.url
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto(address)
    page.get_by_label("ในประเทศ ออฟไลน์").fill("ห้า")
    page.get_by_role("button", name="ส่งยอด").click()
    expect(page.get_by_label("ในประเทศ ออฟไลน์")).to_have_value("ห้า")
    page.get_by_label("ในประเทศ ออฟไลน์").fill("5")
    page.get_by_role("button", name="ส่งยอด").click()
    expect(page.get_by_text("ส่งถึงแล้ว")).to_be_visible()
    context.close()


def test_a_hundred_are_accepted_by_three_keys(sign_in, live_server, month):
    for number in range(100):
        link, _ = make.producer_link(month, row(month, f"กลุ่ม {number:03}").producer)
        make.proposal(link, "food", (str(100 + number), "0", "0", "0"))
    page = sign_in(make.district_officer(month.district))
    page.goto(live_server.url + GRID)
    page.locator("tr[data-row] .cell input").first.focus()
    keys = ["Control+Shift+ArrowDown", "F6"]
    for key in keys:
        page.keyboard.press(key)
    expect(page.get_by_text("รับยอดที่ผู้ผลิตแจ้งแล้ว 100 รายการ")).to_be_visible()
    assert len(keys) <= MOST_KEYS
    assert SalesRow.objects.filter(month=month.month_id, entry="amounts").count() == 100
    expect(page.locator("#proposed")).to_have_text("0")
    expect(page.locator("[data-proposal]")).to_have_count(0)
    expect(page.locator("#foot-total")).to_have_text("14,950.00")


def test_one_is_accepted_by_its_button_and_the_row_goes_on_as_any(sign_in, live_server, month):
    first = row(month, "กลุ่ม ก")
    row(month, "กลุ่ม ข")
    link, _ = make.producer_link(month, first.producer)
    make.proposal(link, "food", ("350", "0", "0", "0"))
    page = sign_in(make.district_officer(month.district))
    page.goto(live_server.url + GRID)
    page.locator("button.accept").click()
    expect(page.locator(f"#row-{first.pk} [data-state]")).to_contain_text("บันทึกแล้ว")
    cell = page.locator(f"#row-{first.pk} .cell input").first
    expect(cell).to_have_value("350.00")
    cell.fill("360")
    cell.press("Enter")
    expect(page.locator("#saved-at")).to_contain_text("บันทึกครบแล้ว")
    first.refresh_from_db()
    assert (first.version, str(first.total)) == (2, "360.00")
