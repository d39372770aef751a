"""The public pages: what they show and what never, their addresses, languages, and what caches keep."""

import gzip
import json
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from PIL import Image

from catalogue import consenting
from catalogue.rules import CHANNELS
from catalogue.views import public
from core.thai import calendar
from producers import merging
from producers.models import Producer
from products.models import HeldStandard, Product, Standard
from registration.models import Status
from tests.support import factories as make
from tests.support.catalogue_factories import agreed, shown_product

pytestmark = pytest.mark.django_db

# What nobody may read in the catalogue, as the record has it.
SECRETS = {
    "person_title": "นางสาว",
    "person_first_name": "สมมติชื่อ",
    "person_last_name": "สมมติสกุล",
    "tax_id": "0245560000010",
    "registration_number": "ทะเบียนลับ77",
    "remark": "หมายเหตุลับ",
    "raw_material": "วัตถุดิบลับ",
}


@pytest.fixture
def maker() -> Producer:
    of = make.district()
    made = make.producer(
        of, "วิสาหกิจชุมชนทอผ้าสมมติ", phone="038123456", house_number="99/9", village_number="3",
        subdistrict=make.subdistrict(of, name_th="ปากน้ำ"), postal_code="24110", **SECRETS,
    )  # fmt: skip
    made.set_national_id("1999900000013")
    made.save()
    made.sales_channels.create(kind="online", place="ร้านในสมมติ", link="https://shop.example/a")
    return made


@pytest.fixture
def product(maker) -> Product:
    return shown_product(maker, story="ทอมือมาแต่รุ่นยาย", price=350, content=1, content_unit="ผืน")


def read(address: str, **headers: str):
    return Client(headers=headers).get(address)


