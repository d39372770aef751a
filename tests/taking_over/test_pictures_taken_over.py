"""Pictures of the old systems are kept with the records their names say, checked as uploads are."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.reading import read_table
from products.models import Product, ProductPicture
from taking_over.pictures import codes_in
from tests.registration.test_picture_batches import plain, zipped
from tests.support import factories as make
from tests.taking_over.test_take_over import table, take, write
from tests.taking_over.test_take_over_pages import client, take_over, work  # noqa: F401  (fixtures)

pytestmark = pytest.mark.django_db


def registry(folder) -> None:
    write(
        folder,
        "producers.csv",
        ("รหัสผู้ประกอบการ", "ชื่อผู้ผลิต ผู้ประกอบการ", "รหัสอำเภอ"),
        [("P1", "กลุ่ม", "2402")],
    )
    headings = ("รหัสผลิตภัณฑ์", "รหัสผู้ประกอบการ", "ชื่อผลิตภัณฑ์")
    write(folder, "products.csv", headings, [("A-1", "P1", "ผ้า"), ("22", "P1", "ไหม")])


@pytest.fixture
def department(db):
    make.district("2402", "บางคล้า")
    return make.department_officer()


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("A-1_2.jpg", ["A-1_2", "A-1", "A"]),
        ("A-1 (3).jpg", ["A-1 (3)", "A-1", "A"]),
        ("รูป/A-1/หน้า.jpg", ["A-1", "หน้า"]),
        ("๒๒.png", ["22"]),
    ],
)
def test_the_codes_a_name_may_say(name, codes):
    assert codes_in(name) == codes


def test_a_folder_of_pictures(tmp_path, department):
    registry(tmp_path)
    folder = tmp_path / "products-pictures"
    (folder / "22").mkdir(parents=True)
    (folder / "A-1_2.jpg").write_bytes(plain())
    (folder / "A-1.jpg").write_bytes(plain(801))
    (folder / "22" / "หน้า.jpg").write_bytes(plain())
    (folder / "77.jpg").write_bytes(plain())
    (folder / "22.jpg").write_bytes(b"no picture")
    (folder / "Thumbs.db").write_bytes(b"-")
    checked = table(take(tmp_path, department, "--check-only"), "products-pictures")
    assert (checked.rows, checked.taken) == (5, 3)
    assert not ProductPicture.objects.exists()
    done = table(take(tmp_path, department), "products-pictures")
    assert (done.rows, done.taken, done.already_there, done.held_back) == (5, 3, 0, 2)
    kept = ProductPicture.objects.values_list("product__name", flat=True)
    assert sorted(kept) == ["ผ้า", "ผ้า", "ไหม"]
    assert {one.version for one in Product.objects.all()} == {1}  # no later correction
    with (tmp_path / "held-back" / "products-pictures products-pictures.xlsx").open("rb") as file:
        held = read_table(file, "x.xlsx", headings=["ไฟล์", "เหตุผล"])
    assert sorted(row.cells[0] for row in held.rows) == ["22.jpg", "77.jpg"]
    again = table(take(tmp_path, department), "products-pictures")
    assert (again.taken, again.already_there) == (0, 3)


def test_a_zip_beside_the_tables(tmp_path, department):
    registry(tmp_path)
    (tmp_path / "รูปผลิตภัณฑ์.zip").write_bytes(zipped(**{"A-1.jpg": plain()}))
    assert table(take(tmp_path, department), "products-pictures").taken == 1


def test_what_is_no_zip_is_said(tmp_path, department):
    registry(tmp_path)
    (tmp_path / "products-pictures.zip").write_bytes(b"no zip")
    assert "เปิดไฟล์ zip นี้ไม่ได้" in table(take(tmp_path, department), "products-pictures").message


def test_a_zip_is_sent_on_the_page(client, take_over, tmp_path):  # noqa: F811
    page = f"/taking-over/{take_over.pk}/"
    make.product(make.producer(make.district("2402")), name="ผ้า")
    for name in ("producers.csv", "products.csv"):
        registry(tmp_path)
        file = SimpleUploadedFile(name, (tmp_path / name).read_bytes())
        client.post(f"{page}files/", {"sheets": file, "entity": ""})
    pictures = SimpleUploadedFile("products-pictures.zip", zipped(**{"A-1.jpg": plain()}))
    assert client.post(f"{page}files/", {"sheets": pictures, "entity": ""}).status_code == 302
    wrong = SimpleUploadedFile("products.zip", zipped(**{"A-1.jpg": plain()}))
    answer = client.post(f"{page}files/", {"sheets": wrong, "entity": "products"})
    assert answer.status_code == 409
    assert "รูปส่งเป็นไฟล์ zip" in answer.content.decode()
    of = take_over.tables.get(entity="products-pictures")
    assert client.get(f"{page}{of.pk}/").status_code == 404  # nothing to map
    client.post(f"{page}take/")
    work()
    assert ProductPicture.objects.get().product.name == "ผ้า"
