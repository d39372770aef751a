"""What of the producers' reports stands beside a month: what waits, by row; who was given a link."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from core.compiled import CompiledQuery
from core.users.models import User
from producers.models import Producer
from sales.models import (
    DistrictMonth,
    ProducerLink,
    ProducerPhoto,
    Proposal,
    ProposalStep,
    SalesRow,
)
from sales.proposals.answering import place_of


def waiting_by_row(district_month: DistrictMonth) -> dict[tuple[int, str], Proposal]:
    """What waits of a month, by its row's producer and category, in one query. The caller
    has looked the month up through `visible_to`."""
    found: list[Proposal] = _WAITING.read(of=district_month.pk)
    return {place_of(one): one for one in found}  # of two merged records the newer one's


_WAITING = CompiledQuery(
    lambda of: (
        Proposal.objects.waiting()
        .filter(link__district_month=of)
        .select_related("link")
        .with_row_producer()
        .order_by("pk")
        .annotate(is_asked=Exists(ProposalStep.objects.filter(proposal=OuterRef("pk"))))
    ),
    of=int,
)


def count_waiting(user: User, district_month: DistrictMonth) -> int:
    waiting = Proposal.objects.visible_to(user).waiting()
    return waiting.filter(link__district_month=district_month).count()


def proposals_of(
    user: User, district_month: DistrictMonth, producer: int, category: str
) -> QuerySet[Proposal]:
    """Everything that was reported of a row, with its steps, for its history; by records merged into its
    producer's too."""
    return (
        Proposal.objects.visible_to(user)
        .with_row_producer()
        .filter(
            link__district_month=district_month,
            row_producer=producer,
            category=category,
        )
        .select_related("link__made_by")
        .prefetch_related("steps__by")
    )


@dataclass(frozen=True)
class Waiting:
    """A proposal as the district's list shows it: beside its row, with its photographs and the question
    that was asked back. `overtaken`: the row was saved since it came, or a newer one waits for the same
    row (of a record merged into this one), so it is not ticked by itself."""

    proposal: Proposal
    row: SalesRow | None
    photos: int
    question: str
    overtaken: bool


def waiting_lines(user: User, district_month: DistrictMonth) -> list[Waiting]:
    """What waits, by the producers' order, in four queries."""
    waiting = list(
        Proposal.objects.visible_to(user)
        .waiting()
        .filter(link__district_month=district_month)
        .with_row_producer()
        .select_related("link__producer")
        .prefetch_related("steps")
        .order_by("link__producer__sort_key", "link__producer__name", "category", "pk")
    )
    producers = {place_of(one)[0] for one in waiting}
    rows = {
        (row.producer_id, row.category): row
        for row in SalesRow.objects.visible_to(user)
        .filter(district_month=district_month, producer__in=producers)
        .select_related("producer")
    }
    photos = photos_waiting(user, district_month)
    newest = {place_of(one): one for one in sorted(waiting, key=lambda one: one.pk)}
    lines = []
    for one in waiting:
        row = rows.get(place_of(one))
        saved_since = bool(row and row.updated_at and row.updated_at > one.sent_at)
        overtaken = saved_since or newest[place_of(one)] != one
        sent = photos.get(one.link.producer_id, 0)
        lines.append(Waiting(one, row, sent, _question(one), overtaken))
    return lines


def _question(proposal: Proposal) -> str:
    """The last question asked of it; "" where none was."""
    return next(
        (step.reason for step in proposal.steps.all() if step.name == ProposalStep.Name.ASK), ""
    )


def photos_waiting(user: User, district_month: DistrictMonth) -> dict[int, int]:
    """How many photographs wait, by producer."""
    found: dict[int, int] = {}
    photos = ProducerPhoto.objects.visible_to(user).waiting()
    of_month = photos.filter(link__district_month=district_month)
    for producer in of_month.values_list("link__producer", flat=True):
        found[producer] = found.get(producer, 0) + 1
    return found


@dataclass(frozen=True)
class Reporter:
    """A producer of the month, and how its link stands: `state` is none, usable or run_out."""

    producer: Producer
    link: ProducerLink | None
    state: str
    sent: bool


def reporters(user: User, district_month: DistrictMonth) -> Sequence[Reporter]:
    """Every producer with a row in the month, in Thai order, in three queries."""
    now = timezone.now()
    rows = SalesRow.objects.visible_to(user).filter(district_month=district_month)
    producers = Producer.objects.filter(pk__in=rows.values("producer"))
    links = ProducerLink.objects.visible_to(user).in_use().filter(district_month=district_month)
    by_producer = {link.producer_id: link for link in links}
    sent = Proposal.objects.visible_to(user).filter(link__district_month=district_month)
    last = dict(sent.order_by().values_list("link__producer").annotate(last=Max("sent_at")))
    found = []
    for producer in producers.order_by("sort_key", "name", "pk"):
        link = by_producer.get(producer.pk)
        state = "none" if link is None else "usable" if link.expires_at > now else "run_out"
        found.append(Reporter(producer, link, state, producer.pk in last))
    return found
