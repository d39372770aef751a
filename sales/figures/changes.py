"""What changed between two pictures of confirmed figures, line by line. A picture is the snapshot of
each province's month: as known on a day, as printed on a paper, or one version.

Only snapshots that differ are read line by line; what both pictures hold is summed. So

    before + changes = after

to the satang, with no line twice: district x month x category x kind x channel.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from core.areas.models import District
from core.users.models import User
from sales.figures.as_known import Known, Place, looking_back
from sales.figures.confirmed import LINE_MONTH, Scope, narrowed
from sales.figures.rollup import Amounts
from sales.models import CHANNELS, Snapshot, SnapshotLine

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class ChangedLine:
    """Baht of a channel, before and after; None where the province's month was not reported."""

    month: date
    district: District
    category: str
    kind: str
    channel: str
    before: Decimal | None
    after: Decimal | None

    @property
    def place(self) -> Place:
        return self.month, self.district.province_id

    @property
    def difference(self) -> Decimal:
        return (self.after or NOTHING) - (self.before or NOTHING)


@dataclass(frozen=True)
class Span:
    """Between which moments a province's month changed; `versions`: their numbers, None for none."""

    begins: datetime
    ends: datetime
    versions: tuple[int | None, int | None]


@dataclass(frozen=True)
class Changes:
    """`lines` in the order of areas and months; `unchanged`: baht of what both pictures say alike."""

    lines: tuple[ChangedLine, ...]
    unchanged: Decimal
    spans: Mapping[Place, Span]

    @property
    def before(self) -> Decimal:
        return sum((one.before or NOTHING for one in self.lines), self.unchanged)

    @property
    def after(self) -> Decimal:
        return sum((one.after or NOTHING for one in self.lines), self.unchanged)


def changes_between(
    user: User, scope: Scope, before: Known, after: Known, *, begins: datetime, ends: datetime
) -> Changes:
    """The changes of a scope between two pictures, whose snapshots came through the officer's door.
    `begins`, `ends`: the moments of the pictures, where a province's month has no version to say it.
    Five queries, however much there is."""
    places = sorted(p for p in before.keys() | after.keys() if before.get(p) != after.get(p))
    one, other = ({p: of[p] for p in places if p in of} for of in (before, after))
    alike = [pk for place, pk in before.items() if after.get(place) == pk]
    lines = narrowed(SnapshotLine.objects.of_any_version(user), scope, "district")
    with looking_back(user, ends):
        found = _amounts(lines, [*one.values(), *other.values()])
        unchanged = _total(lines, alike)
    spans = _spans(user, one, other, begins, ends)
    changed: list[ChangedLine] = []
    districts = District.objects.select_related("province").in_bulk({key[1] for _, key in found})
    keys = sorted({key for _, key in found})
    for month, code, category, kind in keys:
        place = (month, code[:2])
        was = _of(found, one.get(place), (month, code, category, kind))
        now = _of(found, other.get(place), (month, code, category, kind))
        for channel in CHANNELS:
            left = None if was is None else getattr(was, channel)
            right = None if now is None else getattr(now, channel)
            if (left or NOTHING) == (right or NOTHING):
                unchanged += left or NOTHING
                continue
            line = ChangedLine(month, districts[code], category, kind, channel, left, right)
            changed.append(line)
    return Changes(tuple(changed), unchanged, spans)


_Key = tuple[date, str, str, str]


def _of(
    found: Mapping[tuple[int, _Key], Amounts], snapshot: int | None, key: _Key
) -> Amounts | None:
    return None if snapshot is None else found.get((snapshot, key), Amounts.zero())


def _amounts(lines: QuerySet[Any], snapshots: Iterable[int]) -> dict[tuple[int, _Key], Amounts]:
    rows = lines.filter(snapshot__in=list(snapshots)).order_by()
    return {
        (pk, (month, code, category, kind)): Amounts(*baht)
        for pk, month, code, category, kind, *baht in rows.values_list(
            "snapshot", LINE_MONTH, "district", "category", "kind", *CHANNELS
        )
    }


def _total(lines: QuerySet[Any], snapshots: list[int]) -> Decimal:
    sums = lines.filter(snapshot__in=snapshots).aggregate(
        **{f"sum_{channel}": Sum(channel, default=NOTHING) for channel in CHANNELS}
    )
    return sum(sums.values(), NOTHING)


def _spans(
    user: User, before: Known, after: Known, begins: datetime, ends: datetime
) -> dict[Place, Span]:
    """From the version that was, to the one that is; where there is none, to when it was taken back, or
    from when the picture was."""
    kept = Snapshot.objects.of_any_version(user).in_bulk({*before.values(), *after.values()})
    spans = {}
    for place in before.keys() | after.keys():
        was = kept[before[place]] if place in before else None
        now = kept[after[place]] if place in after else None
        versions = (was and was.version, now and now.version)
        spans[place] = Span(
            was.taken_at if was else begins, now.taken_at if now else ends, versions
        )
    return spans