def text(address: str) -> str:
    answer = read(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def json_ld(page: str) -> dict:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(found)


def test_a_product_says_what_was_agreed(product):
    page = text(f"/p/{product.pk}/")
    for said in ("ผ้าไหมมัดหมี่", "ทอมือมาแต่รุ่นยาย", "350.00", "1 ผืน", "ร้านในสมมติ",
                 "ตำบลปากน้ำ", "https://shop.example/a", "วิสาหกิจชุมชนทอผ้าสมมติ"):  # fmt: skip
        assert said in page, said


@pytest.mark.parametrize("path", ["/p/{0}/", "/p/producers/{1}/", "/p/", "/p/{0}/?lang=en"])
def test_no_page_says_what_nobody_can_agree_to(product, path):
    """Though its producer agreed to every part there is."""
    page = text(path.format(product.pk, product.producer_id))
    said = [secret for secret in (*SECRETS.values(), "1999900000013", "00-01") if secret in page]
    assert said == []


def test_a_part_that_was_not_agreed_to_is_on_no_page(maker):
    product = make.product(maker, name="ผ้าขาวม้า", story="เรื่องลับ", price=777)
    picture = make.product_picture(product)
    agreed(maker, product, parts=[])
    for page in (text(f"/p/{product.pk}/"), text(f"/p/producers/{maker.pk}/"), text("/p/")):
        for hidden in ("เรื่องลับ", "777", "99/9", "24110", "038", "ร้านในสมมติ", "/pictures/"):
            assert hidden not in page, hidden
    assert read(f"/p/pictures/products/{picture.pk}/full.jpg").status_code == 404


def test_where_to_buy_follows_its_own_part(maker):
    product = make.product(maker)
    agreed(maker, product, parts=[CHANNELS.key])
    page = text(f"/p/{product.pk}/")
    assert "ร้านในสมมติ" in page
    assert "038" not in page


def test_a_link_of_another_scheme_is_words(product, maker):
    maker.sales_channels.update(link="javascript:alert(1)")
    page = text(f"/p/{product.pk}/")
    assert "ร้านในสมมติ" in page
    assert "javascript:" not in page


def test_a_standard_is_shown_while_it_is_in_force(product):
    today = calendar.today()
    for name, ends in (("มาตรฐานที่ยังใช้", today), ("มาตรฐานที่หมด", today - timedelta(days=1))):
        standard = Standard.objects.create(name=name)
        HeldStandard.objects.create(
            product=product, standard=standard, number=name[-5:], expires_on=ends
        )
    page = text(f"/p/{product.pk}/")
    assert "มาตรฐานที่ยังใช้" in page
    assert "มาตรฐานที่หมด" not in page


def test_machines_are_told_in_the_words_of_schema_org(product, maker, settings):
    settings.PUBLIC_ADDRESS = "https://otop.example"
    told = json_ld(text(f"/p/{product.pk}/"))
    assert told["@type"] == "Product"
    assert told["url"] == f"https://otop.example/p/{product.pk}/"
    assert told["offers"]["price"] == "350.00"
    assert told["manufacturer"]["address"]["addressLocality"] == "บางคล้า"
    assert json_ld(text(f"/p/producers/{maker.pk}/"))["sameAs"] == ["https://shop.example/a"]
    page = text(f"/p/{product.pk}/?lang=en")
    assert f'<link rel="canonical" href="https://otop.example/p/{product.pk}/?lang=en">' in page
    assert '<meta property="og:title" content="ผ้าไหมมัดหมี่">' in page


def test_what_a_producer_wrote_ends_no_script_and_no_attribute(maker):
    wrote = '</script><script>alert(1)</script>"><img src=x onerror=alert(2)>&'
    product = shown_product(maker, wrote, story=wrote)
    page = text(f"/p/{product.pk}/")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert json_ld(page)["name"] == wrote


def test_english_labels_and_thai_content(product):
    page = text(f"/p/{product.pk}/?lang=en")
    assert '<html lang="en">' in page
    for said in (
        "Where to buy",
        "Fabric and clothing",
        "Community producer group",
        "ทอมือมาแต่รุ่นยาย",
    ):
        assert said in page, said
    assert "ซื้อได้ที่" not in page
    assert "ซื้อได้ที่" in text(f"/p/{product.pk}/")


def test_every_label_has_its_english():
    """A label added to a template without its English would be Thai on an English page."""
    catalogue = settings.BASE_DIR / "locale/en/LC_MESSAGES/django.po"
    with catalogue.open("rb") as file:
        known = {str(one.id) for one in read_po(file) if one.id and one.string}
    written = "".join(
        path.read_text("utf-8") for app in ("catalogue", "api")
        for path in Path(settings.BASE_DIR, "templates", app).glob("*.html")
        if path.name not in ("consent.html", "keys.html", "key.html")
    )  # fmt: skip
    written += Path(settings.BASE_DIR, "catalogue/search.py").read_text("utf-8")
    asked = set(re.findall(r'translate "([^"]+)"', written)) | set(
        re.findall(r'[^\w]_\("([^"]+)"\)', written)
    )
    assert len(asked) > 30
    assert asked - known == set()


# --- Addresses that never change --------------------------------------------------------------------


def test_a_withdrawn_product_is_gone_at_once_also_from_what_was_kept(product, maker):
    path = f"/p/{product.pk}/"
    etag = read(path)["ETag"]
    consenting.withdraw(maker, because="", by=make.district_officer(maker.district))
    for answer in (read(path), read(path, if_none_match=etag), read(f"/p/producers/{maker.pk}/")):
        assert answer.status_code == 410
        assert "ไม่ได้เผยแพร่แล้ว" in answer.content.decode()
    assert "ผ้าไหมมัดหมี่" not in text("/p/")
    assert read(f"/p/{product.pk}/qr.svg").status_code == 410


def test_a_product_that_was_never_shown_is_not_found(maker):
    product = make.product(maker)
    for path in (f"/p/{product.pk}/", f"/p/producers/{maker.pk}/", "/p/999999/", "/p/outlets/9/"):
        assert read(path).status_code == 404, path
    assert read(f"/p/{2**70}/").status_code == 404


def test_a_merged_producer_leads_to_the_one_kept(maker, product):
    kept = make.producer(maker.district, "กลุ่มที่เหลือ")
    agreed(kept)
    by = make.district_officer(maker.district)
    merging.merge(kept, maker, choices={}, reason="รายเดียวกัน", by=by)
    answer = read(f"/p/producers/{maker.pk}/?lang=en")
    assert (answer.status_code, answer["Location"]) == (301, f"/p/producers/{kept.pk}/?lang=en")
    assert "กลุ่มที่เหลือ" in text(f"/p/{product.pk}/")


def test_a_cancelled_product_is_gone(product):
    gone = make.standing({"status": Status.CANCELLED})
    gone.pop("content_changed_at")
    make.jump(Product.objects.filter(pk=product.pk), **gone)
    assert read(f"/p/{product.pk}/").status_code == 410


# --- What is kept -----------------------------------------------------------------------------------


def test_a_warm_page_asks_the_database_once(product, django_assert_num_queries):
    for path in (f"/p/{product.pk}/", f"/p/producers/{product.producer_id}/"):
        cold = read(path).content
        with django_assert_num_queries(1):
            assert read(path).content == cold


@pytest.mark.parametrize(
    "change",
    [
        lambda of: Product.objects.update(story="เรื่องใหม่"),
        lambda of: Producer.objects.update(name="ชื่อใหม่"),
        lambda of: of.producer.sales_channels.update(place="ที่ใหม่"),
        lambda of: of.awards.create(name="รางวัลใหม่", year=2569),
        lambda of: of.standards.create(standard=Standard.objects.create(name="มาตรฐานใหม่")),
        lambda of: agreed(of.producer, of, parts=[]),
        lambda of: of.producer.star_results.create(year=2569, stars=5, product_name=of.name),
    ],
)
def test_a_change_of_whatever_the_page_is_made_of_is_on_it_at_once(product, change):
    path = f"/p/{product.pk}/"
    before = read(path)
    change(product)
    after = read(path, if_none_match=before["ETag"])
    assert after.status_code == 200
    assert after.content != before.content


def test_a_standard_renamed_is_on_the_page_at_once(product):
    standard = Standard.objects.create(name="ชื่อเดิมของมาตรฐาน")
    product.standards.create(standard=standard)
    assert "ชื่อเดิมของมาตรฐาน" in text(f"/p/{product.pk}/")
    Standard.objects.filter(pk=standard.pk).update(name="ชื่อที่เปลี่ยน")
    assert "ชื่อที่เปลี่ยน" in text(f"/p/{product.pk}/")


def test_a_producers_page_follows_its_products(product, maker):
    page = text(f"/p/producers/{maker.pk}/")
    assert "350.00" in page
    Product.objects.update(name="ชื่อใหม่ของผลิตภัณฑ์")
    assert "ชื่อใหม่ของผลิตภัณฑ์" in text(f"/p/producers/{maker.pk}/")
    Product.objects.update(production="ended")
    assert "ชื่อใหม่ของผลิตภัณฑ์" not in text(f"/p/producers/{maker.pk}/")


def test_caches_ask_each_time_and_share_it(product, client):
    path = f"/p/{product.pk}/"
    answer = read(path, accept_encoding="gzip")
    assert answer["Cache-Control"] == "public, no-cache"
    assert answer["Vary"] == "Accept-Encoding"
    assert not answer.cookies
    assert gzip.decompress(answer.content) == read(path).content
    assert read(path, if_none_match=answer["ETag"]).status_code == 304
    client.force_login(make.department_officer())
    signed_in = client.get(path)
    assert (signed_in.content, signed_in["Vary"]) == (read(path).content, "Accept-Encoding")


# --- Finding ----------------------------------------------------------------------------------------


@pytest.fixture
def many(maker):
    """Three products: of two producers in two districts."""
    weaver = shown_product(maker, "ผ้าไหมเบอร์ ๕", search_words=["ทอมือ"])
    other = make.producer(make.district("2403", "บางน้ำเปรี้ยว"), "หจก.ขนมสมมติ")
    cake = shown_product(other, "ขนมเปี๊ยะ", category="food")
    near = make.producer(
        maker.district, "บ้านใกล้", subdistrict=make.subdistrict(maker.district, 2, "สาวชะโงก")
    )
    fish = shown_product(near, "ปลาเค็ม", category="food")
    near.star_results.create(year=2565, stars=5)
    fish.standards.create(standard=Standard.objects.create(name="มผช.สมมติ"))
    make.product(maker, name="ผ้าที่ไม่เผยแพร่")
    return {"ผ้า": weaver, "ขนม": cake, "ปลา": fish}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", "ขนม ปลา ผ้า"),
        ("q=ผ้า", "ผ้า"),
        ("q=เบอร์ 5", "ผ้า"),
        ("q=ทอมือ", "ผ้า"),
        ("q=ห้างหุ้นส่วนจำกัด", "ขนม"),
        ("q=หจก.", "ขนม"),
        ("q=วิสาหกิจชุมชนทอผ้า", "ผ้า"),
        ("category=food", "ขนม ปลา"),
        ("category=nonsense", "ขนม ปลา ผ้า"),
        ("province=24", "ขนม ปลา ผ้า"),
        ("place=บางคล้า", "ปลา ผ้า"),
        ("place=สาวชะโงก", "ปลา"),
        ("stars=5", "ปลา"),
        ("stars=4", ""),
        ("standard={standard}", "ปลา"),
        ("near=240202", "ปลา ผ้า"),
        ("near=240201", "ผ้า ปลา"),
        ("near=x&page=99", "ขนม ปลา ผ้า"),
        ("q=ไม่มีของนี้", ""),
    ],
)
def test_what_is_found_and_in_which_order(many, asked, found):
    standard = Standard.objects.get(name="มผช.สมมติ").pk
    page = text("/p/?" + asked.format(standard=standard))
    assert re.findall(r'href="/p/(\d+)/"', page) == [str(many[one].pk) for one in found.split()]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_a_list_do_not_grow(maker, count, django_assert_max_num_queries):
    for number in range(count):
        make.product_picture(shown_product(maker, f"ที่ {number}"))
    read("/p/")
    with django_assert_max_num_queries(9):
        assert read("/p/").status_code == 200


