"""A producer's way through the registry, as people do it in the browser."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.thai import calendar
from producers.models import Producer
from products.models import Product
from registration.models import Announcement
from tests.support import factories as make
from tests.support.pictures import photograph

PHONE = "08 1000 0001"
NATIONAL_ID = "1-9999-00000-01-3"


@pytest.fixture
def small_nation():
    """Two districts of two provinces, and a round whose three windows all hold today."""
    of, to = make.district("2402", "บางคล้า"), make.district("2501", "เมืองใหม่")
    make.subdistrict(of, name_th="บางสวน")
    make.subdistrict(to, name_th="ใหม่")
    today = calendar.today()
    make.registration_round(
        fiscal_year=calendar.fiscal_year(today),
        register_from=today - timedelta(days=9),
        register_until=today,
        certify_from=today,
        certify_until=today,
        announce_from=today,
        announce_until=today + timedelta(days=9),
    )
    return of, to


@pytest.fixture
def photos(tmp_path) -> list[str]:
    """Two sharp photographs and one far too small."""
    paths = []
    for name, size in (("coffee", (1200, 900)), ("chelsea", (1200, 900)), ("coins", (200, 150))):
        path = Path(tmp_path) / f"{name}.jpg"
        photograph("coins.png" if name == "coins" else f"{name}.png").resize(size).save(path)
        paths.append(str(path))
    return paths


def choose_subdistrict(page: Page, name: str) -> None:
    page.locator(".field-subdistrict .select2-selection").click()
    page.locator(".select2-search__field").fill(name)
    page.locator(".select2-results__option", has_text=name).click()


def save(page: Page) -> None:
    page.get_by_role("button", name="บันทึก", exact=True).click()


def add_product(page: Page, name: str, category: str, photos: list[str]) -> None:
    """From the producer's page: a product, its sub-category, two pictures."""
    page.get_by_role("link", name="ผลิตภัณฑ์ (").click()
    page.get_by_role("link", name="+ เพิ่มผลิตภัณฑ์").click()
    page.locator(".field-producer .select2-selection").click()
    page.locator(".select2-results__option", has_text="กลุ่มจักสานบ้านตัวอย่าง").click()
    page.fill("[name=name]", name)
    page.select_option("[name=category]", label=category)
    save(page)
    expect(page.locator(".messages")).to_contain_text("แล้ว กรอกหมวดที่เหลือต่อได้เลย")
    page.get_by_role("link", name="14 รูป").click()
    page.set_input_files("[name$=-several]", photos)
    save(page)


