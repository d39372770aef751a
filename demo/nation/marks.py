"""What the provinces marked when they returned a district."""

from collections.abc import Iterable

from core.tables.copying import copy_objects
from demo.open_months import MARKS
from sales.models import RowMark, SalesRow, Step
from sales.months.marks import said_by


def mark_returned_rows(returns: Iterable[Step]) -> None:
    """Of each returned district, the rows that export most, or sell most, with what is wrong."""
    copy_objects(
        [
            RowMark(step=step, row=row, about=row.named, note=note, marked_as=said_by(row))
            for step in returns
            for row, note in zip(_largest(step), MARKS, strict=False)
        ]
    )


def _largest(step: Step) -> list[SalesRow]:
    rows = SalesRow.objects.filter(
        district_month__month=step.month_id, district_month__district=step.district_id
    )
    rows = rows.select_related("producer")
    return list(rows.order_by("-export_offline", "-total", "pk")[: len(MARKS)])
