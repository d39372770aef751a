"""The rows that the grid's script sends as they are left, and what it hears of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone

from core.areas.scope import Role
from core.pages import whole_number
from core.thai.digits import format_baht
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest
from sales.models import CHANNELS, DistrictMonth, SalesRow
from sales.months import entry
from sales.months.checks import MonthCheck
from sales.months.progress import Progress, progress_of
from sales.months.read_rows import ReadRow
from sales.views.doors import DistrictMonthView
from sales.views.grid_rows import grid_row, past_of
from sales.views.overtaken import shown_amounts, whose
from sales.views.past_line import PastLine
from sales.views.saving import deciding_words, refused_of, saved_at

LARGEST_BATCH = 1000


class RowsView(DistrictMonthView):
    """Saves the rows a script sends as JSON and answers what became of each, with the new totals."""

    roles = frozenset({Role.DISTRICT})
    belonging = ("month", "district")

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> JsonResponse:
        """What stands in the rows asked for (?row=, several times), and why they cannot change now.

        A browser that kept typed figures compares before it says that they are not saved.
        """
        district_month = self.get_district_month()
        ids = [whole_number(text) for text in request.GET.getlist("row")]
        if None in ids or len(ids) > LARGEST_BATCH:
            return _refused("อ่านคำขอไม่ได้", status=400)
        rows = (
            SalesRow.objects.visible_to(request.user)
            .filter(district_month=district_month, pk__in=ids)
            .order_by("pk")
        )
        return JsonResponse(
            {
                "closed": entry.closed_because(district_month),
                "rows": [
                    {
                        "id": row.pk,
                        "amounts": shown_amounts(row),
                        "no_sales": row.entry == SalesRow.Entry.NO_SALES,
                        "note": row.note,
                    }
                    for row in rows
                ],
            }
        )

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> JsonResponse:
        district_month = self.get_district_month()
        try:
            sent = SentRows.read(request.body)
        except ValueError:
            return _refused("อ่านข้อมูลที่ส่งมาไม่ได้", status=400)
        if sent.by not in (None, str(request.user.pk)):
            # Somebody else signed in at this browser since: what the first typed stays the first's.
            return _refused("เข้าสู่ระบบด้วยชื่อผู้ใช้อื่นแล้ว", status=403)
        if len(sent.rows) > LARGEST_BATCH:
            return _refused(f"ส่งได้ครั้งละไม่เกิน {LARGEST_BATCH} รายการ", status=400)
        try:
            results = entry.save_rows(district_month, sent.rows, by=request.user)
        except entry.EntryRefused as refusal:
            refused = refused_of(request.user, district_month, sent.rows)
            unsaved = [f"{one.row}: {one.typed}" for one in refused.unsaved]
            return _refused(str(refusal), status=409, kept=refused.kept, unsaved=unsaved)
        answer = RowsAnswer.of(district_month, results, by=request.user)
        if sent.brief:
            answer.rows[:] = map(_briefly, answer.rows)
        return JsonResponse(asdict(answer))


def _refused(message: str, *, status: int, **more: object) -> JsonResponse:
    return JsonResponse({"message": message} | more, status=status)


# --- What a script sends --------------------------------------------------------------------------


@dataclass(frozen=True)
class SentRows:
    """The typed rows, and the key of the person who typed them where the script says it. `brief`: the
    script fills in what its answer leaves out; one that was loaded before it could do not say so."""

    rows: Sequence[entry.RowInput]
    by: str | None
    brief: bool

    @classmethod
    def read(cls, body: bytes) -> Self:
        """ValueError for whatever is not what the grid sends."""
        try:
            sent = _object(json.loads(body))
        except RecursionError as error:  # nested deeper than Python reads
            raise ValueError("too deep") from error
        rows, by = sent.get("rows"), sent.get("by")
        if not isinstance(rows, list):
            raise ValueError("no list of rows")
        typed = [_typed_row(_object(row)) for row in rows]
        return cls(typed, None if by is None else str(by), sent.get("brief") is True)


def _typed_row(sent: dict[str, Any]) -> entry.RowInput:
    amounts = _object(sent.get("amounts"))
    return entry.RowInput(
        row_id=_number(sent.get("id")),
        version=_number(sent.get("version")),
        amounts={channel: str(amounts.get(channel, "")) for channel in CHANNELS},
        no_sales=bool(sent.get("no_sales")),
        note=str(sent.get("note", "")),
    )


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _number(value: object) -> int:
    """A key or a version, as a number or as the text of a field."""
    if isinstance(value, int | str):
        return int(value)
    raise ValueError("not a number")


# --- What it hears --------------------------------------------------------------------------------


@dataclass(frozen=True)
class RowsAnswer:
    """What became of the rows of one save, as JSON: each row's outcome and how it stands now, the
    month's totals, the time of the save, and what counted of it where that decides something."""

    saved_at: str
    counted: str
    rows: list[dict[str, object]]
    totals: dict[str, object]

    @classmethod
    def of(
        cls, district_month: DistrictMonth, results: Sequence[entry.RowResult], *, by: User
    ) -> Self:
        check = MonthCheck.read(district_month, only=[result.row_id for result in results])
        rows, at, past = check.by_id, saved_at(results), past_of(check)
        return cls(
            saved_at=f"{timezone.localtime(at):%H:%M}" if at else "",
            counted=deciding_words(by, district_month, at) if at else "",
            rows=[_outcome(one, rows.get(one.row_id), check, by, past) for one in results],
            totals=_totals(progress_of([district_month])[district_month.pk]),
        )


