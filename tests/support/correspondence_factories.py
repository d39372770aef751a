"""Made-up notices, questions and briefings, through the steps that make real ones."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from core.users.models import User
from correspondence import workflow
from correspondence.models import Briefing, Notice, Question
from tests.support.pdf_files import scanned


def paper(name: str = "หนังสือ.pdf", content: bytes = scanned()) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def notice(by: User, title: str = "ซักซ้อมการรายงานยอด", **said) -> Notice:
    return workflow.send(by=by, **{"title": title, "text": "ขอให้รายงานภายในกำหนด"} | said)


def question(by: User, **said) -> Question:
    return workflow.ask(by=by, **{"subject": "ยอดออนไลน์", "text": "นับอย่างไร"} | said)


def briefing(by: User, held_on: date = date(2026, 12, 1), **said) -> Briefing:
    return workflow.call(Briefing(**{"title": "ชี้แจงตัวชี้วัด", "held_on": held_on} | said), by=by)
