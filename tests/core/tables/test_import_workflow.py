"""An import from the file to its receipt: background, preview, confirmation, one transaction."""

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from core.areas.scope import Role
from core.history.tracking import event_model
from core.jobs import workflow as jobs
from core.jobs.progress import JobCancelled, Unwatched
from core.reading import read_table
from core.tables import workflow
from core.tables.loading import LoadRefused, load
from core.tables.models import ImportRun
from core.tables.workflow import ImportRefused, read_for
from producers.imports import ProducerTable
from producers.models import Producer
from products.imports import ProductTable, StandardTable
from products.models import Product
from registration.models import Status
from tests.support import factories as make
from tests.support.sheets_by_column import all_exported, exported, read, sheet
from tests.support.signed_in import signed_in
from tests.support.worker import work

pytestmark = pytest.mark.django_db

PERSON = "1999900000013"


@pytest.fixture
def officer():
    return make.district_officer(make.district())


@pytest.fixture
def producer(officer):
    return make.producer(officer.district, "กลุ่มทอผ้า", phone="+6638510000")


def send(table, by, *rows, name: str = "แก้แล้ว.xlsx") -> ImportRun:
    """A file sent and checked."""
    run = workflow.receive(table(by), BytesIO(sheet(table, *rows)), name)
    work()
    run.refresh_from_db()
    return run


def test_from_the_file_to_the_receipt(officer, producer):
    """Nothing is written before the person confirmed; then all of it, in the person's name."""
    row = exported(ProducerTable, officer)
    new = {"code": "", "name": "กลุ่มใหม่", "kind": "กลุ่มผู้ผลิตชุมชน", "phone": "081-000-0000"}
    client = signed_in(officer)
    file = SimpleUploadedFile(
        "แก้แล้ว.xlsx", sheet(ProducerTable, row | {"phone": "082-000-0000"}, new)
    )
    answer = client.post("/tables/producers/", {"file": file})
    run = ImportRun.objects.get()
    assert answer["Location"] == f"/tables/imports/{run.pk}/"
    assert "data-job" in client.get(f"/tables/imports/{run.pk}/").content.decode()
    work()
    page = client.get(f"/tables/imports/{run.pk}/").content.decode()
    assert "0-3851-0000" in page
    assert "08-2000-0000" in page
    assert "กลุ่มใหม่" in page
    assert "ยืนยันนำเข้า 2 แถว" in page
    producer.refresh_from_db()
    assert (producer.phone, Producer.objects.count()) == ("+6638510000", 1)

    client.post(f"/tables/imports/{run.pk}/confirm/")
    work()
    producer.refresh_from_db()
    assert (producer.phone, producer.name) == ("+66820000000", "กลุ่มทอผ้า")
    made = Producer.objects.exclude(pk=producer.pk).get()
    assert (made.name, made.status, made.district_id) == ("กลุ่มใหม่", Status.DRAFT, "2402")
    assert made.code.startswith("2402")
    told = event_model(Producer).objects.filter(pgh_obj__in=[made.pk, producer.pk])
    assert {event.pgh_context["user"] for event in told.order_by("-pgh_id")[:2]} == {officer.pk}
    run.refresh_from_db()
    assert run.receipt["rows"] == {"new": 1, "changed": 1, "unchanged": 0, "faulty": 0}
    assert run.receipt["sha256"] == run.file_hash
    page = client.get(f"/tables/imports/{run.pk}/").content.decode()
    assert "ใบรับการนำเข้า" in page
    assert run.file_hash in page
    assert (run.upload.name, run.preview) == ("", {"faulty": []})


def test_faulty_rows_are_mended_in_their_own_sheet(officer, producer):
    """The good ones go in; the sheet of the others is what is sent next, notes and all."""
    other = make.producer(officer.district, "กลุ่มสอง")
    rows = {row["code"]: row for row in all_exported(ProducerTable, officer)}
    run = send(
        ProducerTable,
        officer,
        rows[producer.code] | {"phone": "12"},
        rows[other.code] | {"remark": "ตรวจแล้ว"},
    )
    client = signed_in(officer)
    refused = client.post(f"/tables/imports/{run.pk}/confirm/")
    assert refused.status_code == 409
    assert "เลือกว่าจะนำเข้าเฉพาะแถวที่ถูกต้องหรือไม่" in refused.content.decode()
    client.post(f"/tables/imports/{run.pk}/confirm/", {"with_faults": "1"})
    work()
    other.refresh_from_db()
    producer.refresh_from_db()
    assert (other.remark, producer.phone) == ("ตรวจแล้ว", "+6638510000")
    faulty = client.get(f"/tables/imports/{run.pk}/faulty/").content
    again = read_table(BytesIO(faulty), "x.xlsx", headings=ProducerTable(officer).headings)
    assert [row.cells[again.headings.index("โทรศัพท์")] for row in again.rows] == ["12"]
    assert again.unknown == []


