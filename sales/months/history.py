"""ประวัติของตัวเลข: what happened to one row, who did it and when, from what to what (DOMAIN.md 8).

The events of a row are what it said before each change (core.history, `before`), so a row's first line
is what stands there without an event: the save that its own stamp tells of. Beside the changes stand the
steps of the month, as far as the reader sees them, with what the province marked in this row.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from core.areas.models import District, Province
from core.fields import column_of
from core.history.acting import Actor
from core.history.changes import ActorNames, Event, paired_before
from core.history.tracking import tracking_of
from core.thai.calendar import moment
from core.thai.digits import format_baht
from core.users.models import User
from sales.models import (
    CHANNELS,
    DistrictMonth,
    ExplanationReason,
    Proposal,
    RowMark,
    SalesRow,
    Step,
    in_words,
)

FIGURES = {channel: str(column_of(SalesRow, channel).verbose_name) for channel in CHANNELS}
STATE, TOTAL, NOTE, REASON, PRODUCER = "การบันทึก", "รวม", "หมายเหตุ", "เหตุผลที่ชี้แจง", "ผู้ผลิต"


@dataclass(frozen=True)
class Change:
    """One thing the row says, from what to what in words; "" for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryEntry:
    """One thing that happened. `state`: the word of the stylesheet, `said`: what was written with it;
    `is_first`: the history begins here, and what was before is not known."""

    at: datetime
    by: str
    what: str
    state: str = "waiting"
    said: str = ""
    changes: tuple[Change, ...] = ()
    is_first: bool = False


def history_of(
    row: SalesRow,
    steps: Iterable[Step],
    names: Mapping[int, str],
    proposals: Iterable[Proposal] = (),
) -> list[HistoryEntry]:
    """Everything that happened to `row`, which was reached through its reader's door, newest first.

    `steps`: those of the month that the reader sees, their marks prefetched; `names`: their officers
    with their offices; `proposals`: what its producer reported, with the steps. A row of the
    same producer and category that was taken back before is told too.
    """
    events = list(_events(row))
    actors = ActorNames({*(event.actor for event in events), *_first_savers(row, events)})
    reasons = _reasons(row, events)
    lines = [_told(event, actors, reasons) for event in events]
    lines += _first_lines(row, events, actors, reasons)
    for step in steps:
        lines.append(
            HistoryEntry(
                step.at, names[step.by_id], step.get_name_display(), step.to_status, step.reason
            )
        )
        if step.name == Step.Name.RETURN_DISTRICT:
            lines += _of_marks(step, row, names)
    lines += _of_proposals(proposals)
    return sorted(lines, key=lambda line: line.at, reverse=True)


def officers_of(steps: Iterable[Step]) -> dict[int, str]:
    """Who took these steps or answered their marks, with the office: นางสมใจ (สพอ.บางคล้า)."""
    keys: set[int | None] = {step.by_id for step in steps}
    keys |= {mark.replied_by_id for step in steps for mark in step.marks.all()}
    found = User._base_manager.select_related("district", "province").in_bulk(keys - {None})
    return {key: f"{user} ({_office(user)})" for key, user in found.items()}


def _office(user: User) -> str:
    area: District | Province | None = user.district or user.province
    return area.office if area else user.get_role_display()


def _events(row: SalesRow) -> Iterable[Event]:
    """Of the row, and of rows of its producer and category that stood in its place before."""
    tracking = tracking_of(SalesRow)
    assert tracking is not None
    rows = tracking.events._default_manager.filter(
        Q(pgh_obj_id=row.pk)
        | Q(district_month=row.district_month_id, producer=row.producer_id, category=row.category)
    )
    return paired_before(tracking, rows.select_related("producer"), {row.pk: row})


def _first_states(row: SalesRow, events: Collection[Event]) -> list[Any]:
    """What each of the rows said when its events begin: the row itself where there are none."""
    first: dict[int, Any] = {}
    for event in events:  # newest first
        before: Any = event.before
        first[before.pgh_obj_id] = before
    first.setdefault(row.pk, row)
    return [state for state in first.values() if state.updated_at is not None]


def _first_savers(row: SalesRow, events: Collection[Event]) -> set[Actor]:
    office = row.district_month.district_id
    return {Actor(state.updated_by_id, office) for state in _first_states(row, events)}


