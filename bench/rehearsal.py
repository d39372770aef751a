"""The nation through the door of the old systems: built, exported, taken over into an empty database.

    python -m bench rehearsal --share 10 --months 36

What the second database then says must be what the first says: ทะเบียนรายจังหวัด, the base of the KPI,
assessments, and every closed month by province and category to the baht. Counts, seconds and peak memory
are printed. Both databases are the bench's own.
"""

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.national import ROOT, environment
from bench.take_over import _empty_database, _take_over, chosen_provinces
from bench.timing import table

YEARS = range(2557, 2564)


def measure(share: int, months: int) -> str:
    """One table; AssertionError where the two databases differ."""
    there = _empty_database("otop_rehearse_from")
    here = _empty_database("otop_rehearse_to", like="otop_rehearse_from")
    begun = perf_counter()
    _run(there, "build", str(share), str(months))
    built = perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder:
        begun = perf_counter()
        counts = json.loads(_run(there, "export", folder))
        exported = perf_counter() - begun
        print(f"  built {built:.0f} s, exported {exported:.0f} s: {counts}", file=sys.stderr)
        begun = perf_counter()
        memory = _take_over(here, folder)
        taken = perf_counter() - begun
        begun = perf_counter()
        _take_over(here, folder)
        again = perf_counter() - begun
    before, after = (json.loads(_run(one, "tell")) for one in (there, here))
    for what, said in before.items():
        assert after[what] == said, (what, said, after[what])
    sums = before["months"]
    rows = sum(counts.values())
    sales = counts["sales"]
    return table(
        (
            "the same on both sides",
            "rows",
            "of sales",
            "seconds",
            "peak memory, MB",
            "sent again, s",
        ),
        [
            (
                f"{len(before['registry'])} provinces, {before['producers']:,} producers, "
                f"{before['products']:,} products, {len({one[0] for one in sums})} months",
                f"{rows:,}",
                f"{sales:,}",
                f"{taken:.0f}",
                f"{memory:,.0f}",
                f"{again:.0f}",
            )
        ],
    )


def _run(address: str, *command: str) -> str:
    """A part of this module in a process of its own, on this database; what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.rehearsal", *command],
        cwd=ROOT,
        env=environment(address),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return done.stdout


# --- Within one database ----------------------------------------------------------------------------


def build(share: str, months: str) -> None:
    """The made-up nation, as much of it as was asked."""
    from django.utils import timezone

    from core.thai.calendar import today
    from core.users.models import User
    from demo.nation.build import build_nation

    User.objects.all().delete()  # the nation brings its own
    build_nation(today().replace(day=1), timezone.now(), int(months), chosen_provinces(int(share)))


def export(folder: str) -> None:
    """Every table of the registry as the portal exports it; the rows of the closed months as CSV."""
    from core.tables.exporting import export as exported
    from core.tables.record_tables import RecordTable
    from core.tables.tables import all_tables
    from core.users.models import User
    from registration.standing_tables import StandingTable

    by = User.objects.get(username="department")
    counts = {}
    for one in all_tables():
        if issubclass(one, RecordTable | StandingTable) and by.role in one.exporters:
            with exported(one(by), "csv") as file:
                (Path(folder) / f"{one.entity}.csv").write_bytes(file.read())
            counts[one.entity] = one(by).records().count()
    with (Path(folder) / "sales.csv").open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        counts["sales"] = 0
        for row in _rows_of_sales():
            writer.writerow(row)
            counts["sales"] += 1
    counts["sales"] -= 1  # the heading
    print(json.dumps(counts))


def _rows_of_sales() -> Iterator[list[Any]]:
    """As the old system would hand them down: who sold, where it was earned, as what."""
    from core.tables.tables import table_of
    from core.users.models import User
    from producers.models import Producer
    from sales.models import CHANNELS, SalesRow

    found = table_of("sales")
    assert found is not None
    columns = found(User.objects.get(username="department")).columns
    asked = ("month", "producer", "category", "kind", *CHANNELS, "note")
    yield [*(columns[name].column_name for name in asked), "รหัสพื้นที่"]
    kinds = {one.value: str(one.label) for one in Producer.Kind} | {"": ""}
    rows = SalesRow.objects.filter(month__in=_closed()).order_by("month", "pk")
    for month, code, category, kind, *amounts, note, district in rows.values_list(
        "month", "producer__code", "category", "kind", *CHANNELS, "note", "district_month__district"
    ).iterator(chunk_size=10_000):
        told = columns["category"].widget.render(category)
        said = f"{month.month}/{month.year + 543}"
        yield [said, code, told, kinds[kind], *amounts, note, district]


def _closed() -> list[date]:
    from sales.models import SalesMonth

    return list(SalesMonth.objects.filter(status="closed").values_list("pk", flat=True))


def tell() -> None:
    """What the database says, as reports count it."""
    from django.db.models import Count, Sum

    from chuanchim.models import Item, Outlet
    from core.thai.calendar import today
    from core.users.models import User
    from online_market.bases import registered_in
    from producers.models import Producer
    from products.models import Assessment, HeldStandard, Product
    from sales.models import CHANNELS, SnapshotLine, SnapshotProducers
    from taking_over.reconciling import reconcile

    by = User.objects.get(username="department")
    in_force = {
        "snapshot__superseded_at": None,
        "snapshot__province_month__month__in": _closed(),
    }
    month = "snapshot__province_month__month"
    lines = SnapshotLine.objects.filter(**in_force).order_by()
    summed = lines.values_list(month, "district__province", "category")
    sellers = SnapshotProducers.objects.filter(**in_force).order_by()
    said: dict[str, Any] = {
        "registry": reconcile(by)["rows"],
        "producers": Producer.objects.count(),
        "products": Product.objects.count(),
        "outlets": Outlet.objects.count(),
        "base": [
            registered_in(model.objects.order_by(), today(), [year]).count()
            for model in (Producer, Product)
            for year in YEARS
        ],
        "statuses": sorted(
            (model.__name__, *one)
            for model in (Producer, Product, Outlet)
            for one in model.objects.order_by().values_list("status").annotate(Count("pk"))
        ),
        "parts": [model.objects.count() for model in (HeldStandard, Item, Assessment)],
        "months": sorted(summed.annotate(*(Sum(channel) for channel in CHANNELS))),
        "sellers": sorted(sellers.values_list(month, "district").annotate(Sum("producers"))),
    }
    print(json.dumps(said, default=str, ensure_ascii=False))


if __name__ == "__main__":
    import django

    django.setup()
    parts: dict[str, Callable[..., None]] = {"build": build, "export": export, "tell": tell}
    parts[sys.argv[1]](*sys.argv[2:])
