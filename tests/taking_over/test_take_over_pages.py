"""The department's pages of a take-over: files sent, mapped, checked, taken by the worker."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.jobs import workflow as jobs
from core.jobs.models import Job
from core.reading import limits, read_table
from producers.models import Producer
from taking_over.models import HeadingMeant, TakeOver, WordMeant
from tests.support import factories as make

pytestmark = pytest.mark.django_db

HEADINGS = "รหัส OTOP,ชื่อกลุ่ม/ราย,ชนิดผู้ผลิต,สถานะ,รหัสอำเภอ"
ROWS = [
    "1001,กลุ่มหนึ่ง,แบบกลุ่มชาวบ้าน,ปกติ,2402",
    "1002,กลุ่มสอง,แบบกลุ่มชาวบ้าน,เลิกกิจการ,2402",
    "1003,,SMEs,ปกติ,2402",
]


def old_file(rows=ROWS, name="ทะเบียนเดิม.csv"):
    return SimpleUploadedFile(name, "\n".join([HEADINGS, *rows]).encode("utf-8-sig"))


@pytest.fixture
def client(db):
    make.district("2402", "บางคล้า")
    client = Client()
    client.force_login(make.department_officer())
    return client


@pytest.fixture
def take_over(client) -> TakeOver:
    client.post("/taking-over/", {"title": "OTOP Big Data"})
    return TakeOver.objects.get()


def work() -> None:
    """What the worker would do, until nothing waits."""
    while job := Job.objects.filter(status="waiting").order_by("pk").first():
        jobs.perform.call(job.pk)


def test_from_the_file_to_the_receipt(client, take_over):
    page = f"/taking-over/{take_over.pk}/"
    refused = client.post(f"{page}files/", {"sheets": old_file(), "entity": ""})
    assert refused.status_code == 422
    assert "ไม่รู้ว่า ทะเบียนเดิม.csv เป็นตารางใด" in refused.content.decode()
    assert (
        client.post(f"{page}files/", {"sheets": old_file(), "entity": "producers"}).status_code
        == 302
    )
    table = take_over.tables.get()
    shown = client.get(f"{page}{table.pk}/").content.decode()
    for text in ("รหัส OTOP", "กลุ่มหนึ่ง", "ชนิดผู้ผลิต"):
        assert text in shown

    mapped = {"heading-0": "code", "heading-1": "name", "heading-2": "kind", "heading-3": "status",
              "heading-4": "district_code"}  # fmt: skip
    twice = client.post(f"{page}{table.pk}/", {"part": "headings"} | mapped | {"heading-1": "code"})
    assert twice.status_code == 422
    assert "จับคู่กับคอลัมน์เดียวกัน" in twice.content.decode()
    assert not HeadingMeant.objects.exists()
    client.post(f"{page}{table.pk}/", {"part": "headings"} | mapped)
    assert HeadingMeant.objects.get(heading="รหัส OTOP").column == "code"
    shown = client.get(f"{page}{table.pk}/").content.decode()
    assert "แบบกลุ่มชาวบ้าน" in shown
    assert "เลิกกิจการ" in shown

    words = {"แบบกลุ่มชาวบ้าน": "กลุ่มผู้ผลิตชุมชน", "ปกติ": "ประกาศแล้ว", "เลิกกิจการ": "ยกเลิกแล้ว"}
    fields = {one.word: one.field for one in client.get(f"{page}{table.pk}/").context["words"]}
    assert set(fields) == set(words)
    said = {fields[word]: meant for word, meant in words.items()}
    client.post(f"{page}{table.pk}/", {"part": "words"} | said)
    assert WordMeant.objects.count() == 3

    client.post(f"{page}check/")
    work()
    assert not Producer.objects.exists()
    table.refresh_from_db()
    assert (table.status, table.taken, table.held_back) == ("checked", 2, 1)
    client.post(f"{page}take/")
    work()
    assert dict(Producer.objects.values_list("code", "status")) == {
        "1001": "announced",
        "1002": "cancelled",
    }
    assert set(Producer.objects.values_list("kind", flat=True)) == {"group"}
    take_over.refresh_from_db()
    table.refresh_from_db()
    assert (take_over.status, table.status, bool(table.upload)) == ("done", "done", False)
    assert take_over.reconciliation["total"]["producers_total"] == 1
    done = client.get(page).content.decode()
    assert "ทะเบียน ณ" in done

    held = client.get(f"{page}{table.pk}/held-back/")
    sheet = read_table(BytesIO(held.content), "x.xlsx", headings=["รหัสผู้ประกอบการ", "สถานะ"])
    assert [row.cells for row in sheet.rows] == [["1003", "ปกติ"]]

    # The corrected rows are sent again, in the portal's headings; their words are known by now.
    corrected = SimpleUploadedFile(
        "producers แก้แล้ว.csv",
        "รหัสผู้ประกอบการ,ชื่อผู้ผลิต ผู้ประกอบการ,สถานะ,รหัสอำเภอ\n1003,กลุ่มสาม,ปกติ,2402".encode("utf-8-sig"),
    )
    client.post(f"{page}files/", {"sheets": corrected, "entity": ""})
    client.post(f"{page}take/")
    work()
    assert Producer.objects.get(code="1003").status == "announced"


def test_a_status_nobody_understands_holds_the_row_back(client, take_over):
    page = f"/taking-over/{take_over.pk}/"
    row = "รหัสผู้ประกอบการ,ชื่อผู้ผลิต ผู้ประกอบการ,สถานะ,รหัสอำเภอ\n1,กลุ่ม,พักไว้ก่อน,2402"
    file = SimpleUploadedFile("producers.csv", row.encode("utf-8-sig"))
    client.post(f"{page}files/", {"sheets": file, "entity": ""})
    client.post(f"{page}take/")
    work()
    table = take_over.tables.get()
    assert (table.taken, table.held_back) == (0, 1)
    assert not Producer.objects.exists()


def test_the_same_mapping_is_proposed_for_the_next_file(client, take_over):
    HeadingMeant.objects.create(entity="producers", heading="รหัส OTOP", column="code")
    page = f"/taking-over/{take_over.pk}/"
    client.post(f"{page}files/", {"sheets": old_file(), "entity": "producers"})
    shown = client.get(f"{page}{take_over.tables.get().pk}/")
    found = {one.heading: (one.column, one.kept) for one in shown.context["choices"]}
    assert found["รหัส OTOP"] == ("code", True)
    assert found["สถานะ"] == ("status", False)


def test_nothing_to_take_is_refused(client, take_over):
    answer = client.post(f"/taking-over/{take_over.pk}/take/")
    assert answer.status_code == 409
    assert "ส่งไฟล์ก่อน" in answer.content.decode()


def test_no_national_id_is_shown_beside_a_heading(client, take_over):
    page = f"/taking-over/{take_over.pk}/"
    text = "เลขบัตร,รหัสอำเภอ\n1234567890123,2402"
    file = SimpleUploadedFile("producers.csv", text.encode("utf-8-sig"))
    client.post(f"{page}files/", {"sheets": file, "entity": ""})
    shown = client.get(f"{page}{take_over.tables.get().pk}/").content.decode()
    assert "เลขบัตร" in shown
    assert "1234567890123" not in shown
    assert "x-xxxx-xxxxx-12-3" in shown


def test_a_file_too_large_to_be_kept_is_refused_with_the_other_way(client, take_over, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_TEXT_FILE", 100)
    sent = {"sheets": old_file(), "entity": "producers"}
    refused = client.post(f"/taking-over/{take_over.pk}/files/", sent)
    assert refused.status_code == 409
    assert "แบ่งเป็นหลายไฟล์ หรือให้ผู้ดูแลระบบนำเข้าจากโฟลเดอร์" in refused.content.decode()
    assert not take_over.tables.exists()
