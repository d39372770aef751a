"""The page of a job in a browser: without a worker, left by a dead one, failed, done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.jobs.models import SILENCE, Job, Worker
from tests.support import factories as make
from tests.support.browser import SCREENSHOTS

NOW = timezone.now
BEGUN = {"begun_at": NOW(), "heard_at": NOW(), "attempts": 1}
OVER = BEGUN | {"ended_at": NOW()}


def jobs(by) -> dict[str, tuple[dict, str]]:
    """By name the job's columns, and what its page has to say."""
    return {
        "waiting": ({}, "ระบบหยุดดำเนินการตั้งแต่"),
        "lost": ({"status": "running", **BEGUN}, "ข้อมูลไม่เปลี่ยนแปลง"),
        "failed": (
            {"status": "failed", "message": "ดำเนินการไม่สำเร็จเพราะพื้นที่เก็บไฟล์ของระบบเต็ม", **OVER},
            "พื้นที่เก็บไฟล์ของระบบเต็ม",
        ),
        "done": ({"status": "done", "message": "นับทั่วประเทศแล้ว", **OVER}, "นับทั่วประเทศแล้ว"),
    }


@pytest.mark.parametrize("width", [1280, 390])
def test_each_state_says_what_it_is(sign_in, live_server, width):
    by = make.department_officer()
    stopped = Worker.objects.create(name="gone", heard_at=NOW() - SILENCE - timedelta(minutes=10))
    page = sign_in(by, viewport={"width": width, "height": 700})
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for name, (columns, said) in jobs(by).items():
        worker = stopped if name == "lost" else None
        title = "ตรวจไฟล์ผู้ผลิต ผู้ประกอบการ: ทะเบียนอำเภอบางคล้า ปรับปรุงแล้ว.xlsx"
        job = Job.objects.create(kind="export", title=title, by=by, worker=worker, **columns)
        page.goto(f"{live_server.url}/jobs/{job.pk}/")
        card = page.locator("[data-job]")
        assert said in card.inner_text()
        assert ("ผู้ดูแลระบบของกรมการพัฒนาชุมชน" in card.inner_text()) == (name in ("waiting", "lost"))
        assert ("กำลังดำเนินการ" in card.inner_text()) is False
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=SCREENSHOTS / f"job-{name}-{width}.png")
    page.goto(f"{live_server.url}/jobs/")
    assert page.locator("tbody tr").count() == 4
    page.screenshot(path=SCREENSHOTS / f"jobs-{width}.png")
