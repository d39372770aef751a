"""What became of a job is decided with what it did; a full disk is said, and nothing half kept."""

import errno
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from core.jobs import performers, workflow
from core.jobs.models import Job
from core.jobs.performers import Outcome, performs
from core.tables import exporting
from core.tables import workflow as imports
from core.tables.models import ImportRun
from otop_registry.stray_files import YOUNG, sweep
from producers.imports import ProducerTable
from producers.models import Producer
from products.models import ProductPicture
from tests.support import factories as make
from tests.support.pictures import plain
from tests.support.sheets_by_column import sheet
from tests.support.signed_in import signed_in
from tests.support.worker import work

UNCHANGED = "ข้อมูลไม่เปลี่ยนแปลง"


class FullDisk(BytesIO):
    """Content whose second piece finds no room."""

    def chunks(self, chunk_size=None):
        yield b"first"
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture(params=[errno.ENOSPC, errno.EROFS, errno.EACCES])
def no_disk(request, monkeypatch):
    """Nothing can be written under MEDIA_ROOT from now on."""

    def refuse(self, name, content):
        raise OSError(request.param, "refused by the disk")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", refuse)


@pytest.fixture
def performing(monkeypatch):
    monkeypatch.setattr(performers, "_performers", {})
    return performs("trial")


@pytest.fixture
def officer(db):
    return make.district_officer(make.district())


