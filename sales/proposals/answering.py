"""What the district makes of what producers reported: accepts, corrects with a reason, asks back, or
closes what it does not take.

Accepting is saving the row as any row is saved (sales.months.entry): on the version that was seen, under
the month's lock, with its history, which says that the figure was the producer's. The step beside it
says who accepted which proposal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core import steps
from core.areas.scope import Role
from core.history.acting import acting
from core.steps import StepRefused, StepRule
from core.users.models import User
from producers.models import Producer
from sales.models import (
    CHANNELS,
    DistrictMonth,
    Evidence,
    EvidenceKind,
    ProducerPhoto,
    Proposal,
    ProposalStep,
    SalesMonth,
    SalesRow,
)
from sales.months.entry import RowInput, RowResult, locked_for_entry, means, save_rows

Name = ProposalStep.Name
_DISTRICT = frozenset({Role.DISTRICT})
LONGEST_REASON = 300
STEPS = {
    name: StepRule(
        name,
        DistrictMonth.EDITABLE,
        None,
        _DISTRICT,
        needs_reason=name != Name.ACCEPT,
        longest=LONGEST_REASON,
    )
    for name in Name
}
OVERTAKEN = "ผู้ผลิตแจ้งยอดใหม่ หรือมีเจ้าหน้าที่รับยอดนี้แล้ว เปิดหน้านี้ใหม่อีกครั้ง"
BOOK = "สมุดบัญชี"


@dataclass(frozen=True)
class Accepted:
    """What became of proposals: the rows as a save answers them, and how many could not be taken since
    the producer sent others, somebody settled them, or their row is gone."""

    results: Sequence[RowResult]
    overtaken: int

    @property
    def saved(self) -> int:
        return sum(result.saved for result in self.results)

    @property
    def refused(self) -> int:
        return self.overtaken + len(self.results) - self.saved


@transaction.atomic
def accept(district_month: DistrictMonth, seen: Mapping[int, int], *, by: User) -> Accepted:
    """Save the rows of these proposals with their figures; `seen`: the version of its row by proposal.

    In a constant number of statements for any number of them. A row that somebody saved meanwhile, and
    a proposal that is not the last word any more, are left as they are. Raises EntryRefused.
    """
    locked = locked_for_entry(district_month, by)
    found = _waiting(locked, seen, by)
    rows = _rows_of(locked, found)
    typed = {
        row.pk: _as_typed(proposal, row, seen[proposal.pk])
        for proposal in found
        if (row := rows.get(place_of(proposal)))
    }
    by_row = {row.pk: proposal for proposal in found if (row := rows.get(place_of(proposal)))}
    with acting(by, label=str(Name.ACCEPT.label)):
        results = save_rows(locked, list(typed.values()), by=by)
    taken = [by_row[result.row_id] for result in results if result.saved]
    _settle(Name.ACCEPT, taken, by=by)
    _take_photos(locked, taken, by)
    return Accepted(results, len(seen) - len(typed))


@transaction.atomic
def correct(
    district_month: DistrictMonth,
    proposal: Proposal,
    typed: RowInput,
    *,
    reason: str,
    by: User,
) -> RowResult:
    """Save the row with the district's own figures, with the reason that the producer is told, too.

    Figures that say what the producer said are refused: those are accepted. Raises StepRefused or
    EntryRefused; a figure that cannot be read comes back in the result.
    """
    reason = steps.reason_given(reason, STEPS[Name.CORRECT])
    locked = locked_for_entry(district_month, by)
    if not (waiting := _waiting(locked, [proposal.pk], by)):
        raise StepRefused(OVERTAKEN)
    figures = means(typed)
    if figures and figures.amounts == proposal.amounts and figures.entry == proposal.entry:
        raise StepRefused("ตัวเลขเท่ากับที่ผู้ผลิตแจ้ง ถ้าถูกต้องแล้วกด “รับยอดนี้”")
    with acting(by, label=f"{Name.CORRECT.label}: {reason}"):
        (result,) = save_rows(locked, [typed], by=by)
    if result.saved:
        _settle(Name.CORRECT, [proposal], by=by, reason=reason)
        _take_photos(locked, waiting, by)
    return result


@transaction.atomic
def ask(district_month: DistrictMonth, proposal: Proposal, *, question: str, by: User) -> None:
    """Ask the producer, whose page then shows the question. The figure stays as it is."""
    question = steps.reason_given(question, STEPS[Name.ASK])
    locked = locked_for_entry(district_month, by)
    if not _waiting(locked, [proposal.pk], by):
        raise StepRefused(OVERTAKEN)
    _settle(Name.ASK, [proposal], by=by, reason=question)


@transaction.atomic
def close(district_month: DistrictMonth, proposal: Proposal, *, reason: str, by: User) -> None:
    """Settle it without taking its figure: told twice, or of a row that is gone. The row stays as it is,
    and the producer reads the reason."""
    reason = steps.reason_given(reason, STEPS[Name.CLOSE])
    locked = locked_for_entry(district_month, by)
    if not _waiting(locked, [proposal.pk], by):
        raise StepRefused(OVERTAKEN)
    _settle(Name.CLOSE, [proposal], by=by, reason=reason)


def close_without_row(producer: Producer, *, because: str, by: User) -> int:
    """Close, with a word, what waits of a producer that left where its row has gone too; how many.

    Called inside the step by which it left. What has a row still waits there.
    """
    row = SalesRow.objects.filter(
        district_month=OuterRef("link__district_month"),
        producer=OuterRef("link__producer"),
        category=OuterRef("category"),
    )
    waiting = Proposal.objects.waiting().filter(
        ~Exists(row),
        link__producer=producer,
        link__district_month__status__in=DistrictMonth.EDITABLE,
        link__district_month__month__status=SalesMonth.Status.OPEN,
    )
    found = list(waiting)
    _settle(Name.CLOSE, found, by=by, reason=because)
    return len(found)


Place = tuple[int, str]


def place_of(proposal: Proposal) -> Place:
    """Its row's producer and category; of a queryset `with_row_producer`."""
    producer: int = proposal.row_producer  # type: ignore[attr-defined]
    return producer, proposal.category


