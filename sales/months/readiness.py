"""Whether a district's month is ready to be confirmed: what the check page shows and the step asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.db.models import OuterRef, QuerySet, Subquery

from core.thai.calendar import add_months
from sales.models import DistrictMonth, RowAnomaly, SalesRow
from sales.months.anomalies import Anomaly, Past, find_anomaly, needs_peers
from sales.months.peers import neighbours, past_totals, peers_of


@dataclass(frozen=True)
class Faults:
    """Ids of rows that stand in the way of the confirmation."""

    blank: frozenset[int]
    unexplained: frozenset[int]


def rows_to_check(district_month: DistrictMonth) -> QuerySet[Any]:
    """The district's rows in the order of the form, each with `past_totals` (baht, of the twelve
    months before) and `last_year_total` (of the same month a year ago)."""
    month = district_month.month_id
    last_year = SalesRow.objects.filter(
        producer=OuterRef("producer"), category=OuterRef("category"), month=add_months(month, -12)
    ).filled()
    return (
        SalesRow.objects.filter(district_month=district_month)
        .select_related("producer", "updated_by", "district_month", "reason")
        .annotate(
            past_totals=past_totals(month), last_year_total=Subquery(last_year.values("total"))
        )
        .in_form_order()
    )


def anomalies_of(district_month: DistrictMonth, rows: Iterable[Any]) -> dict[int, Anomaly]:
    """What is out of line in rows of `rows_to_check`, by id; nothing for those not filled in yet.

    One query at most, and none where every row is in line with its own past.
    """
    past = {
        row.pk: Past(tuple(row.past_totals or ()), row.last_year_total)
        for row in rows
        if row.entry != SalesRow.Entry.BLANK
    }
    doubtful = [row for row in rows if row.pk in past and needs_peers(row.total, past[row.pk])]
    groups = neighbours(district_month, ((row.category, row.kind) for row in doubtful))
    found = {}
    for row in doubtful:
        of_group = groups.get((row.category, row.kind), [])
        peers = peers_of(row.producer_id, district_month.district_id, of_group)
        if anomaly := find_anomaly(row.total, past[row.pk], peers):
            found[row.pk] = anomaly
    return found


def anomalies_shown(district_month: DistrictMonth, rows: Iterable[SalesRow]) -> dict[int, Anomaly]:
    """While the month is being entered, as the rows stand; afterwards what was asked when the district
    confirmed, since what is usual moves on. One query at most."""
    if district_month.status in DistrictMonth.EDITABLE:
        return anomalies_of(district_month, rows)
    asked = RowAnomaly.objects.filter(row__district_month=district_month)
    return {one.row_id: Anomaly(one.short, one.sentence) for one in asked}


def faults(rows: Iterable[SalesRow], anomalies: Mapping[int, Anomaly]) -> Faults:
    """What keeps these rows (of `rows_to_check`) from being confirmed; `anomalies` is theirs."""
    blank, unexplained = set(), set()
    for row in rows:
        if row.entry == SalesRow.Entry.BLANK:
            blank.add(row.pk)
        elif row.reason_id is None and row.pk in anomalies:
            unexplained.add(row.pk)
    return Faults(frozenset(blank), frozenset(unexplained))


def fingerprint(rows: Iterable[SalesRow]) -> str:
    """What a page showed, for its form to carry: each row's id, its version and its explanation."""
    return " ".join(f"{row.pk}:{_version(row)}" for row in rows)


def _version(row: SalesRow) -> str:
    """An explanation raises no version, so that it stands in nobody's way in the grid."""
    if row.reason_id is None:
        return str(row.version)
    return f"{row.version}-{crc32(f'{row.reason_id} {row.reason_words}'.encode())}"


def changed_since(seen: str, rows: Iterable[SalesRow]) -> set[int]:
    """Ids of rows that the page with fingerprint `seen` did not show as they are now; a row removed
    since counts as changed."""
    shown = dict(part.split(":", 1) for part in seen.split() if ":" in part)
    now = {str(row.pk): _version(row) for row in rows}
    differing = {key for key in now.keys() | shown.keys() if now.get(key) != shown.get(key)}
    return {int(key) for key in differing if key.isdecimal() and len(key) < 19}
