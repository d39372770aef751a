"""Who may open the pages of monthly sales."""

from django.core.files.base import ContentFile

from tests.support import factories as make
from tests.support.access import (
    Address,
    Stage,
    department_list,
    department_lists,
    report,
    starting_values,
)

EVIDENCE_FILE = "sales/evidence/<int:pk>/file/<str:size>/"
MONTH = "sales/<str:month>/<str:district>/"

# The department's lists, each with one of its starting values.
LISTS = {
    "sales/evidencekind": "สมุดบัญชี",
    "sales/explanationreason": "หยุดผลิต",
}

ADDRESSES = [
    Address(
        "sales/entry/", get="login 302 302 404 404 404 404", post="login 405 405 404 404 404 404"
    ),
    Address(
        "sales/evidence/",
        get="login 302 302 404 404 404 404",
        post="login 405 405 404 404 404 404",
    ),
    Address(
        "sales/check/", get="login 302 302 404 404 404 404", post="login 405 405 404 404 404 404"
    ),
    Address(
        "sales/board/", get="login 404 404 200 200 404 404", post="login 404 404 405 405 404 404"
    ),
    Address(
        "sales/months/", get="login 404 404 404 404 200 200", post="login 404 404 404 404 422 422"
    ),
    Address(
        "sales/pivots/",
        body={"name": "ตาราง", "query": ""},
        get="login 405 405 405 405 405 405",
        post="login 302 302 302 302 302 302",
    ),
    Address(
        "sales/pivots/<int:pk>/mail/",
        "sales/pivots/{pivot}/mail/",
        body={"wanted": "1"},
        get="login 405 405 405 405 405 405",
        post="login 302 404 404 404 404 404",
        clerk=("405", "302"),
    ),
    Address(
        "sales/pivots/<int:pk>/remove/",
        "sales/pivots/{pivot}/remove/",
        get="login 405 405 405 405 405 405",
        post="login 302 404 404 404 404 404",
        clerk=("405", "404"),
    ),
    Address(
        "sales/proposals/",
        get="login 302 302 404 404 404 404",
        post="login 405 405 404 404 404 404",
    ),
    Address(
        "sales/producer-photos/<int:pk>/<str:size>/",
        "sales/producer-photos/{producer_photo}/thumbnail/",
        get="login 200 404 404 404 404 404",
        post="login 405 405 404 404 404 404",
    ),
    Address(
        "sales/certificates/",
        get="login 200 200 404 404 404 404",
        post="login 422 422 404 404 404 404",
    ),
    Address(
        "sales/certificates/<int:pk>/",
        "sales/certificates/{sales_certificate}/",
        get="login 200 404 404 404 404 404",
        post="login 422 404 404 404 404 404",
    ),
    Address(
        "sales/certificates/<int:pk>/paper/",
        "sales/certificates/{sales_certificate}/paper/",
        get="login 200 404 404 404 404 404",
        post="login 405 405 404 404 404 404",
    ),
    # Whoever holds the link, signed in or not; nothing was typed.
    Address(
        "r/<str:token>/",
        "r/{link_token}/",
        get="200 200 200 200 200 200 200",
        post="422 422 422 422 422 422 409",
    ),
    Address(
        "r/<str:token>/certificates/<int:pk>/",
        "r/{link_token}/certificates/{sales_certificate}/",
        get="200 200 200 200 200 200 200",
        post="405 405 405 405 405 405 405",
    ),
    Address("sales/prints/", get="login 200 200 200 200 200 200"),
    Address("sales/prints/<int:pk>/", "sales/prints/{print}/", get="login 200 404 404 404 404 404"),
    Address(
        "verify/",
        get="200 200 200 200 200 200 200",
        post="405 405 405 405 405 405 405",
    ),
    Address(
        "verify/otop-verify.html",
        get="200 200 200 200 200 200 200",
        post="405 405 405 405 405 405 405",
    ),
    Address(
        "verify/otop-verify.html.sig",
        get="200 200 200 200 200 200 200",
        post="405 405 405 405 405 405 405",
    ),
    Address(
        "verify/keys.json",
        get="200 200 200 200 200 200 200",
        post="405 405 405 405 405 405 405",
    ),
    Address(
        "verify/<str:token>/",
        "verify/{token}/",
        get="200 200 200 200 200 200 200",
        post="422 422 422 422 422 422 422",
    ),
    Address(
        "sales/months/<str:month>/",
        "sales/months/2026-10/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 302 302",
    ),
    Address(
        "sales/months/<str:month>/dates/",
        "sales/months/2026-10/dates/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 422 422",
    ),
    Address(
        "sales/months/<str:month>/confirm/",
        "sales/months/2026-10/confirm/",
        get="login 404 404 405 405 404 404",
        post="login 404 404 302 302 404 404",
    ),
    Address(
        "sales/months/<str:month>/remind/",
        "sales/months/2026-10/remind/",
        get="login 404 404 405 405 404 404",
        post="login 404 404 302 302 404 404",
    ),
    Address(
        "sales/months/<str:month>/resolution/",
        "sales/months/2026-10/resolution/",
        get="login 404 404 405 405 404 404",
        post="login 404 404 302 302 404 404",
    ),
    Address(
        "sales/resolutions/<int:pk>/file/",
        "sales/resolutions/{resolution}/file/",
        get="login 200 404 200 404 404 200",
    ),
    Address(
        "sales/roadmap/", get="login 404 404 404 404 200 200", post="login 404 404 404 404 422 422"
    ),
    Address(
        "sales/roadmap/fill/",
        body={"year": "2570"},
        get="login 404 404 404 404 405 405",
        post="login 404 404 404 404 302 302",
    ),
    Address("sales/extensions/", get="login 200 200 200 200 200 200"),
    Address(
        "sales/extensions/grant/",
        body={"province": "24"},
        get="login 404 404 404 404 405 405",
        post="login 404 404 404 404 422 422",
    ),
    Address(
        "sales/extensions/<int:pk>/",
        "sales/extensions/{extension}/",
        {"step": "withdraw"},
        get="login 200 404 200 404 200 200",
        post="login 302 404 409 404 409 409",
    ),
    Address(
        "sales/extensions/<str:month>/ask/",
        "sales/extensions/2026-10/ask/",
        get="login 200 200 200 200 404 404",
        post="login 422 422 422 422 404 404",
    ),
    Address(
        MONTH,
        "sales/2026-10/2402/",
        get="login 200 404 404 404 404 404",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        f"{MONTH}rows/",
        "sales/2026-10/2402/rows/",
        '{"rows": []}',
        get="login 200 404 404 404 404 404",
        post="login 200 404 404 404 404 404",
    ),
    Address(
        f"{MONTH}add/",
        "sales/2026-10/2402/add/",
        get="login 405 405 404 404 404 404",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        f"{MONTH}rows/<int:row>/remove/",
        "sales/2026-10/2402/rows/{row}/remove/",
        get="login 405 405 404 404 404 404",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        f"{MONTH}rows/<int:row>/history/",
        "sales/2026-10/2402/rows/{row}/history/",
        get="login 200 404 200 404 404 200",
    ),
    Address(
        f"{MONTH}rows/<int:row>/reason/",
        "sales/2026-10/2402/rows/{row}/reason/",
        get="login 200 404 404 404 404 404",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        f"{MONTH}proposals/",
        "sales/2026-10/2402/proposals/",
        get="login 200 404 404 404 404 404",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        f"{MONTH}proposals/accept/",
        "sales/2026-10/2402/proposals/accept/",
        '{"proposals": []}',
        get="login 405 405 404 404 404 404",
        post="login 200 404 404 404 404 404",
    ),
    Address(
        f"{MONTH}proposals/<int:proposal>/",
        "sales/2026-10/2402/proposals/{proposal}/",
        get="login 200 404 404 404 404 404",
        post="login 422 404 404 404 404 404",
    ),
    Address(
        f"{MONTH}producer-links/",
        "sales/2026-10/2402/producer-links/",
        get="login 200 404 404 404 404 404",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        f"{MONTH}check/",
        "sales/2026-10/2402/check/",
        get="login 200 404 404 404 404 404",
        post="login 409 404 404 404 404 404",
    ),
    Address(
        f"{MONTH}rest-without-sales/",
        "sales/2026-10/2402/rest-without-sales/",
        get="login 405 405 404 404 404 404",
        post="login 302 404 404 404 404 404",
    ),
    # Not before the office confirmed; the scene's month is entered still.
    Address(
        f"{MONTH}letters/<str:letter>/",
        "sales/2026-10/2402/letters/memo/",
        get="login 404 404 404 404 404 404",
        post="login 405 405 404 404 404 404",
    ),
    Address(
        "sales/months/<str:month>/report/",
        "sales/months/2026-10/report/",
        get="login 404 404 404 404 404 404",
        post="login 404 404 404 404 405 405",
    ),
    Address(
        "sales/months/<str:month>/letter/",
        "sales/months/2026-10/letter/",
        get="login 404 404 404 404 404 404",
        post="login 404 404 405 405 404 404",
    ),
    Address(
        f"{MONTH}resolution/",
        "sales/2026-10/2402/resolution/",
        get="login 405 405 404 404 404 404",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        f"{MONTH}review/",
        "sales/2026-10/2402/review/",
        get="login 404 404 200 404 404 404",
        post="login 404 404 422 404 404 404",
    ),
    Address(
        f"{MONTH}evidence/", "sales/2026-10/2402/evidence/", get="login 200 404 200 404 404 200"
    ),
    Address(
        f"{MONTH}evidence/<int:producer>/",
        "sales/2026-10/2402/evidence/{producer}/",
        get="login 200 404 200 404 404 200",
        post="login 422 404 404 404 404 404",
    ),
    Address(
        f"{MONTH}audit/",
        "sales/2026-10/2402/audit/",
        get="login 200 404 200 404 404 404",
        post="login 404 404 422 404 404 404",
    ),
    Address(
        f"{MONTH}audit/<int:item>/",
        "sales/2026-10/2402/audit/{item}/",
        get="login 404 404 405 405 404 404",
        post="login 404 404 422 404 404 404",
    ),
    Address(
        "sales/evidence/<int:pk>/remove/",
        "sales/evidence/{evidence}/remove/",
        get="login 405 405 404 404 404 404",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        EVIDENCE_FILE,
        "sales/evidence/{evidence}/file/thumbnail/",
        get="login 200 404 200 404 404 200",
    ),
    Address(
        "sales/resolutions/<int:pk>/file/",
        "sales/resolutions/{province_resolution}/file/",
        get="login 404 404 200 404 404 200",
        name="file of the province",
    ),
    report("rt1", "month=2026-10&district=2402", get="login 200 404 200 404 404 200"),
    report("rt2", "month=2026-10&district=2402", get="login 200 404 200 404 404 200"),
    report("sales-areas", "period=2026-10&province=24", get="login 200 200 200 404 200 200"),
    report("figure-sources", "period=2026-10&province=24", get="login 200 200 200 404 200 200"),
    report("figure-changes", "period=2026-10&province=24", get="login 200 200 200 404 200 200"),
    report("sales-producers", "period=2026-10&province=24", get="login 200 200 200 404 200 200"),
    report("sales-markets", "period=2026-10&province=24", get="login 200 200 200 404 200 200"),
    report(
        "sales-month-categories", "period=2570&province=24", get="login 200 200 200 404 200 200"
    ),
    report("sales-months", "period=2570&province=24", get="login 200 200 200 404 200 200"),
    report("sales-categories", "period=2026-10&province=24", get="login 200 200 200 404 200 200"),
    report("rt3", "period=2026-10&province=24", get="login 200 200 200 404 200 200"),
    report("rt4", "period=2026-10&province=24", get="login 404 404 200 404 200 200"),
    report("year-on-year", "period=2026-10&province=24", get="login 200 200 200 404 200 200"),
    report("programme", "period=2026-10&province=24", get="login 200 200 200 404 200 200"),
    report("pivot", "period=2570&province=24", get="login 200 200 200 404 200 200"),
    report("confirmations", "period=2570&province=24", get="login 200 200 200 404 200 200"),
    report("timeliness", "period=2570&province=24", get="login 200 200 200 404 200 200"),
    report("evidence-coverage", "month=2026-10", get="login 200 200 200 200 200 200"),
    report("evidence-audit", "month=2026-10&district=2402", get="login 200 404 200 404 404 404"),
    report("anomalies", "month=2026-10", get="login 200 200 200 200 200 200"),
    report("new-passwords", "period=2570&province=24", get="login 404 404 200 404 200 200"),
    *department_list("sales/publicholiday", "2026-12-05"),
    *department_lists(LISTS),
]


def scene(stage: Stage) -> dict[str, object]:
    """October in the three districts, in บางคล้า with a row and all the papers a month can have."""
    month, _, _ = map(make.district_month, (stage.of, stage.sibling, stage.foreign))
    row = make.row(month, stage.maker, amounts=("5", "0", "0", "0"))
    printed = make.certified_print(month, stage.chief)
    link, token = make.producer_link(month, stage.maker)
    pivot = make.saved_pivot(stage.chief, "ตารางของสำนักงาน", shared=True)
    paper = ContentFile(b"%PDF-1.7", "paper.pdf")
    return {
        "row": row.pk,
        "extension": make.extension(stage.of).pk,
        "resolution": make.resolution(month, file=paper).pk,
        "province_resolution": make.resolution(stage.province, file=paper).pk,
        "print": printed.pk,
        "pivot": pivot.pk,
        "token": printed.token,
        "link_token": token,
        "proposal": make.proposal(link).pk,
        "producer_photo": make.producer_photo(link).pk,
        "sales_certificate": make.sales_certificate(stage.maker).pk,
        "evidence": make.evidence(month, stage.maker).pk,
        "item": make.audit_sample(month, row).items.get().pk,
    } | starting_values(LISTS)