def _waiting(
    locked: DistrictMonth, keys: Mapping[int, int] | Sequence[int], by: User
) -> list[Proposal]:
    """Those of the keys that are the last word of their producer, and unsettled."""
    waiting = Proposal.objects.visible_to(by).waiting()
    found = waiting.filter(link__district_month=locked, pk__in=list(keys))
    return list(found.with_row_producer().select_related("link").order_by("pk"))


def _rows_of(locked: DistrictMonth, proposals: Sequence[Proposal]) -> dict[Place, SalesRow]:
    producers = {place_of(proposal)[0] for proposal in proposals}
    rows = SalesRow.objects.filter(district_month=locked, producer__in=producers)
    return {(row.producer_id, row.category): row for row in rows}


def _as_typed(proposal: Proposal, row: SalesRow, version: int) -> RowInput:
    """The proposal as if it had been typed; the row keeps its note, or takes the producer's."""
    no_sales = proposal.entry == SalesRow.Entry.NO_SALES
    note = row.note or (f"ผู้ผลิตแจ้ง: {proposal.note}" if proposal.note else "")
    amounts = {} if no_sales else {one: str(getattr(proposal, one)) for one in CHANNELS}
    return RowInput(row.pk, version, amounts, no_sales=no_sales, note=note)


def _settle(name: Name, proposals: Sequence[Proposal], *, by: User, reason: str = "") -> None:
    now = timezone.now()
    ProposalStep.objects.bulk_create(
        ProposalStep(proposal=one, name=name, by=by, at=now, reason=reason) for one in proposals
    )


def _take_photos(locked: DistrictMonth, proposals: Sequence[Proposal], by: User) -> None:
    """Photographs of these producers become evidence of their rows, under the officer who took them."""
    now = {one.link.producer_id: place_of(one)[0] for one in proposals}  # by whose link they came
    photos = list(
        ProducerPhoto.objects.visible_to(by)
        .waiting()
        .filter(link__district_month=locked, link__producer__in=now)
        .select_related("link")
    )
    if not photos:
        return
    kinds = EvidenceKind.objects.order_by("position", "pk")
    kind = kinds.filter(name=BOOK).first() or kinds.first()
    own = Evidence.objects.filter(district_month=locked, producer__in=now.values()).kept()
    there = set(own.values_list("producer", "sha256"))
    for photo in photos:
        producer = now[photo.link.producer_id]
        key = (producer, photo.sha256)
        if key in there or kind is None:
            continue
        there.add(key)
        photo.evidence = Evidence.objects.create(
            district_month=locked,
            producer_id=producer,
            kind=kind,
            caption="ผู้ผลิตส่งทางโทรศัพท์",
            file=photo.file.name,
            thumbnail=photo.thumbnail.name,
            bytes=photo.bytes,
            sha256=photo.sha256,
            uploaded_at=timezone.now(),
            uploaded_by=by,
        )
        photo.file = photo.thumbnail = ""  # the evidence's from here on
        photo.save(update_fields=["evidence", "file", "thumbnail"])
