"""Who may open the pages of producers."""

from datetime import date

from django.core.files.base import ContentFile

from producers import operations, relocation
from producers.models import StarResult
from tests.support import factories as make
from tests.support.access import (
    Address,
    Stage,
    choices,
    department_lists,
    record_pages,
    report,
    starting_values,
)

# The department's lists, each with one of its starting values.
LISTS = {
    "producers/agency": "หน่วยงานอื่น",
    "producers/excludedkind": "โต๊ะจีน",
    "producers/fundingsource": "ธนาคาร",
    "producers/programme": "โครงการอื่น",
    "producers/registrylist": "ศิลปิน OTOP",
    "producers/transportmode": "ทางเรือ",
}

ADDRESSES = [
    report("star-results", "province=24&district=2402", get="login 200 404 200 404 200 200"),
    Address(
        "producers/star-results/letters/",
        "producers/star-results/letters/?years=3",
        get="login 200 404 404 404 404 404",
        post="login 405 405 404 404 404 404",
    ),
    report("data-seen", "account=district2402", get="login 404 404 200 404 200 200"),
    report("data-seen-by", "code={producer_code}", get="login 404 404 200 404 200 200"),
    Address(
        "producers/campaign/",
        get="login 200 200 200 200 200 200",
        post="login 404 404 302 302 404 404",
    ),
    Address(
        "producers/duplicates/",
        get="login 200 200 200 200 404 404",
        post="login 405 405 405 405 404 404",
    ),
    Address(
        "producers/duplicates/<int:kept>/<int:gone>/",
        "producers/duplicates/{producer}/{waiting}/",
        {"dismiss": "1", "reason": "แม่กับลูก"},
        get="login 200 404 200 404 404 404",
        post="login 302 404 302 404 404 404",
    ),
    Address("producers/relocations/", get="login 200 200 200 200 200 200"),
    Address(
        "producers/relocations/new/<int:pk>/",
        "producers/relocations/new/{producer}/",
        get="login 200 404 404 404 404 404",
        post="login 422 404 404 404 404 404",
    ),
    Address(
        "producers/relocations/<int:pk>/",
        "producers/relocations/{move}/",
        get="login 200 404 200 200 200 200",
        post="login 422 404 404 404 404 404",
    ),
    Address(
        "producers/relocations/<int:pk>/file/",
        "producers/relocations/{move}/file/",
        get="login 200 404 200 200 200 200",
    ),
    Address(
        "producers/operations/",
        body={"title": "ปี 2571"},
        get="login 200 200 200 200 200 200",
        post="login 404 404 404 404 422 422",
    ),
    Address(
        "producers/operations/answer/",
        body={"record": "0", "found": "operating"},
        get="login 405 405 404 404 404 404",
        post="login 404 404 404 404 404 404",
    ),
    choices("producers.producer.subdistrict", get="login 200 200 200 200 200 200"),
    choices("producers.producer.name", get="login 403 403 403 403 403 403"),
    *record_pages(
        "producers/producer",
        "{producer}",
        list=("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
        add=("login 200 200 403 403 403 403", "login 200 200 403 403 403 403"),
        change=("login 200 404 200 404 200 200", "login 200 404 200 404 403 403"),
        history=("login 200 404 200 404 200 200", "login 200 404 200 404 200 200"),
        export=("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
    ),
    *department_lists(LISTS),
]


def scene(stage: Stage) -> dict[str, object]:
    """A producer to be asked for, and one that moves to the district elsewhere; a sweep under way."""
    operations.open_sweep(title="ปี 2570", asked_from=date(2026, 10, 1), by=stage.department)
    move = relocation.release(
        make.producer(stage.of, "กำลังย้าย"),
        to=stage.foreign,
        by=stage.chief,
        notice_on=date(2026, 11, 1),
        notice_file=ContentFile(b"%PDF-1.7", "paper.pdf"),
        reason="-",
    )
    StarResult.objects.create(producer=stage.maker, year=2560, stars=4)
    return {
        "producer": stage.maker.pk,
        "producer_code": stage.maker.code,
        "move": move.pk,
    } | starting_values(LISTS)
