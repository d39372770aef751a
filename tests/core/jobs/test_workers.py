"""Who does the work: a worker killed as the machine kills it, what its screens say, who takes over."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.jobs import performers, workers, workflow
from core.jobs.models import SILENCE, Job, Worker
from core.jobs.performers import Outcome, performs
from core.jobs.progress import JobLost, JobProgress
from core.jobs.workers import Heartbeat
from core.postgresql.table_rights import WEB
from core.thai import calendar
from producers.models import Producer
from quality.models import QualityCount
from tests.support import factories as make
from tests.support.worker import work

STEPS, TICK = 6000, 0.01  # how long a broken test may hang


def until(true) -> None:
    """Wait until something is so; it is asked again and again, no clock decides."""
    tick = threading.Event()
    for _ in range(STEPS):
        if true():
            return
        tick.wait(TICK)
    raise AssertionError("it never became so")


def real_worker(*options: str) -> subprocess.Popen:
    """manage.py db_worker as the portal runs it, on the database of the tests, as the web."""
    database = connection.settings_dict
    address = (
        f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}"
        f":{database['PORT']}/{database['NAME']}"
    )
    command = [sys.executable, "manage.py", "db_worker", "--interval", "0.1", "--verbosity", "0"]
    return subprocess.Popen(
        [*command, "--no-startup-delay", *options],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "otop_registry.settings_test"}
        | {"PGOPTIONS": f"-c role={WEB}"},
    )


def page(user, address: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def killed():
    """A real worker killed while it counts the nation; the count's job, and who asked for it."""
    by = make.department_officer()
    make.producer(make.district())
    job = workflow.ask("quality-count", title="นับทั่วประเทศ", by=by)
    blocker = workers._session()
    blocker.autocommit = False
    blocker.execute("LOCK TABLE quality_qualitycount IN ACCESS EXCLUSIVE MODE")
    process = real_worker()
    try:
        until(lambda: Job.objects.filter(pk=job.pk, status="running").exists())
        until(lambda: _waits(blocker))
        yield process, job, by, blocker
    finally:
        process.kill()
        process.wait()
        if not blocker.closed:
            blocker.close()


