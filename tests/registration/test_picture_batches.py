"""Pictures sent at once, named by code: each goes to its record, or is named with its reason."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chuanchim.models import OutletPicture
from core.jobs.models import Job
from products.models import ProductPicture
from registration.picture_batches import code_of
from tests.support import factories as make
from tests.support.pictures import plain
from tests.support.worker import work

pytestmark = pytest.mark.django_db

PAGE = "/registration/pictures/products/product/"


@pytest.fixture
def of():
    return make.district("2402", "บางคล้า")


@pytest.fixture
def officer(of):
    return make.district_officer(of)


def zipped(**files: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()


def sent(by, *files: tuple[str, bytes], page: str = PAGE) -> Job:
    client = Client()
    client.force_login(by)
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    answer = client.post(page, {"files": uploads})
    assert answer.status_code == 302, answer.content.decode()
    work()
    return Job.objects.latest("pk")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("1234.jpg", 1234),
        ("๑๒๓๔.png", 1234),
        ("1234_2.jpg", 1234),
        ("1234 (3).jpeg", 1234),
        ("1234-หน้า.webp", 1234),
        ("1234/1.jpg", 1234),
        ("รูป/1234/ด้านหน้า.jpg", 1234),
        ("รูป\\1234.jpg", 1234),
        ("ผ้าไหม.jpg", None),
        ("1234ก.jpg", None),
        ("9" * 30 + ".jpg", None),
    ],
)
def test_the_code_a_name_says(name, code):
    assert code_of(name) == code


def test_a_zip_goes_to_its_records_and_what_is_refused_is_named(of, officer):
    maker = make.producer(of)
    one, two = make.product(maker, name="หนึ่ง"), make.product(maker, name="สอง")
    away = make.product(make.producer(make.district("2501")), name="ที่อื่น")
    waiting = make.product(maker, name="รอ", status="submitted")
    package = zipped(
        **{
            f"{one.pk}.jpg": plain(),
            f"{one.pk}_2.jpg": plain(colour="#112233"),
            f"{two.pk}/หน้า.jpg": plain(),
            f"{away.pk}.jpg": plain(),
            f"{waiting.pk}.jpg": plain(),
            f"{two.pk}_3.jpg": b"MZ program",
            "ไม่มีรหัส.jpg": plain(),
            "__MACOSX/._1.jpg": b"x",
            "Thumbs.db": b"x",
        }
    )
    job = sent(officer, ("รูป.zip", package))
    assert job.status == "done", job.message
    assert job.result == {"kept": 3, "refused": 4}
    assert ProductPicture.objects.filter(product=one).count() == 2
    assert ProductPicture.objects.filter(product=one, is_cover=True).count() == 1
    assert ProductPicture.objects.get(product=two).uploaded_by == officer
    assert f"{away.pk}.jpg: ไม่พบรหัส {away.pk} ในพื้นที่ของท่าน" in job.message
    assert "ไม่มีรหัส.jpg: ชื่อไฟล์ไม่ขึ้นต้นด้วยรหัส" in job.message
    assert f"{two.pk}_3.jpg: " in job.message
    assert f"{waiting.pk}.jpg: เสนอจังหวัดแล้ว" in job.message
    assert job.file_title == "ผลการส่งรูป.xlsx"
    with job.file.open() as listed:
        assert listed.read(2) == b"PK"


def test_the_same_files_sent_again_are_kept_once(of, officer):
    made = make.product(make.producer(of))
    job = sent(officer, (f"{made.pk}.jpg", plain()), (f"{made.pk}.jpg", plain(colour="#445566")))
    assert job.result == {"kept": 2, "refused": 0}
    version = type(made).objects.get(pk=made.pk).version
    job = sent(officer, (f"{made.pk}.jpg", plain()))
    assert job.result == {"kept": 0, "refused": 1}
    assert "มีรูปนี้แล้ว" in job.message
    assert type(made).objects.get(pk=made.pk).version == version


def test_outlets_too_and_a_broken_part_stops_no_other(of, officer):
    shop = make.outlet(of, "ร้านหนึ่ง")
    package = bytearray(zipped(**{f"{shop.pk}.jpg": plain(), f"{shop.pk}_2.jpg": plain(801)}))
    package[60:90] = b"\0" * 30  # within the first part
    job = sent(officer, ("รูป.zip", bytes(package)), page="/registration/pictures/chuanchim/outlet/")
    assert job.result == {"kept": 1, "refused": 1}
    assert OutletPicture.objects.filter(outlet=shop).count() == 1


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "เลือกไฟล์ zip หรือเลือกรูปก่อน"),
        ([("รูป.zip", b"not a zip")], "เปิดไฟล์ zip นี้ไม่ได้"),
        ([("รูป.zip", zipped())], "ไม่มีรูป"),
        ([(f"1_{n}.jpg", b"-") for n in range(501)], "เลือกไว้ 501 รูป ส่งได้ครั้งละไม่เกิน 500 รูป"),
    ],
)
def test_what_cannot_be_opened_is_refused_at_once(of, officer, files, said):
    client = Client()
    client.force_login(officer)
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    answer = client.post(PAGE, {"files": uploads})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Job.objects.exists()


def test_a_register_without_pictures_has_no_such_page(officer):
    client = Client()
    client.force_login(officer)
    assert client.get("/registration/pictures/producers/producer/").status_code == 404
    assert client.get(PAGE).status_code == 200
