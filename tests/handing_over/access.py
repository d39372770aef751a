"""Who may open the hand-overs of an office."""

from handing_over import workflow
from tests.support.access import Address, Stage

EVERYBODY = "login 200 200 200 200 200 200"
ONE = "hand-overs/<int:pk>/"

ADDRESSES = [
    Address("hand-overs/", get=EVERYBODY),
    Address("hand-overs/new/", get=EVERYBODY, post="login 302 302 302 302 302 302"),
    Address(ONE, "hand-overs/{hand_over}/", get="login 200 404 200 404 404 404"),
    Address(
        f"{ONE}take/",
        "hand-overs/{hand_over}/take/",
        get="login 405 405 405 405 405 405",
        post="login 422 404 404 404 404 404",
        clerk=("405", "302"),
    ),
    Address(f"{ONE}paper/", "hand-overs/{hand_over}/paper/", get="login 200 404 200 404 404 404"),
]


def scene(stage: Stage) -> dict[str, object]:
    """The chief's desk, handed over to whoever of the office takes it."""
    return {"hand_over": workflow.hand_over(by=stage.chief, note="กุญแจอยู่ที่ตู้").pk}