def _waits(blocker) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))",
            [blocker.info.backend_pid],
        )
        return cursor.fetchone()[0] > 0


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_is_said_and_its_job_begun_again(killed):
    process, job, by, blocker = killed
    assert "ปิดหน้านี้ได้" in page(by, f"/jobs/{job.pk}/")
    process.send_signal(signal.SIGKILL)
    process.wait()
    until(lambda: Worker.objects.dead() == [Worker.objects.get().pk])
    Worker.objects.update(heard_at=timezone.now() - SILENCE - timedelta(seconds=1))
    since = calendar.moment(Worker.objects.get().heard_at)
    shown = page(by, f"/jobs/{job.pk}/")
    assert f"ระบบหยุดดำเนินการชั่วคราวตั้งแต่ {since} ข้อมูลไม่เปลี่ยนแปลง" in shown
    assert "แจ้งผู้ดูแลระบบของกรมการพัฒนาชุมชน" in shown
    assert "ปิดหน้านี้ได้" not in shown
    assert f"ระบบหยุดดำเนินการตั้งแต่ {since}" in page(by, "/jobs/")

    blocker.rollback()
    real_worker("--batch").wait()
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("done", 2)
    assert QualityCount.objects.exists()
    assert not Worker.objects.filter(ended_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_each_others_running_job(killed):
    """The second comes while the first lives, however long that was not heard."""
    _, job, _, blocker = killed
    first = Job.objects.get(pk=job.pk).worker_id
    Worker.objects.update(heard_at=timezone.now() - timedelta(hours=1))
    real_worker("--batch").wait()
    job.refresh_from_db()
    assert (job.status, job.attempts, job.worker_id) == ("running", 1, first)
    blocker.rollback()
    until(lambda: Job.objects.get(pk=job.pk).status == "done")
    assert Job.objects.get(pk=job.pk).attempts == 1


@pytest.fixture
def performing(monkeypatch):
    monkeypatch.setattr(performers, "_performers", {})
    return performs("trial")


def left_by_a_dead_one(officer, **fields) -> Job:
    dead = Worker.objects.create(name="gone")
    job = workflow.ask("trial", title="ทดลอง", by=officer)
    now = timezone.now()
    running = {"status": "running", "begun_at": now, "heard_at": now, "attempts": 1}
    Job.objects.filter(pk=job.pk).update(**{"worker": dead} | running | fields)
    return Job.objects.get(pk=job.pk)


@pytest.fixture
def officer(db):
    return make.district_officer(make.district())


def test_one_that_was_tried_often_is_buried_with_words(performing, officer):
    performing(lambda job, progress: Outcome("เสร็จ"))
    job = left_by_a_dead_one(officer, attempts=workflow.MOST_ATTEMPTS)
    workflow.take_over()
    job.refresh_from_db()
    assert job.status == "failed"
    assert "หยุดกลางคันขณะดำเนินงานนี้ 3 ครั้ง" in job.message
    assert Worker.objects.get().ended_at


def test_one_that_was_called_off_is_not_begun_again(performing, officer):
    begun = []
    performing(lambda job, progress: begun.append(job) or Outcome("เสร็จ"))
    job = left_by_a_dead_one(officer, cancel_asked_at=timezone.now())
    workflow.take_over()
    work()
    job.refresh_from_db()
    assert (job.status, begun) == ("cancelled", [])


def test_one_left_is_begun_again_from_the_start(performing, officer):
    performing(lambda job, progress: Outcome("เสร็จ"))
    job = left_by_a_dead_one(officer, stage="เขียน", done=4, total=9)
    assert job.is_lost
    workflow.take_over()
    job.refresh_from_db()
    assert (job.status, job.stage, job.done, job.worker) == ("waiting", "", 0, None)
    assert "เริ่มใหม่ตั้งแต่ต้น" in page(officer, f"/jobs/{job.pk}/") or not job.standing.works
    work()
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("done", 2)


def test_an_entry_claimed_and_not_begun_is_queued_again(performing, officer):
    """Killed between the queue and the job: the job would wait for good."""
    performing(lambda job, progress: Outcome("เสร็จ"))
    job = workflow.ask("trial", title="ทดลอง", by=officer)
    Worker.objects.create(name="gone")
    DBTaskResult.objects.get().claim("gone")
    workflow.take_over()
    work()
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("done", 1)


def test_who_was_thought_dead_keeps_nothing(performing, officer):
    """Taken over meanwhile: the first comes to its end and finds that the job is another's."""

    @performing
    def trial(job, progress):
        make.producer(officer.district)
        Job.objects.filter(pk=job.pk).update(attempts=job.attempts + 1)
        return Outcome("เสร็จ")

    job = workflow.ask("trial", title="ทดลอง", by=officer)
    work()
    job.refresh_from_db()
    # What the test did inside the work was rolled back with it.
    assert (job.status, job.message) == ("running", "")
    assert not Producer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_progress_hears_that_another_has_the_job(performing):
    officer = make.district_officer(make.district())
    performing(lambda job, progress: Outcome("เสร็จ"))
    job = workflow.ask("trial", title="ทดลอง", by=officer)
    with JobProgress(job) as progress:
        progress.advance("อ่าน")
        Job.objects.update(attempts=5)
        with pytest.raises(JobLost):
            progress.advance("เขียน")


def test_without_any_worker_a_waiting_job_says_so(performing, officer):
    performing(lambda job, progress: Outcome("เสร็จ"))
    job = workflow.ask("trial", title="ทดลอง", by=officer)
    shown = page(officer, f"/jobs/{job.pk}/")
    assert "ระบบหยุดดำเนินการ และยังไม่เคยเริ่ม งานนี้จะเริ่มเมื่อระบบกลับมาทำงาน" in shown
    assert "ปิดหน้านี้ได้" not in shown
    Worker.objects.create(name="here")
    shown = page(officer, f"/jobs/{job.pk}/")
    assert "กำลังจะเริ่ม" in shown
    assert "ปิดหน้านี้ได้ ระบบดำเนินการต่อ" in shown


@pytest.mark.django_db(transaction=True)
def test_a_silent_worker_that_lives_is_not_said_to_have_kept_nothing(performing):
    """Whether its work is kept is not known yet, and calling it off waits for it."""
    officer = make.district_officer(make.district())
    performing(lambda job, progress: Outcome("เสร็จ"))
    with Heartbeat("here", workflow.take_over) as beat:
        job = left_by_a_dead_one(officer, worker=Worker.objects.get(pk=beat.id))
        Worker.objects.update(heard_at=timezone.now() - SILENCE - timedelta(seconds=1))
        shown = page(officer, f"/jobs/{job.pk}/")
        assert "ระบบไม่ตอบตั้งแต่" in shown
        assert "ไม่เปลี่ยนแปลง" not in shown
        assert workflow.cancel(job, by=officer).status == "running"
    assert workflow.cancel(job, by=officer).status == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_ends_says_so():
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert Worker.objects.get().ended_at is not None
    assert Worker.objects.standing().works is False
    assert Worker.objects.standing().since == Worker.objects.get().heard_at