def _outcome(
    result: entry.RowResult,
    row: ReadRow | None,
    check: MonthCheck,
    by: User,
    past: Mapping[int, PastLine],
) -> dict[str, object]:
    """One row: its state, or what is wrong, or whose figures stand there."""
    if row is None:
        return {"id": result.row_id, "outcome": "refused", "errors": result.errors}
    shown = grid_row(row, check, past=past.get(row.pk))
    told: dict[str, object] = {
        "id": row.pk,
        "outcome": "saved" if result.saved else "conflict" if result.conflict else "refused",
        "version": row.version,
        "amounts": {cell.channel: cell.text for cell in shown.cells},
        "no_sales": shown.no_sales,
        "note": shown.note,
        "total": "" if row.entry == SalesRow.Entry.BLANK else format_baht(row.total),
        "state": shown.state,
        "state_text": shown.state_text,
        "anomaly": bool(shown.anomaly),
        "anomaly_detail": shown.anomaly_detail,
        "saved_text": shown.saved_text,
        "past": _drawn(shown.past),
        "last_year": shown.past.last_year if shown.past else "",
        "errors": result.errors,
    }
    return {**told, **whose(result.row, by)} if result.conflict and result.row else told


def _briefly(told: dict[str, object]) -> dict[str, object]:
    """Of a row only what it has: no empty words, no empty cells, nothing that is not so
    (static/js/grid/transport.js fills them in)."""
    amounts = told.get("amounts")
    if isinstance(amounts, dict):
        told = told | {"amounts": {name: text for name, text in amounts.items() if text}}
    return {name: said for name, said in told.items() if said not in ("", {}) and said is not False}


def _drawn(past: PastLine | None) -> str:
    """The small line as the page draws it; "" for a row that is in line."""
    return render_to_string("sales/past_line.html", {"past": past}) if past else ""


def _totals(progress: Progress) -> dict[str, object]:
    return {
        "total": format_baht(progress.total),
        "domestic": format_baht(progress.domestic),
        "export": format_baht(progress.export),
        "online_percent": str(progress.online_percent),
        "filled": progress.filled,
        "rows": progress.rows,
        "blank": progress.blank,
    }
