"""How far a month is: counts and sums (baht) of rows, for the heads and feet of pages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from django.db.models import Count, Q, Sum

from core.compiled import CompiledQuery
from core.users.models import User
from sales.figures.rollup import Amounts, SalesLine
from sales.models import CHANNELS, DistrictMonth, SalesRow, Snapshot, SnapshotLine

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Progress:
    """Rows of a district's month by how they stand, and the sums of their four amounts."""

    rows: int = 0
    with_amounts: int = 0
    without_sales: int = 0
    domestic_offline: Decimal = ZERO
    domestic_online: Decimal = ZERO
    export_offline: Decimal = ZERO
    export_online: Decimal = ZERO

    @classmethod
    def of(cls, rows: Sequence[SalesRow]) -> Self:
        """Counted from all the rows of a month that are at hand."""
        entries = Counter(row.entry for row in rows)
        return cls(
            rows=len(rows),
            with_amounts=entries[SalesRow.Entry.AMOUNTS],
            without_sales=entries[SalesRow.Entry.NO_SALES],
            **{channel: sum((getattr(row, channel) for row in rows), ZERO) for channel in CHANNELS},
        )

    @classmethod
    def of_lines(cls, lines: Iterable[SalesLine]) -> Self:
        """Of a month of totals only, which has no rows."""
        whole = sum((line.amounts for line in lines), Amounts.zero())
        return cls(**{channel: getattr(whole, channel) for channel in CHANNELS})

    @property
    def filled(self) -> int:
        return self.with_amounts + self.without_sales

    @property
    def blank(self) -> int:
        return self.rows - self.filled

    @property
    def is_whole(self) -> bool:
        """Every row is entered: what is missing is the confirmation."""
        return bool(self.rows) and not self.blank

    @property
    def percent(self) -> int:
        """Whole percent filled; 100 only when every row is."""
        return self.filled * 100 // self.rows if self.rows else 0

    @property
    def domestic(self) -> Decimal:
        return self.domestic_offline + self.domestic_online

    @property
    def export(self) -> Decimal:
        return self.export_offline + self.export_online

    @property
    def total(self) -> Decimal:
        return self.domestic + self.export

    @property
    def online_percent(self) -> Decimal:
        online = self.domestic_online + self.export_online
        return (
            (online * 100 / self.total).quantize(Decimal("0.1")) if self.total else Decimal("0.0")
        )


def progress_of(district_months: Iterable[DistrictMonth]) -> dict[int, Progress]:
    """Progress by id of the district's month, in one query; an empty one has none entered.

    The caller has looked the months up through `visible_to`.
    """
    ids = [district_month.pk for district_month in district_months]
    found = {pk: Progress(*counted) for pk, *counted in (_COUNTED.read(ids=ids) if ids else ())}
    return {pk: found.get(pk, Progress()) for pk in ids}


_COUNTED = CompiledQuery(
    lambda ids: (
        SalesRow.objects.filter(district_month__among=ids)
        .values("district_month")
        .annotate(
            rows=Count("pk"),
            with_amounts=Count("pk", filter=Q(entry=SalesRow.Entry.AMOUNTS)),
            without_sales=Count("pk", filter=Q(entry=SalesRow.Entry.NO_SALES)),
            **{f"sum_{channel}": Sum(channel) for channel in CHANNELS},
        )
        # in the order of Progress
        .values_list(
            "district_month",
            "rows",
            "with_amounts",
            "without_sales",
            *(f"sum_{channel}" for channel in CHANNELS),
        )
    ),
    ids=list[int],
)


def confirmed_sums(user: User, months: Iterable[date]) -> dict[date, Progress]:
    """Sums of what the provinces confirmed, by month, from the snapshots this person may see."""
    sums = (
        SnapshotLine.objects.filter(
            snapshot__in=Snapshot.objects.visible_to(user).current(),
            snapshot__province_month__month__in=list(months),
        )
        .values("snapshot__province_month__month")
        .annotate(**{f"sum_{channel}": Sum(channel) for channel in CHANNELS})
    )
    return {
        row["snapshot__province_month__month"]: Progress(
            **{channel: row[f"sum_{channel}"] for channel in CHANNELS}
        )
        for row in sums
    }
