"""Work in the background: asked for, performed by the worker, cancelled, lost with its worker."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from core.history.tracking import event_model
from core.jobs import performers, workflow
from core.jobs.models import Job
from core.jobs.performers import JobRefused, Outcome, performs
from core.jobs.progress import JobProgress
from core.thai import calendar
from producers.models import Producer
from tests.support import factories as make
from tests.support.worker import work


@pytest.fixture
def performing(monkeypatch):
    """Register a performer for one test."""
    monkeypatch.setattr(performers, "_performers", {})
    return performs("trial")


@pytest.fixture
def officer(db):
    return make.district_officer(make.district())


def page(user, job: Job, rest: str = ""):
    client = Client()
    client.force_login(user)
    return client.get(f"/jobs/{job.pk}/{rest}")


def test_a_job_is_done_by_the_worker_in_the_name_of_who_asked(performing, officer):
    """The history of what it wrote names the person and the work."""

    @performing
    def trial(job, progress):
        producer = make.producer(officer.district, job.parameters["name"])
        return Outcome("เสร็จแล้ว 1 ราย", {"made": producer.pk})

    job = workflow.ask("trial", title="ทดลอง", by=officer, parameters={"name": "กลุ่มใหม่"})
    assert Job.objects.get().status == Job.Status.WAITING
    work()
    job.refresh_from_db()
    assert (job.status, job.message) == (Job.Status.DONE, "เสร็จแล้ว 1 ราย")
    made = Producer.objects.get(pk=job.result["made"])
    event = event_model(Producer).objects.get(pgh_obj=made.pk)
    assert (event.pgh_context["user"], event.pgh_context["label"]) == (officer.pk, "ทดลอง")


def test_what_was_refused_says_why_and_keeps_nothing(performing, officer):
    @performing
    def trial(job, progress):
        with transaction.atomic():
            make.producer(officer.district)
            raise JobRefused("ไฟล์นี้ว่างเปล่า")

    job = workflow.ask("trial", title="ทดลอง", by=officer)
    work()
    job.refresh_from_db()
    assert (job.status, job.message) == (Job.Status.FAILED, "ไฟล์นี้ว่างเปล่า")
    assert not Producer.objects.exists()


def test_a_mistake_of_ours_is_no_secret_and_no_traceback(performing, officer, caplog):
    @performing
    def trial(job, progress):
        raise ZeroDivisionError("not for the clerk's eyes")

    job = workflow.ask("trial", title="ทดลอง", by=officer)
    work()
    job.refresh_from_db()
    assert job.status == Job.Status.FAILED
    assert "ระบบขัดข้อง" in job.message
    assert "clerk" not in job.message
    assert "ZeroDivisionError" in caplog.text


def test_the_file_of_a_result_is_fetched_by_who_asked_only(performing, officer):
    @performing
    def trial(job, progress):
        return Outcome("เสร็จ", file=BytesIO(b"sheet"), file_title="รายชื่อ.xlsx")

    job = workflow.ask("trial", title="ทดลอง", by=officer)
    work()
    got = page(officer, job, "file/")
    assert b"".join(got.streaming_content) == b"sheet"
    assert page(make.district_chief(officer.district), job, "file/").status_code == 404
    assert page(make.district_chief(officer.district), job).status_code == 404


def test_one_that_waits_is_cancelled_at_once_and_never_begun(performing, officer):
    begun = []
    performing(lambda job, progress: begun.append(job))
    job = workflow.ask("trial", title="ทดลอง", by=officer)
    assert workflow.cancel(job, by=officer).status == Job.Status.CANCELLED
    work()
    assert begun == []
    assert Job.objects.get().status == Job.Status.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_one_that_runs_stops_at_its_next_word_and_keeps_nothing(performing):
    """Progress goes by a connection of its own, out of the open transaction, and hears there."""
    officer = make.district_officer(make.district())
    seen = []

    @performing
    def trial(job, progress):
        with transaction.atomic():
            make.producer(officer.district)
            progress.advance("ตรวจ", 1, 4)
            with JobProgress(job) as other:  # what a page would read meanwhile
                with other._connection.cursor() as cursor:
                    cursor.execute("SELECT stage, done, total FROM jobs_job")
                    seen.append(cursor.fetchone())
                    cursor.execute("UPDATE jobs_job SET cancel_asked_at = now()")
            progress.advance("บันทึก", 2, 4)
            return Outcome("ไม่ควรถึงที่นี่")

    job = workflow.ask("trial", title="ทดลอง", by=officer)
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    job.refresh_from_db()
    assert seen == [("ตรวจ", 1, 4)]
    assert (job.status, job.message) == (Job.Status.CANCELLED, "ยกเลิกแล้ว ไม่มีข้อมูลใดเปลี่ยน")
    assert not Producer.objects.exists()


def test_files_are_kept_a_month_and_results_for_good(
    performing, officer, django_capture_on_commit_callbacks
):
    performing(lambda job, progress: Outcome("เสร็จ", file=BytesIO(b"x"), file_title="ก.xlsx"))
    old = workflow.ask("trial", title="เก่า", by=officer)
    work()
    old.refresh_from_db()
    stored = old.file.storage, old.file.name
    ended = timezone.now() - workflow.FILES_KEPT - timedelta(days=1)
    Job.objects.filter(pk=old.pk).update(ended_at=ended)
    workflow.ask("trial", title="ใหม่", by=officer)
    with django_capture_on_commit_callbacks(execute=True):
        work()
    old.refresh_from_db()
    assert (old.file.name, old.message) == ("", "เสร็จ")
    assert not stored[0].exists(stored[1])


def test_the_database_refuses_a_status_without_its_moments(officer):
    job = Job.objects.create(kind="trial", title="ทดลอง", by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(status="done")


def test_the_list_is_ones_own_and_costs_the_same_for_three(
    performing, officer, django_assert_num_queries
):
    performing(lambda job, progress: Outcome("เสร็จ"))
    workflow.ask("trial", title="ของผู้อื่น", by=make.district_chief(officer.district))
    client = Client()
    client.force_login(officer)
    for count in (1, 3):
        while Job.objects.visible_to(officer).count() < count:
            workflow.ask("trial", title="ของฉัน", by=officer)
        with django_assert_num_queries(4):
            got = client.get("/jobs/")
        assert [job.title for job in got.context["jobs"]] == ["ของฉัน"] * count


def test_pages_speak_of_thai_days(performing, officer):
    performing(lambda job, progress: Outcome("เสร็จ"))
    job = workflow.ask("trial", title="ทดลอง", by=officer)
    work()
    job.refresh_from_db()
    shown = page(officer, job).content.decode()
    assert calendar.moment(job.ended_at) in shown
    assert "data-job-over" in shown
