"""What comes by a producer's link: proposals and photographs, each stored once, nothing of it a figure.

The same form sent twice, or again after a broken line, is one proposal: what came already under its key
(`sending`), or says what the last one said, is answered as stored. Other figures under a key that was
used are a new proposal, since a page may be gone back to and changed.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core.pictures.processing import MOST_BYTES, Prepared, RefusedPicture, prepare
from core.thai import calendar
from core.thai.texts import clean_text
from sales.models import (
    CHANNELS,
    LONGEST_WORDS,
    DistrictMonth,
    ProducerLink,
    ProducerPhoto,
    Proposal,
    ProposalStep,
    SalesMonth,
    SalesRow,
)
from sales.models.proposals import ProposalQuerySet
from sales.months.entry import Figures, RowInput, read_figures

MOST_PHOTOS = 10  # by one link


class MonthClosed(Exception):
    """Nothing is taken any more; the message is for the producer, in Thai."""


@dataclass(frozen=True)
class Line:
    """One category on the producer's page: last month's, what was sent last, what became of it."""

    row: SalesRow
    before: SalesRow | None
    sent: Proposal | None
    step: ProposalStep | None

    @property
    def may_be_said_again(self) -> bool:
        """The same figure once more is an answer: it was asked back, or not taken."""
        answered = (ProposalStep.Name.ASK, ProposalStep.Name.CLOSE)
        return self.step is not None and self.step.name in answered

    @property
    def is_asked(self) -> bool:
        return self.step is not None and self.step.name == ProposalStep.Name.ASK


@dataclass
class Sent:
    """What became of one sending: how many categories are stored, or what is wrong at which field.
    `photo`: why the photograph was not kept."""

    stored: int = 0
    errors: dict[str, dict[str, str]] = field(default_factory=dict)
    photo: str = ""


def closed_words(district_month: DistrictMonth) -> str:
    """Why nothing is taken, in the producer's words; "" while it is."""
    if not district_month.month.is_open:
        return f"ปิดรับยอดเดือน{district_month.month}แล้ว"
    if district_month.status not in DistrictMonth.EDITABLE:
        return f"อำเภอยืนยันยอดเดือน{district_month.month}แล้ว รับยอดเพิ่มไม่ได้"
    return ""


def lines_of(link: ProducerLink) -> list[Line]:
    """The producer's own categories of the month, in the form's order; in four queries."""
    rows = SalesRow.objects.filter(
        district_month=link.district_month_id, producer=link.producer_id
    ).in_form_order()
    earlier = SalesRow.objects.filter(
        producer=link.producer_id, month=calendar.add_months(link.district_month.month_id, -1)
    ).filled()
    before = {row.category: row for row in earlier}
    newest = {one.category: one for one in _of_producer(link).newest().prefetch_related("steps")}
    lines = []
    for row in rows:
        sent = newest.get(row.category)
        step = next(iter(sent.steps.all()), None) if sent else None  # newest first
        lines.append(Line(row, before.get(row.category), sent, step))
    return lines


def _of_producer(link: ProducerLink) -> ProposalQuerySet:
    return Proposal.objects.filter(
        link__district_month=link.district_month_id, link__producer=link.producer_id
    )


def send(
    link: ProducerLink,
    typed: Mapping[str, RowInput],
    *,
    sending: uuid.UUID,
    photo: BinaryIO | UploadedFile | None = None,
) -> Sent:
    """Store what was typed of each category; what was left empty is passed over. All of it or, where a
    field cannot be read, nothing. A photograph that cannot be kept stops no figure.

    Raises MonthClosed once the district confirmed or the month was closed.
    """
    result, readable = Sent(), {}
    for category, one in typed.items():
        figures, errors = _read(one)
        if errors:
            result.errors[category] = errors
        elif figures and figures.entry != SalesRow.Entry.BLANK:
            readable[category] = figures
    if result.errors:
        return result
    prepared = None
    if photo is not None:
        prepared, result.photo = _prepared(photo)  # outside the lock: it takes a second
    _store(link, readable, sending, prepared, result)
    return result


def _read(typed: RowInput) -> tuple[Figures | None, dict[str, str]]:
    """As the grid reads a row; a producer's note is shorter."""
    note = clean_text(typed.note)
    figures, errors = read_figures(
        RowInput(0, 0, typed.amounts, no_sales=typed.no_sales, note=note)
    )
    if len(note) > LONGEST_WORDS:
        errors["note"] = f"หมายเหตุยาวเกินไป เขียนได้ไม่เกิน {LONGEST_WORDS} ตัวอักษร"
    return (None, errors) if errors else (figures, {})


@transaction.atomic
def _store(
    link: ProducerLink,
    readable: Mapping[str, Figures],
    sending: uuid.UUID,
    photo: tuple[Prepared, str] | None,
    result: Sent,
) -> None:
    # In the order of every step: the month of the nation is read after the lock on the district's.
    month = DistrictMonth.objects.select_for_update(no_key=True).get(pk=link.district_month_id)
    month.month = SalesMonth.objects.get(pk=month.month_id)
    ProducerLink.objects.select_for_update().get(pk=link.pk)
    if closed := closed_words(month):
        raise MonthClosed(closed)
    for line in lines_of(link):
        figures = readable.get(line.row.category)
        if figures is not None:
            _keep(link, line, figures, sending)
            result.stored += 1
    if photo is not None:
        result.photo = _keep_photo(link, *photo)


def _keep(link: ProducerLink, line: Line, figures: Figures, sending: uuid.UUID) -> None:
    under_key = Proposal.objects.filter(link=link, category=line.row.category, sending=sending)
    known = under_key.first()
    if known and _says(known) == figures:
        return
    if line.sent and not line.may_be_said_again and _says(line.sent) == figures:
        return
    Proposal.objects.create(
        link=link,
        category=line.row.category,
        sending=uuid.uuid4() if known else sending,
        entry=figures.entry,
        note=figures.note,
        sent_at=timezone.now(),
        **dict(zip(CHANNELS, figures.amounts, strict=True)),
    )


def _says(proposal: Proposal) -> Figures:
    return Figures(proposal.entry, proposal.amounts, proposal.note)


def _prepared(photo: BinaryIO | UploadedFile) -> tuple[tuple[Prepared, str] | None, str]:
    """The photograph remade with the digest of what was sent, or why it is not taken."""
    data = photo.read(MOST_BYTES + 1)
    try:
        return (prepare(BytesIO(data)), sha256(data).hexdigest()), ""
    except RefusedPicture as refusal:
        return None, str(refusal)


def _keep_photo(link: ProducerLink, prepared: Prepared, digest: str) -> str:
    """Keep it; returns why not, "" where it is kept or was before."""
    own = ProducerPhoto.objects.filter(link=link)
    if own.filter(sha256=digest).exists():
        return ""
    if own.count() >= MOST_PHOTOS:
        return f"ส่งรูปได้ไม่เกิน {MOST_PHOTOS} รูป"
    photo = ProducerPhoto(
        link=link, bytes=len(prepared.picture), sha256=digest, sent_at=timezone.now()
    )
    photo.file.save("-.jpg", ContentFile(prepared.picture), save=False)
    photo.thumbnail.save("-.jpg", ContentFile(prepared.thumbnail), save=False)
    photo.save()
    return ""
