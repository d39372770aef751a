"""Made-up templates and letters, through the steps that make real ones."""

from datetime import date

from core.users.models import User
from letters import workflow
from letters.models import LetterTemplate, OutgoingLetter

WORDS = {
    "title": "ขอเชิญประชุม",
    "to": "หัวหน้ากลุ่มผู้ผลิต",
    "enclosures": "",
    "body": "ด้วยสำนักงานจะจัดประชุม\nจึงเรียนมาเพื่อโปรดทราบ",
    "signature": "(นางสมมติ ใจดี)\nพัฒนาการอำเภอ",
}


def template(by: User, **said) -> LetterTemplate:
    words = {"name": "แบบทดลอง", "kind": "external", "subject": "other"} | WORDS | said
    return workflow.keep_template(LetterTemplate(**words), by=by)


def letter(by: User, of: LetterTemplate, number: int = 1, **said) -> OutgoingLetter:
    words = {"about": "", "table": None, "reference": "ฉช 0019.5", "day": date(2026, 11, 20)}
    return workflow.issue(of, by=by, number=number, **(words | WORDS | said))
