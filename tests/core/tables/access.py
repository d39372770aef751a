"""Who may open the pages of tables in and out: an import is of the officer who sent it."""

from core.tables.models import ImportRun
from tests.support.access import Address, Stage

ADDRESSES = [
    Address("tables/", get="login 200 200 200 200 200 200"),
    Address(
        "tables/<slug:entity>/",
        "tables/producers/",
        get="login 200 200 200 200 200 200",
        post="login 422 422 422 422 422 422",
    ),
    Address(
        "tables/<slug:entity>/export/",
        "tables/producers/export/",
        get="login 200 200 200 200 200 200",
    ),
    Address(
        "tables/<slug:entity>/form/", "tables/producers/form/", get="login 200 200 200 200 200 200"
    ),
    Address(
        "tables/imports/<int:pk>/",
        "tables/imports/{imported}/",
        get="login 200 404 404 404 404 404",
        clerk=("404", "405"),
    ),
    Address(
        "tables/imports/<int:pk>/confirm/",
        "tables/imports/{imported}/confirm/",
        get="login 302 302 302 302 302 302",
        post="login 409 404 404 404 404 404",
        clerk=("302", "404"),
    ),
    Address(
        "tables/imports/<int:pk>/call-off/",
        "tables/imports/{imported}/call-off/",
        get="login 302 302 302 302 302 302",
        post="login 302 404 404 404 404 404",
        clerk=("302", "404"),
    ),
    Address(
        "tables/imports/<int:pk>/take-back/",
        "tables/imports/{imported}/take-back/",
        get="login 302 302 302 302 302 302",
        post="login 409 404 404 404 404 404",
        clerk=("302", "404"),
    ),
    Address(
        "tables/imports/<int:pk>/faulty/",
        "tables/imports/{imported}/faulty/",
        get="login 404 404 404 404 404 404",
    ),
]


def scene(stage: Stage) -> dict[str, object]:
    run = ImportRun.objects.create(
        entity="producers",
        by=stage.chief,
        status="cancelled",
        file_title="ไฟล์.xlsx",
        counts={"new": 0, "changed": 0, "unchanged": 0, "faulty": 0},
    )
    return {"imported": run.pk}