def test_no_secret_is_kept_in_a_preview_or_on_disk(officer, producer):
    row = exported(ProducerTable, officer) | {"national_id": PERSON}
    run = send(ProducerTable, officer, row, {"code": "", "name": "ใหม่", "national_id": "123"})
    kept = json.dumps([run.preview, run.notes, run.counts]) + run.message
    assert PERSON not in kept
    assert "(ปิดไว้)" in json.dumps(run.preview, ensure_ascii=False)
    with run.upload.open() as file:
        assert b"PK" not in file.read(2)  # a workbook would begin so
    assert run.content("upload")[:2] == b"PK"
    workflow.confirm(run, by=officer, with_faults=True)
    work()
    producer.refresh_from_db()
    assert producer.reveal_national_id() == PERSON


def test_what_changed_since_the_preview_is_shown_anew(officer, producer):
    """Two people: the second's change is not written over by what the first had confirmed."""
    row = exported(ProducerTable, officer) | {"remark": "จากไฟล์"}
    run = send(ProducerTable, officer, row)
    Producer.objects.filter(pk=producer.pk).update(remark="ผู้อื่นแก้")
    workflow.confirm(run, by=officer)
    work()
    run.refresh_from_db()
    producer.refresh_from_db()
    assert (run.status, producer.remark) == (ImportRun.Status.CHECKED, "ผู้อื่นแก้")
    assert run.counts == {"new": 0, "changed": 0, "unchanged": 0, "faulty": 1}
    page = signed_in(officer).get(f"/tables/imports/{run.pk}/").content.decode()
    assert "ผู้อื่นแก้" in page
    assert "ยืนยันนำเข้า" not in page


def test_a_load_is_all_or_nothing(officer, producer, monkeypatch):
    """What the database refuses takes everything with it and is said in Thai."""
    row = exported(ProducerTable, officer) | {"labour_count": "3", "local_labour_count": "5"}
    monkeypatch.setattr(ProducerTable, "check_line", lambda self, line: None)
    with pytest.raises(LoadRefused, match="แรงงานในจังหวัดมากกว่าแรงงานทั้งหมด"):
        load(ProducerTable(officer), read(ProducerTable, row))
    producer.refresh_from_db()
    assert producer.labour_count is None


def test_what_was_written_out_of_area_is_taken_back(officer, producer, monkeypatch):
    """The last look through the door, whatever a table's own checks forgot."""
    make.district("2403", "บางน้ำเปรี้ยว")
    row = {"code": "X1", "name": "นอกพื้นที่", "district_code": "2403"}
    monkeypatch.setattr(ProducerTable, "check_line", lambda self, line: None)
    with pytest.raises(LoadRefused, match="มีแถวนอกพื้นที่ของท่าน"):
        load(ProducerTable(officer), read(ProducerTable, row))
    assert not Producer.objects.filter(code="X1").exists()


def test_an_import_is_called_off_and_its_file_forgotten(
    officer, producer, django_capture_on_commit_callbacks
):
    run = send(ProducerTable, officer, exported(ProducerTable, officer) | {"remark": "ก"})
    stored = run.upload.storage, run.upload.name
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(officer).post(f"/tables/imports/{run.pk}/call-off/")
    run.refresh_from_db()
    assert run.status == ImportRun.Status.CANCELLED
    assert not stored[0].exists(stored[1])
    with pytest.raises(ImportRefused, match="ยืนยันไม่ได้แล้ว"):
        workflow.confirm(run, by=officer)


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(officer):
    run = workflow.receive(ProducerTable(officer), BytesIO(b"MZ" + b"\0" * 500), "ตาราง.xlsx")
    work()
    run.refresh_from_db()
    assert (run.status, bool(run.upload)) == (ImportRun.Status.REFUSED, False)
    page = signed_in(officer).get(f"/tables/imports/{run.pk}/").content.decode()
    assert run.message.split("\n")[0] in page
    assert "ส่งไฟล์ใหม่" in page


def test_another_persons_import_is_not_there(officer, producer):
    run = send(ProducerTable, officer, exported(ProducerTable, officer) | {"phone": "1"})
    for other in (make.district_chief(officer.district), make.department_officer()):
        client = signed_in(other)
        for rest in ("", "faulty/"):
            assert client.get(f"/tables/imports/{run.pk}/{rest}").status_code == 404
        assert client.post(f"/tables/imports/{run.pk}/confirm/").status_code == 404


