"""Who may open the pages of data protection; the notice is everybody's."""

from django.utils import timezone

from data_protection import workflow
from data_protection.models import ProcessingActivity
from tests.support.access import Address, Stage, department_lists, record_pages, report

ADDRESSES = [
    Address("privacy/", get="200 200 200 200 200 200 200", post="405 405 405 405 405 405 405"),
    Address("privacy/requests/", get="login 200 200 200 200 200 200"),
    Address(
        "privacy/requests/<int:pk>/",
        "privacy/requests/{person_request}/",
        get="login 200 404 200 404 200 200",
        post="login 422 404 404 404 404 404",
    ),
    Address(
        "privacy/<slug:app_label>/<slug:model_name>/<int:pk>/",
        "privacy/producers/producer/{producer}/",
        get="login 200 404 200 404 200 200",
        post="login 422 404 404 404 404 404",
    ),
    Address(
        "privacy/<slug:app_label>/<slug:model_name>/<int:pk>/copy/",
        "privacy/producers/producer/{producer}/copy/",
        get="login 405 405 404 404 404 404",
        post="login 422 404 404 404 404 404",
    ),
    Address(
        "privacy/periods/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 405 405",
    ),
    Address(
        "privacy/periods/<slug:rule>/",
        "privacy/periods/registry/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 422 422",
    ),
    Address(
        "privacy/breach/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 405 405",
    ),
    *department_lists(["data_protection/processingactivity"]),
    *record_pages(
        "data_protection/controller",
        "1",
        list=("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
        add=("login 403 403 403 403 403 403", "login 403 403 403 403 403 403"),
        change=("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
        history=("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
    ),
    report("processing-record", "", get="login 404 404 404 404 200 200"),
    report("person-requests", "", get="login 404 404 200 200 200 200"),
]


def scene(stage: Stage) -> dict[str, object]:
    asked = workflow.receive(
        stage.maker,
        by=stage.chief,
        kind="correction",
        asker="สมหญิง ใจงาม",
        proof="แสดงบัตรประจำตัวประชาชนต่อเจ้าหน้าที่",
        received_on=timezone.localdate(),
    )
    return {
        "person_request": asked.pk,
        "data_protection_processingactivity": ProcessingActivity.objects.first().pk,
    }
