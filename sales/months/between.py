"""What happened to months between two moments: the steps on their trail and the rows that were
corrected, each with who and why. For what stands behind a change of confirmed figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from core.history.tracking import event_model
from core.users.models import User
from sales.figures.as_known import Place
from sales.figures.changes import Span
from sales.models import (
    CHANNELS,
    DistrictMonth,
    ExplanationReason,
    SalesRow,
    Step,
    in_words,
)

# What makes another version, or opens the way to it; that a district confirmed again says nothing more.
TOLD = (
    Step.Name.REOPEN_MONTH,
    Step.Name.RETURN_DISTRICT,
    Step.Name.WITHDRAW_PROVINCE,
    Step.Name.REPORT_PROVINCE,
    Step.Name.TAKE_OVER_MONTH,
)


def steps_between(user: User, spans: Mapping[Place, Span]) -> dict[Place, list[Step]]:
    """Those of each province's month within its span, the oldest first, through the officer's door. One
    query."""
    found: dict[Place, list[Step]] = {place: [] for place in spans}
    steps = (
        Step.objects.visible_to(user)
        .filter(month__in={month for month, _ in spans}, name__in=TOLD)
        .select_related("by", "district", "province")
        .order_by("at", "pk")
    )
    for step in steps:
        for place, span in spans.items():
            if step.month_id == place[0] and _of_province(step) in ("", place[1]):
                if span.begins < step.at <= span.ends:
                    found[place].append(step)
    return found


def _of_province(step: Step) -> str:
    """The code of the step's province; "" of the whole month."""
    return step.province_id or (step.district_id or "")[:2]


@dataclass(frozen=True)
class Correction:
    """A row that says another amount at the end of a span than at its beginning; None where the row was
    not there. Baht."""

    month: date
    district: str
    district_code: str
    producer: str
    producer_key: int
    category: str
    before: Decimal | None
    after: Decimal | None
    by: str
    at: datetime | None
    reason: str


def corrections(user: User, spans: Mapping[Place, Span]) -> list[Correction]:
    """The rows corrected within the spans, through the officer's door: for the department of months
    that are confirmed again. In four queries."""
    months = {
        one.pk: one
        for one in DistrictMonth.objects.visible_to(user)
        .filter(month__in={month for month, _ in spans})
        .filter(district__province__in={code for _, code in spans})
        .select_related("district")
        if (one.month_id, one.district.province_id) in spans
    }
    events: dict[int, list[Any]] = {}
    found: Any = event_model(SalesRow)._default_manager.filter(_within(months, spans))
    for event in found.select_related("producer").order_by("pgh_created_at", "pgh_id"):
        events.setdefault(event.pgh_obj_id, []).append(event)
    rows: dict[int, Any] = (
        SalesRow.objects.visible_to(user).select_related("producer").in_bulk(events.keys())
    )
    told = []
    for key, own in events.items():
        month = months[own[0].district_month_id]
        span = spans[month.month_id, month.district.province_id]
        states = _states(own, rows.get(key), span)
        told.append((month, *states))
    return _told(told)


def _within(months: Mapping[int, DistrictMonth], spans: Mapping[Place, Span]) -> Q:
    """Events of each district's month since its span began: each is what a row said before a change."""
    wanted = Q(pk__in=[])
    by_begin: dict[datetime, list[int]] = {}
    for one in months.values():
        begins = spans[one.month_id, one.district.province_id].begins
        by_begin.setdefault(begins, []).append(one.pk)
    for begins, keys in by_begin.items():
        wanted |= Q(district_month__in=keys, pgh_created_at__gt=begins)
    return wanted


def _states(events: Sequence[Any], row: Any, span: Span) -> tuple[Any, Any]:
    """What a row said at both ends of a span: the last state saved by then. None where nobody had saved
    it yet, or it was taken out."""
    chain = [*events, *([row] if row is not None else [])]
    gone = None if row is not None else events[-1].pgh_created_at

    def at(moment: datetime) -> Any:
        saved = [one for one in chain if one.updated_at is not None and one.updated_at <= moment]
        return saved[-1] if saved and (gone is None or moment < gone) else None

    return at(span.begins), at(span.ends)


def _told(found: list[tuple[DistrictMonth, Any, Any]]) -> list[Correction]:
    states = [state for _, *both in found for state in both if state is not None]
    reasons = ExplanationReason.objects.in_bulk({one.reason_id for one in states} - {None})
    people = User._base_manager.in_bulk({one.updated_by_id for one in states} - {None})
    corrected = []
    for month, was, now in found:
        before, after = _total(was), _total(now)
        said = now or was
        if said is None or (before or Decimal(0)) == (after or Decimal(0)):
            continue
        words = [in_words(reasons.get(said.reason_id), said.reason_words), said.note]
        corrected.append(
            Correction(
                month.month_id,
                month.district.name_th,
                month.district_id,
                str(said.producer),
                said.producer_id,
                said.category,
                before,
                after,
                str(people.get(said.updated_by_id, "")),
                said.updated_at,
                " ".join(filter(None, words)),
            )
        )
    return sorted(corrected, key=lambda one: (one.month, one.district, one.producer))


def _total(state: Any) -> Decimal | None:
    if state is None:
        return None
    return sum((getattr(state, channel) for channel in CHANNELS), Decimal("0.00"))