def files() -> set[str]:
    found = set()
    for folder in default_storage.listdir("")[0]:
        found |= {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
    return found


def run_worker() -> None:
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


# --- Decided in the transaction of the work ---------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_rows_written_are_said_to_be_written_though_the_upload_stays(monkeypatch, caplog):
    """Seen: “ไม่สำเร็จ… ข้อมูลไม่เปลี่ยนแปลง” after 117 rows were written."""
    by = make.district_officer(make.district())
    rows = [{"code": "", "name": f"กลุ่ม {number}"} for number in range(3)]
    run = imports.receive(ProducerTable(by), BytesIO(sheet(ProducerTable, *rows)), "ก.xlsx")
    run_worker()
    imports.confirm(ImportRun.objects.get(), by=by)

    def refuse(name):
        raise PermissionError(errno.EACCES, "refused by the disk")

    monkeypatch.setattr(default_storage, "delete", refuse)
    run_worker()
    run.refresh_from_db()
    assert Producer.objects.count() == 3
    assert (run.status, run.job.status) == ("done", "done")
    assert "นำเข้าแล้ว ใหม่ 3" in run.job.message
    assert UNCHANGED not in run.job.message
    assert not run.upload
    assert "could not be deleted" in caplog.text


def test_what_follows_the_commit_cannot_undo_what_is_said(performing, officer, monkeypatch):
    """Also where the tidying is at fault in a way nobody thought of."""

    @performing
    def trial(job, progress):
        make.producer(officer.district)
        return Outcome("เพิ่ม 1 ราย")

    def fails():
        raise ZeroDivisionError

    monkeypatch.setattr(workflow, "forget_old_files", fails)
    workflow.ask("trial", title="ทดลอง", by=officer)
    work()
    job = Job.objects.get()
    assert (job.status, job.message, Producer.objects.count()) == ("done", "เพิ่ม 1 ราย", 1)


@pytest.mark.usefixtures("no_disk")
def test_a_result_that_cannot_be_kept_undoes_the_work(performing, officer):
    @performing
    def trial(job, progress):
        make.producer(officer.district)
        return Outcome("เสร็จ", file=BytesIO(b"sheet"), file_title="ก.xlsx")

    workflow.ask("trial", title="ทดลอง", by=officer)
    work()
    job = Job.objects.get()
    assert (job.status, job.file.name) == ("failed", "")
    assert UNCHANGED in job.message
    assert "ผู้ดูแลระบบของกรม" in job.message
    assert not Producer.objects.exists()


def test_a_file_written_before_the_work_was_undone_goes(performing, officer, monkeypatch):
    performing(lambda job, progress: Outcome("เสร็จ", file=BytesIO(b"x"), file_title="ก.xlsx"))
    before = files()
    ends = workflow._end

    def fails_once(job, status, message):
        if status == "done":
            raise ZeroDivisionError
        return ends(job, status, message)

    monkeypatch.setattr(workflow, "_end", fails_once)
    workflow.ask("trial", title="ทดลอง", by=officer)
    work()
    assert Job.objects.get().status == "failed"
    assert files() == before


def test_a_refusal_may_keep_what_it_says(officer):
    """A file that cannot be read: the import says so, and the job is not done."""
    run = imports.receive(ProducerTable(officer), BytesIO(b"no workbook"), "ก.xlsx")
    work()
    run.refresh_from_db()
    assert (run.status, run.job.status) == ("refused", "failed")
    assert run.message == run.job.message
    assert not run.upload


# --- A disk that takes nothing ----------------------------------------------------------------------


@pytest.mark.usefixtures("no_disk")
def test_an_upload_is_refused_on_its_page(officer):
    file = SimpleUploadedFile("ก.xlsx", sheet(ProducerTable, {"code": "", "name": "ใหม่"}))
    answer = signed_in(officer, raise_request_exception=False).post(
        "/tables/producers/", {"file": file}
    )
    assert answer.status_code == 422
    assert "ยังไม่มีข้อมูลใดเปลี่ยน" in answer.content.decode()
    assert not ImportRun.objects.exists()
    assert not Job.objects.exists()


def test_an_import_that_cannot_keep_its_faulty_rows_is_over(officer, monkeypatch):
    content = sheet(ProducerTable, {"code": "", "name": "ใหม่", "kind": "ไม่มีลักษณะนี้"})
    run = imports.receive(ProducerTable(officer), BytesIO(content), "ก.xlsx")

    def full(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
    work()
    run.refresh_from_db()
    assert (run.job.status, run.status, run.has_stopped) == ("failed", "checking", True)
    assert "พื้นที่เก็บไฟล์ของระบบเต็ม" in run.job.message
    assert run.counts == {}


def test_an_export_at_once_and_in_the_background(officer, monkeypatch):
    make.producer(officer.district)

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(exporting, "write_workbook", full)
    client = signed_in(officer, raise_request_exception=False)
    for address in ("/tables/producers/export/?form=xlsx", "/producers/producer/export/"):
        answer = client.get(address)
        assert answer.status_code == 507
        assert "พื้นที่เก็บไฟล์ของระบบเต็ม" in answer.content.decode()
    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    client.get("/tables/producers/export/?form=xlsx")
    work()
    job = Job.objects.get()
    assert job.status == "failed"
    assert "พื้นที่เก็บไฟล์ของระบบเต็ม" in job.message


@pytest.mark.usefixtures("no_disk")
def test_a_picture_is_not_half_kept(officer):
    product = make.product(make.producer(officer.district))
    address = f"/products/product/{product.pk}/change/?section=pictures"
    page = signed_in(officer, raise_request_exception=False).get(address).content.decode()
    assert "pictures-TOTAL_FORMS" in page
    posted = {
        "pictures-TOTAL_FORMS": "0",
        "pictures-INITIAL_FORMS": "0",
        "pictures-several": [SimpleUploadedFile("ก.jpg", plain(), "image/jpeg")],
    }
    answer = signed_in(officer, raise_request_exception=False).post(address, posted)
    assert answer.status_code == 507
    assert "ไฟล์ยังไม่ได้บันทึก" in answer.content.decode()
    assert not ProductPicture.objects.exists()


def test_of_a_file_that_could_not_be_written_to_its_end_nothing_stays(db):
    before = files()
    content = ContentFile(b"x")
    content.chunks = FullDisk().chunks
    with pytest.raises(OSError, match="No space left"):
        default_storage.save("jobs/half.xlsx", content)
    assert files() == before


def test_any_other_fault_stays_what_it_is(officer, monkeypatch):
    def wrong(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(exporting, "write_workbook", wrong)
    answer = signed_in(officer, raise_request_exception=False).get(
        "/tables/producers/export/?form=xlsx"
    )
    assert answer.status_code == 500


# --- The night --------------------------------------------------------------------------------------


def test_the_night_takes_what_no_row_names(officer, monkeypatch):
    product = make.product(make.producer(officer.district))
    kept = make.product_picture(product).file.name
    default_storage.save("jobs/stray.xlsx", ContentFile(b"x"))
    sweep()
    assert default_storage.exists("jobs/stray.xlsx")  # it may be a save under way
    later = timezone.now() + YOUNG + timedelta(minutes=1)
    monkeypatch.setattr("otop_registry.stray_files.timezone.now", lambda: later)
    assert sweep() >= 1
    assert (default_storage.exists(kept), default_storage.exists("jobs/stray.xlsx")) == (
        True,
        False,
    )
