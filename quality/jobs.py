"""What would keep an officer of the department waiting, done in the background: the count of the nation,
and a campaign over it, which writes down every record at fault."""

from datetime import date

from core.jobs.models import Job
from core.jobs.performers import JobRefused, Outcome, performs
from core.jobs.progress import Progress
from core.steps import StepRefused
from core.thai import calendar
from quality import campaigns, counting


@performs("quality-count", nationwide=True)
def count_nation(job: Job, progress: Progress) -> Outcome:
    progress.advance("นับทั่วประเทศ")
    at = counting.refresh(by=job.by).at
    return Outcome(f"นับทั่วประเทศแล้วเมื่อ {calendar.moment(at)}")


@performs("quality-campaign", nationwide=True)
def open_campaign(job: Job, progress: Progress) -> Outcome:
    """Parameters: title, codes, due_on as 2026-11-30."""
    progress.advance("เก็บจำนวนที่ผิดเป็นฐานของรอบ")
    asked = job.parameters | {"due_on": date.fromisoformat(job.parameters["due_on"])}
    try:
        campaign = campaigns.open_campaign(**asked, by=job.by)
    except StepRefused as refusal:
        raise JobRefused(str(refusal)) from refusal
    return Outcome(f"เปิด “{campaign}” แล้ว ทุกอำเภอเห็นในงานวันนี้", {"campaign": campaign.pk})