def _first_lines(row: Any, events: Any, actors: Any, reasons: Any) -> list[HistoryEntry]:
    """The saves from before the history began: their stamps tell who and when, none what was before."""
    office = row.district_month.district_id
    return [
        HistoryEntry(
            state.updated_at,
            actors(Actor(state.updated_by_id, office)),
            "ตัวเลขที่มีอยู่เมื่อเริ่มเก็บประวัติ",
            changes=_changes(None, state, reasons),
            is_first=True,
        )
        for state in _first_states(row, events)
    ]


def _told(
    event: Event, actors: ActorNames, reasons: Mapping[int, ExplanationReason]
) -> HistoryEntry:
    before: Any = event.before
    after: Any = event.after
    stamped = after is not None and after.updated_at != before.updated_at
    return HistoryEntry(
        after.updated_at if stamped else event.at,
        actors(event.actor),
        "แก้ไข" if after is not None else "ลบรายการ",
        said=event.actor.label,
        changes=_changes(before, after, reasons),
    )


def _of_proposals(proposals: Iterable[Proposal]) -> list[HistoryEntry]:
    """What the producer reported by whose link, and what the district made of it."""
    lines = []
    for one in proposals:
        by = f"ผู้ผลิต (ลิงก์ที่ {one.link.made_by} ออก)"
        figures = tuple(
            Change(label, "", format_baht(getattr(one, channel)))
            for channel, label in FIGURES.items()
            if getattr(one, channel)
        )
        changes = figures or (Change(STATE, "", SalesRow.Entry(one.entry).label),)
        what = "ผู้ผลิตแจ้งยอด (ยังไม่นับ)"
        lines.append(HistoryEntry(one.sent_at, by, what, said=one.note, changes=changes))
        for step in one.steps.all():
            what = f"{step.get_name_display()} เมื่อ {moment(one.sent_at)}"
            lines.append(HistoryEntry(step.at, str(step.by), what, said=step.reason))
    return lines


def _of_marks(step: Step, row: SalesRow, names: Mapping[int, str]) -> list[HistoryEntry]:
    own: list[RowMark] = [mark for mark in step.marks.all() if mark.row_id == row.pk]
    lines = [
        HistoryEntry(step.at, names[step.by_id], "จังหวัดทำเครื่องหมายรายการนี้", "returned", mark.note)
        for mark in own
    ]
    return lines + [
        HistoryEntry(mark.replied_at, names[mark.replied_by_id], "ตอบจังหวัด", "waiting", mark.reply)
        for mark in own
        if mark.replied_at and mark.replied_by_id
    ]


def _reasons(row: SalesRow, events: Collection[Event]) -> dict[int, ExplanationReason]:
    befores: list[Any] = [event.before for event in events]
    keys = {before.reason_id for before in befores} | {row.reason_id}
    found = ExplanationReason.objects.in_bulk(keys - {None})
    return found


def _changes(
    before: Any, after: Any, reasons: Mapping[int, ExplanationReason]
) -> tuple[Change, ...]:
    old, new = _words(before, reasons), _words(after, reasons)
    return tuple(
        Change(label, old.get(label, ""), new.get(label, ""))
        for label in [STATE, *FIGURES.values(), TOTAL, NOTE, REASON, PRODUCER]
        if old.get(label, "") != new.get(label, "")
        and not (label == PRODUCER and (before is None or after is None))
    )


def _words(state: Any, reasons: Mapping[int, ExplanationReason]) -> dict[str, str]:
    """What a state of the row says, by label; amounts where amounts were entered."""
    if state is None:
        return {}
    words = {
        STATE: SalesRow.Entry(state.entry).label,
        NOTE: state.note,
        REASON: in_words(reasons.get(state.reason_id), state.reason_words),
        PRODUCER: str(state.producer),
    }
    if state.entry == SalesRow.Entry.AMOUNTS:
        amounts = {channel: getattr(state, channel) for channel in CHANNELS}
        words |= {FIGURES[channel]: format_baht(amount) for channel, amount in amounts.items()}
        words[TOTAL] = format_baht(sum(amounts.values(), Decimal(0)))
    return words


def steps_of(user: User, district_month: DistrictMonth) -> QuerySet[Step]:
    """The trail of a district's month, newest first, through the person's own door: its own steps,
    those of the whole month, and the time its province was given."""
    of_it = Q(district=district_month.district_id) | Q(province=None, district=None)
    of_it |= Q(province=district_month.district.province_id, name__in=Step.OF_EXTENSIONS)
    return (
        Step.objects.visible_to(user)
        .filter(of_it, month=district_month.month_id)
        .select_related("by", "province")
        .prefetch_related("marks")
    )