def test_files_nobody_came_back_for_are_forgotten(officer, producer):
    run = send(ProducerTable, officer, exported(ProducerTable, officer) | {"phone": "1"})
    old = timezone.now() - workflow.FILES_KEPT - timedelta(hours=1)
    ImportRun.objects.filter(pk=run.pk).update(sent_at=old)
    send(ProducerTable, officer, exported(ProducerTable, officer))
    run.refresh_from_db()
    assert (run.upload.name, run.faulty.name, run.preview) == ("", "", {})
    with pytest.raises(ImportRefused):
        workflow.confirm(run, by=officer, with_faults=True)


def test_an_import_whose_job_was_cancelled_can_be_confirmed_again(officer, producer):
    run = send(ProducerTable, officer, exported(ProducerTable, officer) | {"remark": "ก"})
    workflow.confirm(run, by=officer)
    run.refresh_from_db()
    jobs.cancel(run.job, by=officer)
    work()
    run = ImportRun.objects.get()
    assert run.has_stopped
    assert (
        "ยืนยันนำเข้า 1 แถว" in signed_in(officer).get(f"/tables/imports/{run.pk}/").content.decode()
    )
    workflow.confirm(run, by=officer)
    work()
    producer.refresh_from_db()
    assert producer.remark == "ก"


def test_the_database_refuses_done_without_a_receipt(officer, producer):
    run = send(ProducerTable, officer, exported(ProducerTable, officer))
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(status="done")


def test_a_large_export_is_written_in_the_background(officer, producer, monkeypatch):
    monkeypatch.setattr("core.tables.exporting.AT_ONCE", 0)
    client = signed_in(officer)
    answer = client.get("/tables/producers/export/?form=csv")
    work()
    job = answer["Location"]
    assert "ไฟล์พร้อมแล้ว" in client.get(job).content.decode()
    content = b"".join(client.get(f"{job}file/").streaming_content)
    again = read_for(ProducerTable(officer), BytesIO(content), "x.csv")
    assert [row.cells[0] for row in again.rows] == [producer.code]


def test_a_filtered_list_is_exported_as_it_shows(officer, producer, monkeypatch):
    make.producer(officer.district, "รายเดียว", kind="individual")
    monkeypatch.setattr("core.tables.exporting.AT_ONCE", 0)
    client = signed_in(officer)
    answer = client.get("/producers/producer/export/?kind=individual")
    work()
    content = b"".join(client.get(f"{answer['Location']}file/").streaming_content)
    again = read_for(ProducerTable(officer), BytesIO(content), "x.xlsx")
    assert [row.cells[again.headings.index("ชื่อผู้ผลิต ผู้ประกอบการ")] for row in again.rows] == [
        "รายเดียว"
    ]


def test_the_page_of_an_import_costs_the_same_for_three_rows(
    officer, producer, django_assert_num_queries
):
    client = signed_in(officer)
    for count in (1, 3):
        while Producer.objects.count() < count:
            make.producer(officer.district)
        rows = [row | {"remark": f"แก้ {count}"} for row in all_exported(ProducerTable, officer)]
        run = send(ProducerTable, officer, *rows)
        with django_assert_num_queries(3):
            assert client.get(f"/tables/imports/{run.pk}/").status_code == 200
        with django_assert_num_queries(3):
            assert client.get("/tables/").status_code == 200
        ImportRun.objects.all().delete()


# --- The command ----------------------------------------------------------------------------------


def command(tmp_path, by, *rows, table=ProducerTable, **options) -> dict:
    path = tmp_path / "ไฟล์.xlsx"
    path.write_bytes(sheet(table, *rows))
    out = StringIO()
    try:
        call_command(
            "import_table", table.entity, str(path), username=by.username, stdout=out, **options
        )
    except CommandError as error:
        return {"error": str(error)} | json.loads(out.getvalue() or "{}")
    return json.loads(out.getvalue())


def test_the_command_prints_the_receipt(officer, producer, tmp_path):
    row = exported(ProducerTable, officer) | {"remark": "จากคำสั่ง"}
    told = command(tmp_path, officer, row)
    assert told["rows"] == {"new": 0, "changed": 1, "unchanged": 0, "faulty": 0}
    producer.refresh_from_db()
    assert producer.remark == "จากคำสั่ง"


def test_the_command_checks_only(officer, producer, tmp_path):
    row = exported(ProducerTable, officer) | {"remark": "ก"}
    assert command(tmp_path, officer, row, check_only=True)["rows"]["changed"] == 1
    producer.refresh_from_db()
    assert producer.remark == ""


