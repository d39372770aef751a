"""Who may open the pages of a take-over: the department."""

from core.users.models import User
from taking_over import workflow
from taking_over.models import TakenTable
from tests.support.access import USERNAMES, Address, Stage

ONE = "taking-over/<int:pk>/"

ADDRESSES = [
    Address(
        "taking-over/",
        body={"title": "ชุดใหม่"},
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 302 302",
    ),
    Address(
        ONE,
        "taking-over/{take_over}/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 405 405",
    ),
    Address(
        f"{ONE}files/",
        "taking-over/{take_over}/files/",
        get="login 404 404 404 404 302 302",
        post="login 404 404 404 404 422 422",
    ),
    Address(
        f"{ONE}check/",
        "taking-over/{take_over}/check/",
        get="login 404 404 404 404 302 302",
        post="login 404 404 404 404 409 409",
    ),
    Address(
        f"{ONE}take/",
        "taking-over/{take_over}/take/",
        get="login 404 404 404 404 302 302",
        post="login 404 404 404 404 409 409",
    ),
    Address(
        f"{ONE}<int:table>/",
        "taking-over/{take_over}/{taken_table}/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 302 302",
    ),
    Address(
        f"{ONE}<int:table>/<slug:kind>/",
        "taking-over/{take_over}/{taken_table}/held-back/",
        get="login 404 404 404 404 404 404",
        post="login 404 404 404 404 405 405",
    ),
]


def scene(stage: Stage) -> dict[str, object]:
    """A take-over whose one file is through: nothing waits, nothing is kept."""
    by = User.objects.get(username=USERNAMES["department"])
    take_over = workflow.begin("ชุดเดิม", by=by)
    table = TakenTable.objects.create(
        take_over=take_over, entity="producers", file_title="producers.csv", status="done"
    )
    return {"take_over": take_over.pk, "taken_table": table.pk}