# --- Pictures, codes, outlets, crawlers --------------------------------------------------------------


def test_a_picture_is_served_while_it_is_shown(product):
    picture = make.product_picture(product)
    answer = read(f"/p/pictures/products/{picture.pk}/thumbnail.jpg")
    assert Image.open(BytesIO(answer.content)).format == "JPEG"
    assert answer["Cache-Control"] == "public, no-cache"
    same = read(f"/p/pictures/products/{picture.pk}/thumbnail.jpg", if_none_match=answer["ETag"])
    assert same.status_code == 304
    assert f"/p/pictures/products/{picture.pk}/full.jpg" in text(f"/p/{product.pk}/")
    for path in ("nothing/1/full", f"products/{picture.pk}/huge", "products/9999/full"):
        assert read(f"/p/pictures/{path}.jpg").status_code == 404
    picture.file.storage.delete(picture.file.name)
    assert read(f"/p/pictures/products/{picture.pk}/full.jpg").status_code == 404


def test_the_code_for_the_package(product):
    answer = read(f"/p/{product.pk}/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content


@pytest.fixture
def outlet(maker):
    made = make.outlet(maker.district, "ครัวสมมติ", owner="เจ้าของสมมติ", phone="038123456")
    made.items.create(name="แกงส้ม", price=80)
    made.recognitions.create(kind="award", name="รางวัลร้านอร่อย", year=2566)
    return made


def test_an_outlet_and_the_map(outlet):
    assert "ยังไม่มีร้านที่เผยแพร่" in text("/p/outlets/")
    agreed(outlet)
    page = text(f"/p/outlets/{outlet.pk}/")
    for said in ("ครัวสมมติ", "เจ้าของสมมติ", "แกงส้ม", "80.00", "รางวัลร้านอร่อย"):
        assert said in page, said
    assert json_ld(page)["@type"] == "FoodEstablishment"
    whole = text("/p/outlets/")
    assert whole.count("<rect") == 77
    assert 'aria-label="ฉช 1 ฉะเชิงเทรา"' in whole
    assert "ครัวสมมติ" not in whole
    assert "ครัวสมมติ" in text("/p/outlets/?province=24")
    assert "ครัวสมมติ" not in text("/p/outlets/?province=77")


def test_an_outlet_says_no_more_than_was_agreed(outlet):
    agreed(outlet, parts=[])
    page = text(f"/p/outlets/{outlet.pk}/")
    assert not [hidden for hidden in ("เจ้าของสมมติ", "แกงส้ม", "038") if hidden in page]


def test_crawlers_find_what_is_shown_and_nothing_else(product, maker, outlet, settings):
    settings.PUBLIC_ADDRESS = "https://otop.example"
    hidden = make.product(maker)
    robots = text("/robots.txt")
    assert "Disallow: /\n" in robots
    assert "Sitemap: https://otop.example/sitemap.xml" in robots
    assert "/sitemap-products.xml" in text("/sitemap.xml")
    listed = text("/sitemap-products.xml")
    assert f"<loc>https://otop.example/p/{product.pk}/</loc>" in listed
    assert f"/p/{hidden.pk}/" not in listed
    assert f"/p/producers/{maker.pk}/" in text("/sitemap-producers.xml")
    assert "<url>" not in text("/sitemap-outlets.xml")
    assert read("/sitemap-nothing.xml").status_code == 404


def test_who_searches_without_end_waits_and_the_pages_of_products_do_not(
    client, maker, monkeypatch
):
    product = shown_product(maker)
    monkeypatch.setattr(public, "OF_ADDRESS", replace(public.OF_ADDRESS, most=2))
    answers = [client.get("/p/?q=ผ้า") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 429, 429, 429]
    assert "ค้นหาใหม่ได้ตั้งแต่" in answers[-1].content.decode()
    assert answers[-1]["Cache-Control"] == "no-store"
    assert "Please wait" in client.get("/p/?lang=en").content.decode()
    assert client.get(f"/p/{product.pk}/").status_code == 200
    assert client.get("/p/", REMOTE_ADDR="192.0.2.7").status_code == 200
