"""What the province marked when it returned a month, and whether the district has answered each mark:
by a change of the row since then, or by a reply in words (sales.months.answering)."""

from collections.abc import Mapping
from datetime import date, datetime

from core.compiled import CompiledQuery
from core.steps import StepRefused
from sales.models import CHANNELS, DistrictMonth, RowMark, SalesRow, Step
from sales.months.read_rows import ReadRow


def mark_rows(step: Step, district_month: DistrictMonth, marks: Mapping[int, str]) -> None:
    """The marks of a return (row id to note, the reason itself where it is empty), each with what its
    row says now. Marks on rows of elsewhere are refused."""
    marked = SalesRow.objects.filter(district_month=district_month, pk__in=marks)
    rows = {row.pk: row for row in marked.select_related("producer")}
    if rows.keys() != marks.keys():
        raise StepRefused("รายการที่ทำเครื่องหมายไม่อยู่ในอำเภอนี้")
    RowMark.objects.bulk_create(
        RowMark(
            step=step,
            row=rows[row_id],
            about=rows[row_id].named,
            note=note.strip() or step.reason[:300],
            marked_as=said_by(rows[row_id]),
        )
        for row_id, note in marks.items()
    )


def said_by(row: SalesRow | ReadRow) -> dict[str, object]:
    """What a row says, plainly: kept with a mark, and compared with later."""
    figures = {channel: f"{getattr(row, channel):.2f}" for channel in CHANNELS}
    words = {"note": row.note, "reason": row.reason_id, "reason_words": row.reason_words}
    return {"entry": row.entry, **figures, **words}


def is_changed(mark: RowMark, row: SalesRow | ReadRow | None) -> bool:
    """Whether the row says anything else than when it was marked; a row taken back does. Typing a figure
    and taking it back changes nothing. Of marks from before that was kept, its last save tells."""
    if row is None:
        return True
    if mark.marked_as is None:
        return row.updated_at is not None and row.updated_at > mark.step.at
    return mark.marked_as != said_by(row)


def is_answered(mark: RowMark, row: SalesRow | ReadRow | None) -> bool:
    return bool(mark.reply) or is_changed(mark, row)


def last_marks(district_month: DistrictMonth) -> list[RowMark]:
    """The marks of the last return, also once the district confirmed again; those of rows that were
    taken back since among them. One query."""
    if district_month.returned_at is None:
        return []
    found: list[RowMark] = _LAST.read(
        month=district_month.month_id,
        code=district_month.district_id,
        at=district_month.returned_at,
    )
    return found


_LAST = CompiledQuery(
    lambda month, code, at: (
        RowMark.objects.filter(
            step__month=month,
            step__district=code,
            step__name=Step.Name.RETURN_DISTRICT,
            step__at=at,
        )
        .select_related("step", "replied_by")
        .order_by("pk")
    ),
    month=date,
    code=str,
    at=datetime,
)


def open_marks(district_month: DistrictMonth) -> list[RowMark]:
    """The marks a district has to answer now: of a month that is returned."""
    returned = district_month.status == DistrictMonth.Status.RETURNED
    return last_marks(district_month) if returned else []
