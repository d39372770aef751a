"""Who may open what offices write to each other."""

from correspondence import workflow
from correspondence.models import Notice
from tests.support import correspondence_factories as letters
from tests.support.access import Address, Stage

NOTICE = "correspondence/notices/<int:pk>/"
QUESTION = "correspondence/questions/<int:pk>/"
BRIEFING = "correspondence/briefings/<int:pk>/"
EVERYBODY = "login 200 200 200 200 200 200"

ADDRESSES = [
    Address("correspondence/notices/", get=EVERYBODY),
    Address(
        "correspondence/notices/new/",
        get="login 404 404 200 200 200 200",
        post="login 404 404 422 422 422 422",
    ),
    Address(
        NOTICE,
        "correspondence/notices/{notice}/",
        {"reason": "ส่งผิดฉบับ"},
        get="login 200 200 200 404 404 404",
        post="login 404 404 302 404 404 404",
    ),
    Address(
        NOTICE,
        "correspondence/notices/{notice_of_department}/",
        {"reason": "ส่งผิดฉบับ"},
        get=EVERYBODY,
        post="login 404 404 404 404 302 302",
        name="notice of the department",
    ),
    Address(
        f"{NOTICE}file/",
        "correspondence/notices/{notice}/file/",
        get="login 200 200 200 404 404 404",
    ),
    Address("correspondence/questions/", "correspondence/questions/?q=ยอด", get=EVERYBODY),
    Address(
        "correspondence/questions/new/",
        get="login 200 200 200 200 404 404",
        post="login 422 422 422 422 404 404",
    ),
    Address(
        QUESTION,
        "correspondence/questions/{question}/",
        {"text": "ตอบ"},
        get="login 200 404 200 404 404 404",
        post="login 404 404 302 404 404 404",
    ),
    Address(
        QUESTION,
        "correspondence/questions/{question_of_department}/",
        {"text": "ตอบ"},
        get="login 200 404 200 404 200 200",
        post="login 404 404 302 404 302 302",
        name="question to the department",
    ),
    Address(
        QUESTION,
        "correspondence/questions/{question_published}/",
        {"text": "ตอบ"},
        get=EVERYBODY,
        post="login 404 404 302 404 302 302",
        name="question whose answer is published",
    ),
    Address("correspondence/briefings/", get=EVERYBODY),
    Address(
        "correspondence/briefings/new/",
        get="login 404 404 200 200 200 200",
        post="login 404 404 422 422 422 422",
    ),
    Address(
        BRIEFING,
        "correspondence/briefings/{briefing}/",
        {"title": "ชี้แจง", "held_on": "1/12/2569"},
        get="login 200 200 200 404 404 404",
        post="login 404 404 302 404 404 404",
    ),
]


def scene(stage: Stage) -> dict[str, object]:
    """A notice of each office, a question to each, one whose answer is published; a briefing."""
    province, department = stage.province_officer, stage.department
    published = letters.question(stage.chief, subject="เผยแพร่", to="department")
    workflow.answer(published, by=department, text="ตอบ", published=True)
    return {
        "notice": letters.notice(province, file=letters.paper()).pk,
        "notice_of_department": letters.notice(department, to=Notice.To.ALL).pk,
        "question": letters.question(stage.chief, to="province").pk,
        "question_of_department": letters.question(stage.chief, to="department").pk,
        "question_published": published.pk,
        "briefing": letters.briefing(province).pk,
    }
