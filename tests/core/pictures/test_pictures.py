"""The pictures of a record: one cover whatever is done, files that go with their rows, faults said."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from PIL import ImageFilter

from core.pictures.models import FAULTY
from core.pictures.processing import prepare
from products.models import ProductPicture
from tests.support import factories as make
from tests.support.pictures import encoded, photograph, plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return make.product(make.producer(make.district()))


def covers(product) -> list[bool]:
    return list(product.pictures.order_by("position").values_list("is_cover", flat=True))


def test_the_first_picture_is_the_cover_and_others_come_after_it(product):
    pictures = [make.product_picture(product) for _ in range(3)]
    assert [picture.position for picture in pictures] == [1, 2, 3]
    assert covers(product) == [True, False, False]


def test_choosing_another_moves_the_cover(product):
    _, second = make.product_picture(product), make.product_picture(product)
    second.is_cover = True
    second.save()
    assert covers(product) == [False, True]


def test_the_only_cover_cannot_be_given_up(product):
    first, _ = make.product_picture(product), make.product_picture(product)
    first.is_cover = False
    first.save()
    assert covers(product) == [True, False]


def test_the_cover_passes_on_in_order_when_it_is_deleted(product):
    first, last, middle = (make.product_picture(product, position=n) for n in (1, 9, 5))
    first.delete()
    assert covers(product) == [True, False]  # the fifth, then the ninth
    middle.delete()
    last.delete()
    assert covers(product) == []


def test_each_product_has_its_own_cover(product):
    other = make.product(product.producer, name="อีกชิ้น")
    make.product_picture(product)
    make.product_picture(other)
    assert covers(product) == covers(other) == [True]


def test_saving_some_columns_keeps_the_cover_one(product):
    first, second = make.product_picture(product), make.product_picture(product)
    second.caption, second.is_cover = "ด้านหลัง", True
    second.save(update_fields=["caption"])
    first.refresh_from_db()
    assert (first.is_cover, covers(product)) == (False, [False, True])


def test_the_database_refuses_a_second_cover_and_half_a_measure(product):
    make.product_picture(product)
    second = make.product_picture(product)
    for broken in ("is_cover = true", "width = NULL", "height = 0", "sharpness = -1"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE products_productpicture SET {broken} WHERE id = %s", [second.pk]
            )


def test_a_picture_is_content_of_its_product(product):
    product.refresh_from_db()
    before = product.version
    picture = make.product_picture(product)
    product.refresh_from_db()
    added = product.version
    picture.delete()
    product.refresh_from_db()
    assert before < added < product.version


# --- Faults ----------------------------------------------------------------------------------------


def test_too_small_and_blurred_pictures_are_kept_and_say_so(product):
    good = make.product_picture(product, encoded(photograph(enlarged=2)))
    small = make.product_picture(product, encoded(photograph()))
    blurred = photograph(enlarged=2).filter(ImageFilter.GaussianBlur(5))
    blurred = make.product_picture(product, encoded(blurred))
    assert good.faults == []
    assert small.faults == ["รูปเล็กเกินไป (600 × 400) ถ่ายใหม่ให้ด้านสั้นอย่างน้อย 600 จุด"]
    assert [fault.split()[0] for fault in blurred.faults] == ["รูปไม่ชัด"]
    assert set(product.pictures.filter(FAULTY)) == {small, blurred}


def test_a_picture_of_before_is_not_measured_and_not_blamed(product):
    old = ProductPicture.objects.create(product=product, file="products/old.png")
    assert (old.faults, old.is_measured, old.is_cover) == ([], False, True)
    assert not product.pictures.filter(FAULTY).exists()


# --- Files -----------------------------------------------------------------------------------------


def files_of(picture) -> list[str]:
    return [picture.file.name, picture.thumbnail.name]


def there(names: list[str]) -> list[bool]:
    return [default_storage.exists(name) for name in names]


def test_names_are_random_and_say_nothing(product):
    one, other = make.product_picture(product), make.product_picture(product)
    names = files_of(one) + files_of(other)
    assert len(set(names)) == 4
    assert all(name.startswith("pictures/products/productpicture/") for name in names)
    assert all(len(name.rsplit("/", 1)[-1]) == len("0" * 32 + ".jpg") for name in names)


def test_the_files_of_a_deleted_picture_go_when_it_is_committed(
    product, django_capture_on_commit_callbacks
):
    picture = make.product_picture(product)
    names = files_of(picture)
    with django_capture_on_commit_callbacks() as callbacks:
        picture.delete()
    assert there(names) == [True, True]  # a rollback would still have them
    for callback in callbacks:
        callback()
    assert there(names) == [False, False]


def test_deleting_many_at_once_or_the_product_deletes_their_files(
    product, django_capture_on_commit_callbacks
):
    many = [make.product_picture(product) for _ in range(2)]
    with django_capture_on_commit_callbacks(execute=True):
        product.pictures.all().delete()
    assert there(files_of(many[0]) + files_of(many[1])) == [False] * 4
    last = make.product_picture(product)
    with django_capture_on_commit_callbacks(execute=True):
        product.delete()
    assert there(files_of(last)) == [False, False]


def test_a_replaced_picture_keeps_its_place_and_loses_its_old_files(
    product, django_capture_on_commit_callbacks
):
    picture = make.product_picture(product)
    before = files_of(picture)
    new = prepare(BytesIO(plain(1000, 700, "#005588")))
    with django_capture_on_commit_callbacks(execute=True):
        picture.keep(new).save()
    assert (there(before), there(files_of(picture))) == ([False, False], [True, True])
    picture.refresh_from_db()
    assert (picture.width, picture.position, picture.is_cover) == (1000, 1, True)


def test_a_file_that_cannot_be_deleted_stops_nothing(
    product, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    picture = make.product_picture(product)

    def refuse(name):
        raise PermissionError(name)

    monkeypatch.setattr(default_storage, "delete", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()
    assert not product.pictures.exists()
    assert "could not be deleted" in caplog.text
