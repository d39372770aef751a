"""Whether a district's month is ready to be confirmed: what the check page shows and the step asks."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Subquery

from core.thai.calendar import add_months
from sales.anomalies import MONTHS_OF_PAST, Anomaly, find_anomaly
from sales.models import DistrictMonth, SalesRow


@dataclass(frozen=True)
class Faults:
    """Ids of rows that stand in the way of the confirmation."""

    blank: frozenset[int]
    unexplained: frozenset[int]


def rows_to_check(district_month: DistrictMonth):
    """The district's rows in the order of the form, each with `past_totals`: its totals (baht) of
    the twelve months before."""
    month = district_month.month_id
    past = (
        SalesRow.objects.filter(
            producer=OuterRef("producer"),
            category=OuterRef("category"),
            month__gte=add_months(month, -MONTHS_OF_PAST),
            month__lt=month,
        )
        .filled()
        .order_by()
        .values("producer")
        .annotate(totals=ArrayAgg("total"))
        .values("totals")
    )
    return (
        SalesRow.objects.filter(district_month=district_month)
        .select_related("producer", "updated_by", "district_month")
        .annotate(past_totals=Subquery(past))
        .in_form_order()
    )


def anomaly_of(row: SalesRow) -> Anomaly | None:
    """What is out of line in a row of `rows_to_check`; nothing for one not filled in yet."""
    if row.entry == SalesRow.Entry.BLANK:
        return None
    return find_anomaly(row.total, row.past_totals or [])


def faults(rows: Iterable[SalesRow]) -> Faults:
    """What keeps these rows (of `rows_to_check`) from being confirmed."""
    blank, unexplained = set(), set()
    for row in rows:
        if row.entry == SalesRow.Entry.BLANK:
            blank.add(row.pk)
        elif not row.note and anomaly_of(row):
            unexplained.add(row.pk)
    return Faults(frozenset(blank), frozenset(unexplained))


def fingerprint(rows: Iterable[SalesRow]) -> str:
    """What a page showed, for its form to carry: each row's id and version."""
    return " ".join(f"{row.pk}:{row.version}" for row in rows)


def changed_since(seen: str, rows: Iterable[SalesRow]) -> set[int]:
    """Ids of rows that the page with fingerprint `seen` did not show as they are now; a row removed
    since counts as changed."""
    shown = dict(part.split(":", 1) for part in seen.split() if ":" in part)
    now = {str(row.pk): str(row.version) for row in rows}
    differing = {key for key in now.keys() | shown.keys() if now.get(key) != shown.get(key)}
    return {int(key) for key in differing if key.isdecimal() and len(key) < 19}
