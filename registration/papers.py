"""Papers of a record: added by its district while its form is open, taken back until it is certified.

What the province certified upon stays. Each file is remade before it is kept (core.pictures.papers).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from core.areas.scope import Role, visible_rows
from core.documents.keeping import forget
from core.pictures.papers import RefusedPaper, Remade, remake
from core.steps import StepRule, offers, reread
from core.users.models import User
from registration.models import REGISTERED, Paper, RegisteredRecord, Status
from registration.record_state import closed_because

MOST_FILES = 40  # of one record
MOST_AT_ONCE = 20

DISTRICT = frozenset({Role.DISTRICT})
BEFORE_CERTIFIED = frozenset({Status.DRAFT, Status.RETURNED})
ADD = StepRule("add", BEFORE_CERTIFIED | set(REGISTERED), None, DISTRICT)
REMOVE = StepRule("remove", BEFORE_CERTIFIED, None, DISTRICT)


class PaperRefused(Exception):
    """It cannot be added or taken back; the message says why, in Thai."""


@dataclass(frozen=True)
class Outcome:
    """What became of one chosen file: kept, or refused with the reason."""

    name: str
    paper: Paper | None = None
    refusal: str = ""
    warning: str = ""


def add_papers(
    record: RegisteredRecord,
    uploads: Sequence[BinaryIO],
    *,
    kind: str,
    by: User,
    caption: str = "",
) -> list[Outcome]:
    """Store the files that can be stored and report why the others cannot. Raises PaperRefused where
    this person may add none at all now."""
    _refuse_closed(record, by)
    if len(uploads) > MOST_AT_ONCE:
        raise PaperRefused(f"เลือกได้ครั้งละไม่เกิน {MOST_AT_ONCE} ไฟล์")
    outcomes = []
    for upload in uploads:
        name = str(getattr(upload, "name", ""))
        try:
            remade = remake(upload)  # outside the lock: it takes a second on a large picture
            kept = _keep(record, remade, kind=kind, by=by, caption=caption)
            outcomes.append(Outcome(name, kept, warning=remade.warning))
        except (PaperRefused, RefusedPaper) as refusal:
            outcomes.append(Outcome(name, refusal=str(refusal)))
    return outcomes


@transaction.atomic
def _keep(record: RegisteredRecord, remade: Remade, *, kind: str, by: User, caption: str) -> Paper:
    found = reread(visible_rows(type(record), by), record)
    _refuse_closed(found, by)
    own = Paper.objects.of(found).kept()
    same = own.filter(sha256=remade.sha256).select_related("uploaded_by").first()
    if same is not None:
        raise PaperRefused(f"ไฟล์นี้แนบไว้แล้ว ({same} โดย {same.uploaded_by}) ไม่ต้องแนบซ้ำ")
    if own.count() >= MOST_FILES:
        raise PaperRefused(f"แนบได้ไม่เกิน {MOST_FILES} ไฟล์ต่อระเบียน")
    paper = Paper(
        record_type=ContentType.objects.get_for_model(type(found)),
        record_id=found.pk,
        district=found.home_district(),
        kind=kind,
        caption=caption.strip(),
        pages=remade.pages,
        bytes=len(remade.data),
        sha256=remade.sha256,
        uploaded_at=timezone.now(),
        uploaded_by=by,
    )
    paper.file.save(f"-{remade.ending}", ContentFile(remade.data), save=False)
    paper.save()
    return paper


@transaction.atomic
def remove_paper(paper: Paper, record: RegisteredRecord, *, by: User) -> Paper:
    """Take back what was attached by mistake: its file goes, the line of who and when stays."""
    found = reread(visible_rows(type(record), by), record)
    _refuse_closed(found, by)
    if not offers(REMOVE, found, by):
        raise PaperRefused("จังหวัดรับรองแล้ว เอกสารที่แนบไว้ลบไม่ได้ เพิ่มได้อย่างเดียว")
    locked = Paper.objects.of(found).select_for_update(of=("self",)).get(pk=paper.pk)
    if locked.removed_at is None:
        forget(locked.file)
        locked.removed_at, locked.removed_by = timezone.now(), by
        locked.save()
    return locked


def _refuse_closed(record: RegisteredRecord, by: User) -> None:
    if not offers(ADD, record, by):
        raise PaperRefused(closed_because(by, record) or "แนบเอกสารได้เฉพาะเจ้าหน้าที่อำเภอ")
