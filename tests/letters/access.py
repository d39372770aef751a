"""Who may open the letters an office sends, and their templates."""

from letters.models import LetterTemplate
from tests.support import letter_factories as make
from tests.support.access import Address, Stage

EVERYBODY = "login 200 200 200 200 200 200"
TEMPLATE = "letters/templates/<int:pk>/"
WRITE = f"{TEMPLATE}write/"
LETTER = "letters/<int:pk>/"
FILE = f"{LETTER}<str:file_format>/"
WORDS = {"title": "เรื่อง", "to": "เรียน", "body": "ย่อหน้า", "signature": "(ชื่อ)"}
KEPT = WORDS | {"name": "แบบ", "kind": "memo", "subject": "other", "is_used": "on"}
NUMBERED = WORDS | {"reference": "ทส 1", "number": "99", "day": "24/11/2569"}

ADDRESSES = [
    Address("letters/", get=EVERYBODY),
    Address("letters/templates/", get=EVERYBODY),
    Address(
        "letters/templates/new/", body=KEPT, get=EVERYBODY, post="login 302 302 302 302 302 302"
    ),
    Address(
        TEMPLATE,
        "letters/templates/{template_of_district}/",
        KEPT,
        get="login 200 404 404 404 404 404",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        TEMPLATE,
        "letters/templates/{template_of_province}/",
        KEPT,
        get="login 200 200 200 404 404 404",
        post="login 404 404 302 404 404 404",
        name="template of the province",
    ),
    Address(
        TEMPLATE,
        "letters/templates/{template_of_department}/",
        KEPT,
        get=EVERYBODY,
        post="login 404 404 404 404 302 302",
        name="template of the department",
    ),
    Address(
        WRITE,
        "letters/templates/{template_of_department}/write/",
        NUMBERED,
        get=EVERYBODY,
        post="login 302 302 302 302 302 302",
    ),
    Address(
        WRITE,
        "letters/templates/{template_of_producers}/write/",
        NUMBERED,
        get="login 200 200 404 404 404 404",
        post="login 422 422 404 404 404 404",
        name="write to a producer",
    ),
    Address(
        LETTER,
        "letters/{outgoing_letter}/",
        {"reason": "ผิดฉบับ"},
        get="login 200 404 404 404 404 404",
        post="login 302 404 404 404 404 404",
    ),
    Address(FILE, "letters/{outgoing_letter}/pdf/", get="login 200 404 404 404 404 404"),
    Address(
        FILE,
        "letters/{outgoing_letter}/docx/",
        get="login 200 404 404 404 404 404",
        name="letter as document",
    ),
]


def scene(stage: Stage) -> dict[str, object]:
    """A template of each office, and a letter of the district."""
    of_department = make.template(stage.department, subject="other")
    return {
        "template_of_district": make.template(stage.chief).pk,
        "template_of_province": make.template(stage.province_officer).pk,
        "template_of_department": of_department.pk,
        "template_of_producers": LetterTemplate.objects.get(subject="producer").pk,
        "outgoing_letter": make.letter(stage.chief, of_department).pk,
    }