def test_the_command_writes_nothing_on_any_fault(officer, producer, tmp_path):
    other = make.producer(officer.district, "กลุ่มสอง")
    rows = {row["code"]: row for row in all_exported(ProducerTable, officer)}
    told = command(
        tmp_path, officer, rows[producer.code] | {"phone": "1"}, rows[other.code] | {"remark": "ก"}
    )
    assert told["error"] == "มี 1 แถวที่ต้องแก้ ไม่มีแถวใดบันทึก"
    assert told["faulty"][0]["faults"][0]["heading"] == "โทรศัพท์"
    other.refresh_from_db()
    assert other.remark == ""


def test_the_command_refuses_who_may_not(tmp_path, monkeypatch):
    monkeypatch.setattr(StandardTable, "importers", frozenset({Role.DISTRICT}))
    department = make.department_officer()
    told = command(tmp_path, department, {"product": "1", "standard": "มผช."}, table=StandardTable)
    assert told["error"] == "ไม่มีตาราง standards ให้ กรมการพัฒนาชุมชน นำเข้า"


def test_receipts_say_what_the_money_columns_come_to(officer, producer, tmp_path):
    row = {"id": "", "producer": producer.code, "name": "ผ้า", "category": "ผ้า เครื่องแต่งกาย"}
    told = command(
        tmp_path,
        officer,
        row | {"price": "1,234.50"},
        row | {"name": "ผ้าพันคอ", "price": "๑๐"},
        table=ProductTable,
    )
    assert told["sums"] == {"ราคา (บาท)": "1,244.50"}
    assert sorted(str(one.price) for one in Product.objects.all()) == ["10.00", "1234.50"]


def test_what_is_written_is_what_the_preview_showed(officer, producer):
    """A sheet without the row's version: the row still reads as a change, but no longer as the one that
    was confirmed."""
    run = send(
        ProducerTable, officer, {"code": producer.code, "name": producer.name, "remark": "จากไฟล์"}
    )
    assert run.counts == {"new": 0, "changed": 1, "unchanged": 0, "faulty": 0}
    Producer.objects.filter(pk=producer.pk).update(remark="ผู้อื่นแก้")
    workflow.confirm(run, by=officer)
    work()
    run.refresh_from_db()
    producer.refresh_from_db()
    assert (run.status, producer.remark) == (ImportRun.Status.CHECKED, "ผู้อื่นแก้")
    assert "เปลี่ยนไปหลังจากตรวจ" in run.message
    workflow.confirm(run, by=officer)  # seen once more
    work()
    producer.refresh_from_db()
    assert producer.remark == "จากไฟล์"


def test_cancelling_while_it_writes_takes_everything_back(officer, producer, monkeypatch):
    """Heard between the rows being written and the end of the transaction."""
    run = send(ProducerTable, officer, exported(ProducerTable, officer) | {"remark": "จากไฟล์"})
    wrote = []
    kept = ProducerTable.write

    def write_then_be_cancelled(self, checked):
        wrote.append(kept(self, checked))
        return wrote[-1]

    heard = []

    class CancelledWhileWriting(Unwatched):
        def advance(self, stage: str, done: int = 0, total: int = 0) -> None:
            heard.append(stage)
            if wrote:
                raise JobCancelled

    monkeypatch.setattr(ProducerTable, "write", write_then_be_cancelled)
    table = ProducerTable(officer)
    with pytest.raises(JobCancelled), transaction.atomic():
        load(table, workflow.read_for(table, BytesIO(run.content("upload")), run.file_title),
             progress=CancelledWhileWriting())  # fmt: skip
    assert (len(wrote), heard[-1]) == (1, "บันทึก")
    producer.refresh_from_db()
    assert producer.remark == ""


@pytest.mark.parametrize("role", ["district", "province", "department"])
@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_no_export_holds_a_whole_national_id(officer, producer, role, file_format):
    """Read cell by cell, by a reader that is not the writer: a workbook is compressed."""
    producer.set_national_id(PERSON)
    producer.save()
    make.outlet(officer.district, "ร้านของผู้ผลิต")
    by = {
        "district": officer,
        "province": make.province_officer(officer.district.province),
        "department": make.department_officer(),
    }[role]
    answer = signed_in(by).get("/tables/producers/export/", {"form": file_format})
    assert answer.status_code == 200
    content = b"".join(answer)
    if file_format == "xlsx":
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        cells = [cell for name in book.sheet_names
                 for row in book.get_sheet_by_name(name).to_python() for cell in row]  # fmt: skip
    else:
        cells = [
            cell for row in csv.reader(content.decode("utf-8-sig").splitlines()) for cell in row
        ]
    told = " ".join(map(str, cells))
    assert producer.name in told
    assert "x-xxxx-xxxxx-01-3" in told
    assert PERSON not in "".join(filter(str.isdigit, told))
