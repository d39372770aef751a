"""Who may open the pages of registration, from the queue to the announcement."""

from datetime import date

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from registration import closure as closing
from registration.papers import add_papers
from tests.support import factories as make
from tests.support.access import Address, Stage, record_pages, report
from tests.support.pdf_files import scanned

CLOSURE = "registration/closures/<slug:app_label>/<slug:model_name>/<int:pk>/"
RECORD = "registration/<slug:app_label>/<slug:model_name>/<int:pk>/"

ADDRESSES = [
    Address("registration/closures/", get="login 200 200 200 200 200 200"),
    Address(
        "registration/closures/file/<int:pk>/",
        "registration/closures/file/{paper}/",
        get="login 200 404 200 404 200 200",
    ),
    Address(
        CLOSURE,
        "registration/closures/producers/producer/{leaving}/",
        get="login 200 404 200 404 200 200",
        post="login 422 404 404 404 404 404",
    ),
    Address(
        "registration/queue/",
        get="login 404 404 200 200 404 404",
        post="login 404 404 302 302 404 404",
    ),
    Address(
        "registration/own/",
        get="login 200 200 404 404 404 404",
        post="login 302 302 404 404 404 404",
    ),
    Address(
        "registration/announcements/",
        get="login 200 200 200 200 200 200",
        post="login 405 405 422 422 422 422",
    ),
    Address(
        "registration/progress/<int:pk>/",
        "registration/progress/{round}/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 405 405",
    ),
    Address(
        "registration/pictures/<slug:app_label>/<slug:model_name>/",
        "registration/pictures/products/product/",
        get="login 200 200 200 200 404 404",
        post="login 422 422 422 422 404 404",
    ),
    Address(
        f"{RECORD}papers/",
        "registration/producers/producer/{producer}/papers/",
        get="login 200 404 200 404 200 200",
        post="login 422 404 404 404 404 404",
    ),
    Address(
        f"{RECORD}papers/<int:paper>/",
        "registration/producers/producer/{producer}/papers/{id_copy}/",
        get="login 200 404 200 404 403 403",
        post="login 422 404 422 404 403 403",
        name="paper with an id",
    ),
    Address(
        f"{RECORD}papers/<int:paper>/",
        "registration/producers/producer/{producer}/papers/{letter}/",
        get="login 200 404 200 404 200 200",
        post="login 404 404 404 404 404 404",
    ),
    Address(
        f"{RECORD}papers/<int:paper>/remove/",
        "registration/producers/producer/{producer}/papers/{letter}/remove/",
        get="login 405 405 404 404 404 404",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        f"{RECORD}registered-on/",
        "registration/producers/producer/{producer}/registered-on/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 422 422",
    ),
    Address(
        RECORD,
        "registration/producers/producer/{waiting}/",
        get="login 404 404 200 404 404 404",
        post="login 404 404 405 405 404 404",
    ),
    Address(
        f"{RECORD}<slug:step>/",
        "registration/producers/producer/{producer}/submit/",
        get="login 405 405 405 405 404 404",
        post="login 409 404 404 404 404 404",
    ),
    Address(
        f"{RECORD}<slug:step>/",
        "registration/producers/producer/{waiting}/take_back/",
        get="login 405 405 405 405 404 404",
        post="login 302 404 404 404 404 404",
        name="step take_back",
    ),
    Address(
        f"{RECORD}<slug:step>/",
        "registration/producers/producer/{waiting}/certify/",
        get="login 405 405 405 405 404 404",
        post="login 404 404 409 404 404 404",
        name="step certify",
    ),
    Address(
        f"{RECORD}<slug:step>/",
        "registration/producers/producer/{waiting}/return/",
        get="login 405 405 405 405 404 404",
        post="login 404 404 422 404 404 404",
        name="step return",
    ),
    Address(
        f"{RECORD}<slug:step>/",
        "registration/producers/producer/{waiting}/acknowledge/",
        get="login 405 405 405 405 404 404",
        post="login 404 404 409 404 404 404",
        name="step acknowledge",
    ),
    Address(
        f"{RECORD}<slug:step>/",
        "registration/producers/producer/{waiting}/cancel/",
        get="login 405 405 405 405 404 404",
        post="login 404 404 404 404 404 404",
        name="step cancel",
    ),
    report("closures", "province=24", get="login 200 200 200 404 200 200"),
    report(
        "round-registrations",
        "round={round}&province=24&district=2402",
        get="login 200 404 200 404 200 200",
    ),
    report("announcement", "announcement={announcement}", get="login 200 200 200 404 200 200"),
    *record_pages(
        "registration/round",
        "{round}",
        list=("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
        add=("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
        change=("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
        history=("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
    ),
]


def scene(stage: Stage) -> dict[str, object]:
    """A producer in the queue, one announced, and one on its way out of the registry."""
    round = make.registration_round()
    leaving = make.producer(stage.of, "กำลังเลิก")
    closure = closing.begin(leaving, case="present", reason="-", by=stage.chief)
    closing.take_step(
        closure,
        "request",
        by=stage.chief,
        held_on=date(2026, 11, 1),
        file=ContentFile(b"%PDF-1.7", "paper.pdf"),
    )
    papers = {
        kind: add_papers(
            stage.maker,
            [SimpleUploadedFile("เอกสาร.pdf", scanned(pages))],
            kind=kind,
            by=stage.chief,
        )[0].paper
        for pages, kind in enumerate(("id_card", "network"), 1)
    }
    return {
        "id_copy": papers["id_card"].pk,
        "letter": papers["network"].pk,
        "round": round.pk,
        "waiting": make.producer(stage.of, "รอตรวจ", status="submitted", round=round).pk,
        "announcement": make.announcement(stage.maker, round).pk,
        "leaving": leaving.pk,
        "closure": closure.pk,
        "paper": closure.steps.get().pk,
    }
