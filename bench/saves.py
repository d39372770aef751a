"""Saving a district's grid of 300 rows in bulk, as the portal does, against row by row."""

from decimal import Decimal
from itertools import count

from django.db import transaction
from django.utils import timezone

from bench.scenes import office_with_rows
from bench.timing import ratio, shown, table, timed
from core.users.models import User
from sales.models import CHANNELS, DistrictMonth, SalesRow
from sales.months.entry import RowInput, save_rows

ROWS = 300
RUNS = 7
_drawn = count(1)


def in_bulk(month: DistrictMonth, officer: User) -> int:
    """Every row anew through sales.months.entry; how many were saved."""
    nth = next(_drawn)
    with transaction.atomic():
        rows = month.rows.order_by("pk")[:ROWS]
        typed = [
            RowInput(row.pk, row.version, {"domestic_offline": f"{1000 + nth}"}) for row in rows
        ]
        return sum(result.saved for result in save_rows(month, typed, by=officer))


def one_by_one(month: DistrictMonth, officer: User) -> int:
    """The same rows, each read, set and saved by itself, as a form set or an import would."""
    nth = next(_drawn)
    with transaction.atomic():
        keys = list(month.rows.order_by("pk").values_list("pk", flat=True)[:ROWS])
        for key in keys:
            row = SalesRow.objects.select_for_update(of=("self",)).get(pk=key)
            row.entry, row.note = SalesRow.Entry.AMOUNTS, ""
            for channel in CHANNELS:
                setattr(row, channel, Decimal(0))
            row.domestic_offline = Decimal(1000 + nth)
            row.version += 1
            row.updated_at, row.updated_by = timezone.now(), officer
            row.save()
        return len(keys)


def measure() -> str:
    """The table; what was saved is rolled back."""
    month, officer = office_with_rows(ROWS)
    with transaction.atomic():
        bulk, saved = timed(lambda: in_bulk(month, officer), RUNS)
        single, same = timed(lambda: one_by_one(month, officer), RUNS, warm_up=1)
        transaction.set_rollback(True)
    if saved != same:
        raise ValueError(f"{saved} rows saved in bulk, {same} one by one")
    head = ["", "in bulk", "p95", "row by row", "p95", "row by row : bulk"]
    cells = [shown(one) for one in (bulk.median, bulk.p95, single.median, single.p95)]
    return table(head, [[f"{saved} rows", *cells, ratio(single.median, bulk.median)]])
