"""A visitor finds a product on a phone, opens it, and reads it in English; an officer takes it off."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import factories as make
from tests.support.catalogue_factories import agreed, shown_product
from tests.support.database import wait_for_requests


@pytest.fixture
def maker(transactional_db):
    made = make.producer(make.district(), "กลุ่มทอผ้าสมมติ")
    made.sales_channels.create(kind="online", place="ร้านสมมติ", link="https://shop.example/")
    return made


@pytest.fixture
def phone(chromium: Browser, live_server):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, base_url=live_server.url)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
    context.close()
    wait_for_requests()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_product_is_found_and_opened_on_a_phone(phone, maker):
    shown_product(maker, "ผ้าไหมเบอร์ ๕", story="ทอมือ", price=350)
    make.product_picture(shown_product(maker, "หมอนขิด", category="utensil"))
    phone.goto("/p/")
    expect(phone.get_by_role("status")).to_have_text("พบ 2 รายการ")
    assert fits(phone)
    phone.get_by_label("ชื่อผลิตภัณฑ์หรือผู้ผลิต").fill("ผ้าไหมเบอร์ 5")
    phone.get_by_role("button", name="ค้นหา").click()
    expect(phone.get_by_role("status")).to_have_text("พบ 1 รายการ")
    phone.get_by_role("link", name="ผ้าไหมเบอร์ ๕").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("ผ้าไหมเบอร์ ๕")
    expect(phone.get_by_role("link", name="ร้านสมมติ")).to_have_attribute(
        "href", "https://shop.example/"
    )
    assert fits(phone)
    told = phone.locator('script[type="application/ld+json"]').text_content()
    assert "https://schema.org" in (told or "")
    phone.get_by_role("link", name="English").click()
    expect(phone.get_by_role("heading", name="Where to buy")).to_be_visible()
    phone.get_by_role("link", name="กลุ่มทอผ้าสมมติ").click()
    expect(phone.get_by_role("heading", name="Products")).to_be_visible()
    assert phone.locator(".cards li").count() == 2
    picture = phone.locator(".cards img").first
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_the_fields_that_narrow_a_search_keep_what_was_chosen(phone, maker):
    shown_product(maker, "ผ้าไหม")
    phone.goto("/p/?lang=en")
    phone.get_by_text("Choose category").click()
    phone.get_by_label("Category").select_option("food")
    phone.get_by_role("button", name="Search").click()
    expect(phone.get_by_role("status")).to_have_text("0 products found")
    expect(phone.get_by_label("Category")).to_have_value("food")


def test_an_outlet_is_found_on_the_map(phone, maker):
    outlet = make.outlet(maker.district, "ครัวสมมติ")
    agreed(outlet)
    phone.goto("/p/outlets/")
    phone.get_by_role("link", name="ฉช 1").click()
    phone.get_by_role("link", name="ครัวสมมติ").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("ครัวสมมติ")
    assert fits(phone)


def test_an_officer_shows_a_producer_and_takes_it_off(sign_in, live_server, maker):
    product = make.product(maker, name="ข้าวแต๋นสมมติ")
    page = sign_in(make.district_officer(maker.district))
    page.goto(f"{live_server.url}/producers/producer/{maker.pk}/change/")
    page.get_by_role("link", name="เผยแพร่ต่อสาธารณะ").click()
    page.get_by_role("button", name="แจ้งด้วยวาจา").click()
    expect(page.get_by_text("เผยแพร่อยู่")).to_be_visible()
    address = f"{live_server.url}/p/{product.pk}/"
    assert page.request.get(address).status == 200
    page.get_by_role("button", name="ถอนความยินยอมทั้งหมด").click()
    expect(page.get_by_text("ยังไม่เผยแพร่", exact=True)).to_be_visible()
    assert page.request.get(address).status == 410
