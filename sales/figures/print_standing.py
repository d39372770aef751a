"""Whether a printed paper's figures are still the certified ones: judged by the figures themselves.

A month that was opened again and confirmed with the same figures leaves its papers right; the address
says that this happened. What is compared is what the paper was certified by: of a รต.๒ the rows, of a
รต.๓ or รต.๔ the snapshots of its months and area.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from core.thai.periods import Period
from products.models import Category
from sales.figures.certification import snapshots_in_force
from sales.figures.confirmed import CONFIRMED
from sales.figures.rollup import NOTHING
from sales.models import (
    CHANNELS,
    CertifiedPrint,
    SalesRow,
    Snapshot,
    SnapshotLine,
    SnapshotProducers,
)


class Standing(Enum):
    """What a paper's address says about it, and nothing else."""

    IN_FORCE = "in_force"
    RECONFIRMED = "reconfirmed"  # since opened again, confirmed with the same figures
    WITHDRAWN = "withdrawn"  # opened again, not confirmed since
    REPLACED = "replaced"  # other figures are confirmed now, or more than the paper holds


def standing(kept: CertifiedPrint) -> Standing:
    return _of_rows(kept) if kept.district_month is not None else _of_snapshots(kept)


# --- รต.๒: the rows of a district's month -----------------------------------------------------------

Figures = Counter[tuple[Any, ...]]


def _of_rows(kept: CertifiedPrint) -> Standing:
    month = kept.district_month
    assert month is not None  # a paper of rows is of a district's month
    if month.status not in CONFIRMED:
        return Standing.WITHDRAWN
    if month.district_confirmed_at == kept.confirmed_at:
        return Standing.IN_FORCE
    printed, now = _printed_rows(kept.content["rows"]), _rows_now(month.pk)
    named = {name for name, *_ in printed} == {name for name, *_ in now}
    same = printed == now if named else _without_names(printed) == _without_names(now)
    return Standing.RECONFIRMED if same else Standing.REPLACED


def _printed_rows(rows: Iterable[Mapping[str, Any]]) -> Figures:
    """Name, categories ticked and four amounts of each row of the kept paper; an empty cell is 0, as
    its row has it."""
    return Counter(
        (
            row["name"],
            *(value for value in Category.values if row.get(f"category_{value}")),
            *(Decimal(row[one]["decimal"]) if row.get(one) else NOTHING for one in CHANNELS),
        )
        for row in rows
    )


def _rows_now(district_month: int) -> Figures:
    rows = SalesRow.objects.filter(district_month=district_month)
    return Counter(rows.order_by().values_list("producer__name", "category", *CHANNELS))


def _without_names(figures: Figures) -> Figures:
    """A producer whose name was corrected since has the same figures."""
    found: Figures = Counter()
    for (_, *rest), count in figures.items():
        found[tuple(rest)] += count
    return found


# --- รต.๓ and รต.๔: the snapshots of months and area --------------------------------------------------

Place = tuple[date, str]


def _of_snapshots(kept: CertifiedPrint) -> Standing:
    assert kept.first_month is not None  # a paper of sums has its months
    assert kept.last_month is not None
    period = Period("span", kept.first_month, kept.last_month)
    in_force = [pk for pk, _ in snapshots_in_force(period, kept.of_region, kept.of_province_id)]
    if in_force == kept.snapshots:
        return Standing.IN_FORCE
    printed, now = _by_place(kept.snapshots), _by_place(in_force)
    again = {place: pk for place, pk in printed.items() if now.get(place, pk) != pk}
    figures = _figures_of([*again.values(), *(now[place] for place in again)])
    changed = any(figures[pk] != figures[now[place]] for place, pk in again.items())
    if changed or now.keys() - printed.keys():
        return Standing.REPLACED
    return Standing.WITHDRAWN if printed.keys() - now.keys() else Standing.RECONFIRMED


def _by_place(snapshots: Iterable[int]) -> dict[Place, int]:
    """Each snapshot by its month and province."""
    found = Snapshot.objects.filter(pk__in=snapshots).values_list(
        "province_month__month", "province_month__province", "pk"
    )
    return {(month, province): pk for month, province, pk in found}


def _figures_of(snapshots: list[int]) -> dict[int, set[tuple[Any, ...]]]:
    """Baht by district, category and kind, and the producers that sold, of each snapshot; what is 0 is
    as if it were not there."""
    found: dict[int, set[tuple[Any, ...]]] = {pk: set() for pk in snapshots}
    of_these = {"snapshot__in": snapshots}
    lines = SnapshotLine.objects.filter(**of_these)
    for pk, *line in lines.values_list(
        "snapshot", "district", "category", "kind", "producers", *CHANNELS
    ):
        if any(line[3:]):
            found[pk].add(tuple(line))
    sellers = SnapshotProducers.objects.filter(**of_these, producers__gt=0)
    for pk, *line in sellers.values_list("snapshot", "district", "kind", "producers"):
        found[pk].add(tuple(line))
    return found
