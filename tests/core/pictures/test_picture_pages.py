"""Pictures on the page of their record, and the address that serves them."""

from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.support import factories as make
from tests.support.pictures import encoded, photograph, plain
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return make.product(make.producer(make.district()), name="น้ำพริกเผา")


@pytest.fixture
def officer(product) -> Client:
    client = Client()
    client.force_login(make.district_officer(product.producer.district))
    return client


def upload(data: bytes | None = None, name: str = "รูป.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or encoded(photograph(enlarged=2)), "image/jpeg")


def change_page(product) -> str:
    address = reverse("admin:products_product_change", args=[product.pk])
    return f"{address}?section=pictures"


def form_of(product, rows: list[dict], several: list | None = None, **fields) -> dict:
    """What the page posts: the product, a row for each picture there is, and new rows."""
    pictures = list(product.pictures.all())
    data = {
        "producer": product.producer_id,
        "name": product.name,
        "category": product.category,
        "production": product.production,
        "pictures-TOTAL_FORMS": len(rows),
        "pictures-INITIAL_FORMS": len(pictures),
    } | fields
    for number, row in enumerate(rows):
        if number < len(pictures):
            picture = pictures[number]
            shown = {"caption": picture.caption, "position": picture.position}
            shown_cover = {"is_cover": picture.is_cover}
            data |= {
                f"initial-pictures-{number}-{name}": value
                for name, value in (shown | shown_cover).items()
            }
            row = {"id": picture.pk} | shown | row
        data |= {f"pictures-{number}-{name}": value for name, value in row.items()}
    return data | ({"pictures-several": several} if several else {})


def content(response) -> str:
    return response.content.decode()


# --- The form --------------------------------------------------------------------------------------


def test_a_picture_is_added_with_its_caption(officer, product):
    got = officer.post(
        change_page(product), form_of(product, [{"upload": upload(), "caption": "ขวด"}])
    )
    assert got.status_code == 302
    picture = product.pictures.get()
    assert (picture.caption, picture.is_cover, picture.width) == ("ขวด", True, 1200)
    assert picture.uploaded_by.username == "district2402"
    with picture.file.open() as kept, Image.open(kept) as read:
        assert read.format == "JPEG"


def test_several_at_once_come_in_their_order_after_the_row(officer, product):
    sent = [upload(plain(width, 700)) for width in (701, 702, 703)]
    rows = [{"upload": upload(plain(700, 700))}]
    officer.post(change_page(product), form_of(product, rows, sent))
    assert list(product.pictures.values_list("width", "position", "is_cover")) == [
        (700, 1, True), (701, 2, False), (702, 3, False), (703, 4, False),
    ]  # fmt: skip


def test_what_is_wrong_with_a_picture_is_said_at_once_and_stays_on_its_row(officer, product):
    got = officer.post(
        change_page(product), form_of(product, [{"upload": upload(plain(400, 300))}])
    )
    said = [str(message) for message in get_messages(got.wsgi_request)]
    small = "รูปเล็กเกินไป (400 × 300) ถ่ายใหม่ให้ด้านสั้นอย่างน้อย 600 จุด"
    assert f"รูปที่ 1: {small}" in said
    page = content(officer.get(change_page(product)))
    assert f'<span class="picture-fault">{small}</span>' in page


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04" + bytes(50), "ไฟล์นี้ไม่ใช่รูป"),
        (encoded(photograph())[:5000], "ไฟล์รูปเสียหรือมาไม่ครบ"),
    ],
)
def test_a_refused_file_keeps_the_rest_of_the_form(officer, product, data, reason):
    make.product_picture(product)
    rows = [{"caption": "ใหม่"}, {"upload": upload(data), "caption": "ด้านข้าง"}]
    got = officer.post(change_page(product), form_of(product, rows))
    page = content(got)
    assert got.status_code == 200
    assert reason in page
    for typed in ("ใหม่", "ด้านข้าง"):
        assert f'value="{typed}"' in page
    assert list(product.pictures.values_list("caption", flat=True)) == [""]


def test_of_several_the_refused_one_is_named_and_none_is_kept(officer, product):
    sent = [upload(), upload(b"<html>", "ปลอม.jpg")]
    page = content(officer.post(change_page(product), form_of(product, [], sent)))
    assert "ปลอม.jpg: ไฟล์นี้ไม่ใช่รูป" in page
    assert "รูปอื่นที่เลือกพร้อมกันยังไม่ได้บันทึก" in page
    assert not product.pictures.exists()


def test_a_caption_without_a_file_asks_for_the_file(officer, product):
    got = officer.post(change_page(product), form_of(product, [{"caption": "ขวด"}]))
    assert got.context["inline_admin_formsets"][0].formset.errors[0].keys() == {"upload"}


def test_another_cover_is_chosen_by_ticking_it(officer, product):
    make.product_picture(product)
    make.product_picture(product)
    officer.post(change_page(product), form_of(product, [{"is_cover": "on"}, {"is_cover": "on"}]))
    assert list(product.pictures.values_list("is_cover", flat=True)) == [False, True]