def test_a_producer_from_its_first_line_to_another_district(
    sign_in, live_server, picture, small_nation, photos
):
    of, to = small_nation
    clerk = sign_in(make.district_officer(of, full_name="นางมานี ใจดี"))

    # 1 A new record begins with a few fields and goes on with what is missing.
    clerk.goto(f"{live_server.url}/producers/producer/add/")
    clerk.fill("[name=name]", "กลุ่มจักสานบ้านตัวอย่าง")
    clerk.select_option("[name=kind]", "group")
    clerk.fill("[name=phone]", "08 1234 56")
    save(clerk)
    expect(clerk.locator(".field-phone")).to_contain_text("ขาดอีก 2 หลัก (มือถือมี 10 หลัก)")
    expect(clerk.locator("[name=name]")).to_have_value("กลุ่มจักสานบ้านตัวอย่าง")
    clerk.fill("[name=phone]", PHONE)
    save(clerk)
    # What the letters ask for first: a registration number, or that there is none.
    expect(clerk.locator(".record-section h2").first).to_have_text("1 ข้อมูลทั่วไป")
    clerk.check("[name=without_registration_number]")
    clerk.get_by_role("button", name="บันทึกแล้วไปหมวดถัดไป").click()
    expect(clerk.locator(".record-section h2").first).to_have_text("2 ที่อยู่ของกิจการ")
    clerk.fill("[name=house_number]", "24")
    choose_subdistrict(clerk, "บางสวน")
    picture(clerk, "registry-1-address")
    clerk.get_by_role("button", name="บันทึกแล้วไปหมวดถัดไป").click()
    expect(clerk.locator(".record-section h2").first).to_contain_text("3")

    # 2 The person: a wrong id is refused at its field, the rest stays.
    clerk.get_by_role("link", name="5 ลักษณะของผู้ประกอบการ").click()
    clerk.fill("[name=person_first_name]", "ตัวอย่าง")
    clerk.fill("[name=person_last_name]", "สานสุข")
    clerk.fill("[name=person_born_on]", "12/3/2508")
    clerk.fill("[name=national_id]", "1-9999-00000-01-4")
    save(clerk)
    expect(clerk.locator(".field-national_id")).to_contain_text("หลักสุดท้ายไม่ตรง")
    expect(clerk.locator("[name=person_first_name]")).to_have_value("ตัวอย่าง")
    clerk.fill("[name=national_id]", NATIONAL_ID)
    save(clerk)
    expect(clerk.locator(".field-national_id")).to_contain_text("x-xxxx-xxxxx-01-3")

    # 3 Repeating parts: rows in place.
    clerk.get_by_role("link", name="11 ช่องทางการขาย").click()
    clerk.select_option("[name=sales_channels-0-kind]", "shop")
    clerk.fill("[name=sales_channels-0-place]", "หน้าร้านของกลุ่ม")
    clerk.get_by_role("button", name="เพิ่มแถว").click()
    clerk.select_option("[name=sales_channels-1-kind]", "online")
    clerk.fill("[name=sales_channels-1-place]", "ร้านออนไลน์")
    clerk.fill("[name=sales_channels-1-link]", "https://shop.example/1")
    picture(clerk, "registry-2-rows")
    save(clerk)
    expect(clerk.locator(".record-sections")).to_contain_text("11 ช่องทางการขาย (2)")

    # 4 Two products with pictures; one too small says so at once.
    producer = Producer.objects.get()
    page_of = f"{live_server.url}/producers/producer/{producer.pk}/change/"
    clerk.goto(page_of)
    add_product(clerk, "ตะกร้าสานผักตบชวา", "ของใช้ ของตกแต่ง ของที่ระลึก", photos[:2])
    clerk.goto(page_of)
    add_product(clerk, "ขนมจาก", "อาหาร", [photos[0], photos[2]])
    expect(clerk.locator(".messages")).to_contain_text("เล็กเกินไป")
    picture(clerk, "registry-3-pictures")
    assert [product.pictures.count() for product in Product.objects.all()] == [2, 2]

    # 5 Submitted: the producer first, its products after it, once assessed; then the form is closed.
    for product in Product.objects.all():
        clerk.goto(product_page(live_server, product))
        expect(clerk.locator(".record-state")).to_contain_text("ยังไม่ได้ประเมินการจัดกลุ่ม (Quadrant)")
        clerk.goto(f"{live_server.url}/products/assessment/{product.pk}/")
        for question in clerk.locator("fieldset.question").all():
            question.locator("input[type=radio]").last.check()
        clerk.get_by_role("button", name="บันทึกผลประเมิน").click()
        expect(clerk.locator("h1")).not_to_contain_text("ยังไม่จัดกลุ่ม")
    assert list(Product.objects.values_list("quadrant", flat=True)) == ["D", "D"]
    for address in (page_of, *(product_page(live_server, one) for one in Product.objects.all())):
        clerk.goto(address)
        clerk.get_by_role("button", name="เสนอจังหวัด").click()
        expect(clerk.locator(".record-state")).to_contain_text("รอจังหวัดตรวจ")
    clerk.goto(page_of)
    expect(clerk.get_by_role("button", name="บันทึก", exact=True)).to_have_count(0)

    # 6 The province returns the producer with a mark.
    province = sign_in(make.province_officer(of.province, full_name="นายจังหวัด ตรวจดี"))
    province.goto(f"{live_server.url}/registration/queue/")
    picture(province, "registry-4-queue")
    line = province.locator("tr", has_text="กลุ่มจักสานบ้านตัวอย่าง").first
    line.get_by_role("link", name="ตรวจ").click()
    province.check("input[name=mark][value=house_number]")
    province.fill("[name=mark-house_number]", "ไม่ตรงกับทะเบียนบ้าน")
    province.fill("[name=reason]", "ตรวจที่อยู่")
    picture(province, "registry-5-review")
    province.locator("#return-form").get_by_role("button", name="ส่งกลับแก้ไข").click()

    # 7 Corrected and submitted again.
    clerk.goto(f"{page_of}?section=address")
    expect(clerk.locator(".record-state")).to_contain_text("ไม่ตรงกับทะเบียนบ้าน")
    clerk.fill("[name=house_number]", "24/1")
    save(clerk)
    clerk.get_by_role("button", name="เสนอจังหวัด").click()

    # 8 Certified, all of them, announced by the province and by the department.
    province.goto(f"{live_server.url}/registration/queue/")
    province.get_by_role("button", name="รับรองทั้งหมด").click()
    assert set(Producer.objects.values_list("status", flat=True)) == {"certified"}
    assert set(Product.objects.values_list("status", flat=True)) == {"certified"}
    for page, number in (
        (province, "ฉช 1/2570"),
        (sign_in(make.department_officer(full_name="นายกรม พัฒนา")), "พช 1/2570"),
    ):
        page.goto(f"{live_server.url}/registration/announcements/")
        page.fill("[name=number]", number)
        page.get_by_role("button", name="ประกาศ 3 รายการ").click()
        expect(page.locator("tbody")).to_contain_text(number)
        picture(page, f"registry-6-announced-{page.url.count('/')}")
    assert set(Producer.objects.values_list("status", flat=True)) == {"announced"}
    assert Announcement.objects.count() == 2

    # 9 It moves: released here, taken over there.
    clerk.goto(page_of)
    clerk.get_by_role("link", name="แจ้งย้าย").click()
    clerk.select_option("[name=to]", "2501")
    clerk.fill("[name=reason]", "ย้ายตามครอบครัว")
    picture(clerk, "registry-7-release")
    clerk.get_by_role("button", name="แจ้งย้าย", exact=True).click()
    expect(clerk.locator("h1")).to_contain_text("รออำเภอใหม่รับ")
    other = sign_in(make.district_officer(to, full_name="นายใหม่ รับดี"))
    other.goto(f"{live_server.url}/producers/relocations/")
    other.get_by_role("link", name="กลุ่มจักสานบ้านตัวอย่าง").click()
    other.fill("[name=house_number]", "9")
    other.select_option("[name=subdistrict]", label="ใหม่")
    picture(other, "registry-8-take-over")
    other.get_by_role("button", name="รับย้าย").click()
    expect(other.locator(".page-question").first).to_contain_text("อำเภอเมืองใหม่")
    assert Producer.objects.get().district == to
    assert Product.objects.visible_to(make.district_officer(to)).count() == 2

    # 10 The history tells it all.
    other.get_by_role("link", name="ประวัติ", exact=True).click()
    expect(other.locator("main")).to_contain_text("24/1")
    picture(other, "registry-9-history")


def product_page(live_server, product: Product) -> str:
    return f"{live_server.url}/products/product/{product.pk}/change/"


def test_a_record_on_a_phone(sign_in, live_server, small_nation):
    of, _ = small_nation
    maker = make.producer(of, "กลุ่มจักสาน")
    phone = sign_in(make.district_officer(of), viewport={"width": 390, "height": 800})
    phone.goto(f"{live_server.url}/producers/producer/{maker.pk}/change/?section=stars")
    contents = phone.locator(".record-sections ol")
    expect(contents).not_to_be_visible()
    phone.fill("[name=star_results-0-year]", "๒๕๖๗")
    phone.fill("[name=star_results-0-stars]", "4")
    save(phone)
    assert maker.star_results.get().stars == 4
    phone.locator(".record-sections summary").click()
    expect(contents).to_contain_text("8 การคัดสรร (1)")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
