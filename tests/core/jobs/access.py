"""Who may open the pages of background jobs: a job is of the officer who began it."""

from core.jobs.models import Job
from tests.support.access import Address, Stage

ADDRESSES = [
    Address("jobs/", get="login 200 200 200 200 200 200"),
    Address(
        "jobs/<int:pk>/", "jobs/{job}/", get="login 200 404 404 404 404 404", clerk=("404", "405")
    ),
    Address(
        "jobs/<int:pk>/cancel/",
        "jobs/{job}/cancel/",
        get="login 405 405 405 405 405 405",
        post="login 302 404 404 404 404 404",
        clerk=("405", "404"),
    ),
    Address("jobs/<int:pk>/file/", "jobs/{job}/file/", get="login 404 404 404 404 404 404"),
]


def scene(stage: Stage) -> dict[str, object]:
    job = Job.objects.create(kind="trial", title="งานของเจ้าหน้าที่", by=stage.chief)
    return {"job": job.pk}
