"""The rows and totals of past months as a file says them, in two temporary tables of this connection.

They are streamed there whatever the order of the months, and a month is read from there in a few
statements (sales.months.past_sales): 36 months of the nation cost the memory of one.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from core.tables.copying import copy_rows
from sales.models import CHANNELS

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class SourceFile:
    """The file a month comes from: its name and SHA-256 in hexadecimal."""

    name: str
    sha256: str


class PastRow(NamedTuple):
    """A producer x category of a past month, four amounts in baht in the order of CHANNELS.

    `kind` None: the file does not say, the producer's stands; "" is ว่าง. `district` "" : likewise, else
    the code of the district that earned it. `line`: where it stands in the file.
    """

    line: int
    month: date
    code: str
    category: str
    amounts: tuple[Decimal, Decimal, Decimal, Decimal]
    kind: str | None = None
    district: str = ""
    note: str = ""


class PastTotal(NamedTuple):
    """A confirmed total of a past month in baht: of a district (four digits) or a province (two), of one
    category or ("") of all, with the four amounts where they are known.

    Of a month without rows those of district x category with their four amounts are what is taken over,
    by `kind` where it is known; the others are held against their sums. `alone`: the file says that
    there are no rows of its province, so it is taken over though other provinces have rows.
    """

    line: int
    month: date
    area: str
    total: Decimal
    category: str = ""
    amounts: tuple[Decimal, Decimal, Decimal, Decimal] | None = None
    kind: str = ""
    alone: bool = False


_AMOUNTS = ", ".join(f"{channel} numeric" for channel in CHANNELS)
_TABLES = f"""
    DROP TABLE IF EXISTS past_rows, past_totals;
    CREATE TEMPORARY TABLE past_rows (
        line int, month date, code text, category text, kind text, district text, note text, {_AMOUNTS});
    CREATE TEMPORARY TABLE past_totals (
        line int, month date, area text, category text, kind text, total numeric, alone boolean,
        {_AMOUNTS});
"""


@contextmanager
def read_in(rows: Iterable[PastRow], totals: Iterable[PastTotal]) -> Iterator[list[date]]:
    """The file in this connection's temporary tables as long as the block lasts; its months, the oldest
    first. A day within a month stands for it."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
    try:
        copy_rows(
            "past_rows",
            ("line", "month", "code", "category", "kind", "district", "note", *CHANNELS),
            (
                (one.line, one.month.replace(day=1), _storable(one.code), one.category, one.kind,
                 one.district, _storable(one.note), *one.amounts)
                for one in rows
            ),
        )  # fmt: skip
        copy_rows(
            "past_totals",
            ("line", "month", "area", "category", "kind", "total", "alone", *CHANNELS),
            (
                (one.line, one.month.replace(day=1), one.area, one.category, one.kind, one.total,
                 one.alone, *(one.amounts or (None,) * len(CHANNELS)))
                for one in totals
            ),
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX ON past_rows (month)")
            cursor.execute("CREATE INDEX ON past_totals (month)")
            cursor.execute("ANALYZE past_rows, past_totals")
            cursor.execute(
                "SELECT month FROM past_rows UNION SELECT month FROM past_totals ORDER BY 1"
            )
            months = [month for (month,) in cursor.fetchall()]
        yield months
    finally:
        if connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS past_rows, past_totals, past_month")


def _storable(text: str) -> str:
    """Without NUL, which no text of PostgreSQL holds."""
    return text.replace("\x00", "")
