"""Publishing as work in the background (core.jobs)."""

from datetime import date

from core.jobs.models import Job
from core.jobs.performers import JobRefused, Outcome, performs
from core.jobs.progress import Progress
from core.steps import StepRefused
from open_data.publishing import KIND, publish


@performs(KIND)
def publish_job(job: Job, progress: Progress) -> Outcome:
    """Of a month that was just closed, a round just announced, or whatever is new."""
    progress.advance("รวมยอดและตรวจยอดที่ต้องปกปิด")
    month = job.parameters["month"]
    try:
        done = publish(
            job.parameters["cause"], by=job.by, month=date.fromisoformat(month) if month else None
        )
    except StepRefused as refusal:
        raise JobRefused(str(refusal)) from refusal
    said = [f"เผยแพร่{done.publication} {len(done.editions)} ชุด"] if done.publication else []
    said += done.left or ([] if said else ["ไม่มีข้อมูลใหม่ จึงไม่มีการเผยแพร่เพิ่ม"])
    return Outcome(" · ".join(said))