def test_two_new_covers_are_asked_about(officer, product):
    for _ in range(3):
        make.product_picture(product)
    ticked = [{}, {"is_cover": "on"}, {"is_cover": "on"}]
    page = content(officer.post(change_page(product), form_of(product, ticked)))
    assert "เลือกรูปปกได้รูปเดียว" in page
    assert list(product.pictures.values_list("is_cover", flat=True)) == [True, False, False]


def test_pictures_change_places_and_go(officer, product):
    _, second, third = (make.product_picture(product) for _ in range(3))
    rows = [{"is_cover": "on", "DELETE": "on"}, {"position": 9}, {"position": ""}]
    officer.post(change_page(product), form_of(product, rows))
    assert list(product.pictures.values_list("pk", "is_cover")) == [
        (third.pk, False),
        (second.pk, True),
    ]  # fmt: skip  (the cover went to the second, which stood next, and then moved back)


def test_a_file_is_replaced_in_its_place(officer, product):
    picture = make.product_picture(product, caption="เดิม")
    rows = [{"upload": upload(), "caption": "เดิม", "is_cover": "on"}]
    officer.post(change_page(product), form_of(product, rows))
    picture.refresh_from_db()
    assert (picture.width, picture.caption) == (1200, "เดิม")


@pytest.mark.parametrize(("there", "sent", "kept"), [(0, 20, 20), (1, 20, 1), (0, 21, 0)])
def test_no_more_than_twenty(officer, product, there, sent, kept):
    for _ in range(there):
        make.product_picture(product)
    several = [upload(plain(20, 20)) for _ in range(sent)]
    page = content(officer.post(change_page(product), form_of(product, [{}] * there, several)))
    assert ("ไม่เกิน 20 รูป" in page) == (kept < sent)
    assert product.pictures.count() == kept


def test_who_may_only_look_sees_the_pictures_and_no_field(product):
    make.product_picture(product, caption="ขวด")
    page = content(signed_in(make.department_officer()).get(change_page(product)))
    assert "ขวด" in page
    assert product.pictures.get().thumbnail_address in page
    assert 'type="file"' not in page


def test_the_page_asks_as_often_for_three_pictures_as_for_one(
    officer, product, django_assert_num_queries
):
    make.product_picture(product)
    officer.get(change_page(product))  # what a process reads once is read
    with django_assert_num_queries(QUERIES):
        officer.get(change_page(product))
    make.product_picture(product)
    make.product_picture(product)
    with django_assert_num_queries(QUERIES):
        officer.get(change_page(product))


QUERIES = 13  # two of them for what the checks find, one to note whose data was shown


# --- The address -----------------------------------------------------------------------------------


def test_a_picture_is_served_as_a_jpeg_that_nobody_else_keeps(officer, product):
    picture = make.product_picture(product)
    for size, edge in (("full", 800), ("thumbnail", 320)):
        got = officer.get(picture.address(size))
        assert got.status_code == 200
        assert Image.open(BytesIO(got.content)).width == edge
        assert got["Content-Type"] == "image/jpeg"
        assert got["X-Content-Type-Options"] == "nosniff"
        assert got["Cache-Control"] == "private, no-cache"
        assert got["Content-Disposition"] == (
            f'inline; filename="productpicture-{picture.pk}-{size}.jpg"'
        )


def test_what_the_browser_has_is_not_sent_again_until_it_changes(officer, product):
    picture = make.product_picture(product)
    known = officer.get(picture.full_address)["ETag"]
    again = officer.get(picture.full_address, headers={"if-none-match": known})
    assert (again.status_code, again.content) == (304, b"")
    make_new = form_of(product, [{"upload": upload(), "is_cover": "on"}])
    officer.post(change_page(product), make_new)
    assert officer.get(picture.full_address, headers={"if-none-match": known}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "products/productpicture/{}/original/",
        "products/product/{}/full/",
        "accounts/user/1/full/",
        "nothing/there/{}/full/",
        "products/productpicture/999999999999999999999/full/",
        "products/PRODUCTPICTURE%00/{}/full/",
    ],
)
def test_other_models_and_sizes_are_not_found(officer, product, path):
    picture = make.product_picture(product)
    assert officer.get(f"/pictures/{path.format(picture.pk)}").status_code in (400, 404)


def test_out_of_area_is_not_found_even_with_the_known_etag(officer, product):
    picture = make.product_picture(product)
    known = officer.get(picture.full_address)["ETag"]
    other = signed_in(make.district_officer(make.district("2403", "บางน้ำเปรี้ยว")))
    for headers in ({}, {"if-none-match": known}):
        assert other.get(picture.full_address, headers=headers).status_code == 404


def test_who_may_not_see_products_does_not_see_their_pictures(officer, product, settings):
    picture = make.product_picture(product)
    settings.ROLE_PERMISSIONS = settings.ROLE_PERMISSIONS | {"district": {"areas.view_subdistrict"}}
    assert officer.get(picture.full_address).status_code == 404


def test_a_lost_file_is_not_found(officer, product):
    picture = make.product_picture(product)
    default_storage.delete(picture.file.name)
    assert officer.get(picture.full_address).status_code == 404


def test_a_picture_of_before_shows_its_only_file(officer, product):
    name = default_storage.save("products/old.jpg", BytesIO(plain()))
    old = product.pictures.create(file=name)
    assert officer.get(old.thumbnail_address).status_code == 200
