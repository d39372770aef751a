"""The district's grid of a month: a plain posted form, and the rows a script saves one by one."""

import json

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.areas.scope import Role
from core.pages import whole_number
from core.thai.digits import format_baht
from producers.models import Producer
from products.models import Category, Product
from sales.evidence.files import shown_by_evidence
from sales.models import CHANNELS, DistrictMonth, SalesRow
from sales.months import entry
from sales.months.progress import Progress, progress_of
from sales.months.readiness import anomalies_shown, rows_to_check
from sales.views.doors import DistrictMonthView
from sales.views.grid_rows import grid_row, grid_rows, last_month_amounts, marks_of
from sales.views.overtaken import Shown, not_saved_of, read_shown, shown_amounts, whose
from sales.views.timing import Refused, refused_of, said_of_save, time_of

LARGEST_BATCH = 1000
THEIRS = "theirs"


class AddRowForm(forms.Form):
    """A producer of the own district and a category, to stand in the grid."""

    producer = forms.ModelChoiceField(Producer.objects.none(), label="ผู้ผลิต", empty_label="เลือก")
    category = forms.ChoiceField(choices=Category, label="ประเภท")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["producer"].queryset = Producer.objects.visible_to(user).registered()


def grid_address(district_month: DistrictMonth) -> str:
    return reverse(
        "admin:sales-grid", args=[f"{district_month.month_id:%Y-%m}", district_month.district_id]
    )


class GridView(DistrictMonthView):
    """บันทึกยอดจำหน่าย: every row of the district's month; works as a posted form by itself."""

    roles = frozenset({Role.DISTRICT})

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        if district_month.is_editable:
            entry.prepare_rows(district_month)
        return self._page(district_month)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        typed = _typed_rows(request.POST)
        try:
            results = entry.save_rows(district_month, typed, by=request.user)
        except entry.EntryRefused as refusal:
            messages.error(request, str(refusal))
            now = self.get_district_month()  # a step came first: the page shows what stands now
            return self._page(now, refused=refused_of(request.user, now, typed), status=409)
        said = said_of_save(request.user, district_month, results)
        shown = _shown(request.POST, typed)
        compared = (
            not_saved_of(row, shown[row.row_id], result, request.user)
            for row, result in zip(typed, results, strict=True)
        )
        unsaved = {one.typed.row_id: one for one in compared if one}
        if unsaved:
            messages.error(
                request,
                f"มี {len(unsaved)} รายการที่ยังไม่ได้บันทึก ดูที่ช่องสีแดง รายการอื่นบันทึกแล้ว {said.sentence}",
            )
            return self._page(district_month, unsaved, status=422)
        messages.success(request, f"บันทึกแล้วทุกรายการที่แก้ไข {said.sentence}")
        return redirect(request.get_full_path())

    def _page(
        self, district_month, typed=None, refused: Refused | None = None, status: int = 200
    ) -> HttpResponse:
        request = self.request
        rows = grid_rows(district_month, typed)
        need_check = [row for row in rows if row.state in {"warned", "marked", "refused"}]
        shown = _filtered(rows, request.GET) if not typed else rows
        return self.show(
            "sales/grid.html",
            {
                "title": f"บันทึกยอดจำหน่าย {district_month.month}",
                "district_month": district_month,
                # Looked up once for all rows: an address of its own for each costs more than the rows.
                "grid_url": grid_address(district_month),
                "producers_url": reverse("admin:producers_producer_changelist"),
                "editable": district_month.is_editable,
                **time_of(request.user, district_month),
                "refused": refused,
                "rows": shown,
                "progress": Progress.of([row.row for row in rows]),
                "need_check": len(need_check),
                "last_saved": max(
                    (row.row.updated_at for row in rows if row.row.updated_at), default=None
                ),
                "shown": shown_by_evidence(
                    (line.row for line in rows),
                    {line.row.producer_id: line.evidence for line in rows if line.evidence},
                ),
                "categories": Category.choices,
                "filters": request.GET,
                "add_form": AddRowForm(user=request.user) if "add" in request.GET else None,
                "uncategorised": _uncategorised(request.user),
            },
            status=status,
        )


def _filtered(rows, wanted) -> list:
    """The rows asked for by name, category, or what they still need."""
    text, category = wanted.get("q", "").strip(), wanted.get("category", "")
    states = {"blank": {"blank"}, "check": {"warned", "marked", "refused"}}.get(wanted.get("show"))
    return [
        row
        for row in rows
        if (not text or text in row.row.producer.name)
        and (not category or row.row.category == category)
        and (states is None or row.state in states)
    ]


def _uncategorised(user) -> int:
    """Products that cannot stand in the grid because their category is blank."""
    return Product.objects.visible_to(user).made().filter(category="").count()


def _typed_rows(posted) -> list[entry.RowInput]:
    """The rows of a posted grid: fields row-<id>-<name>; anything else is passed over.

    Of a row that somebody else had saved first, `use` says which figures: "theirs" leaves the row as it
    is, the version of theirs puts the typed ones upon it.
    """
    ids = [
        whole_number(name[4:-8])
        for name in posted
        if name.startswith("row-") and name.endswith("-version")
    ]
    return [
        entry.RowInput(
            row_id=row_id,
            version=_whole(posted.get(f"row-{row_id}-use") or posted.get(f"row-{row_id}-version")),
            amounts={channel: posted.get(f"row-{row_id}-{channel}", "") for channel in CHANNELS},
            no_sales=f"row-{row_id}-no_sales" in posted,
            note=posted.get(f"row-{row_id}-note", ""),
        )
        for row_id in ids
        if row_id is not None and posted.get(f"row-{row_id}-use") != THEIRS
    ]


def _shown(posted, typed: list[entry.RowInput]) -> dict[int, Shown | None]:
    """What the fields of each typed row held when the page was made."""
    return {row.row_id: read_shown(posted.get(f"row-{row.row_id}-was", "")) for row in typed}


def _whole(text: object) -> int:
    """A version out of a form; one that is no number matches no row."""
    return int(text) if str(text).isdecimal() and len(str(text)) < 10 else -1


class RowsView(DistrictMonthView):
    """Saves the rows a script sends as JSON and answers what became of each, with the new totals."""

    roles = frozenset({Role.DISTRICT})

    def get(self, request: HttpRequest, **kwargs) -> JsonResponse:
        """What stands in the rows asked for (?row=, several times), and why they cannot change now.

        A browser that kept typed figures compares before it says that they are not saved.
        """
        district_month = self.get_district_month()
        ids = [whole_number(text) for text in request.GET.getlist("row")]
        if None in ids or len(ids) > LARGEST_BATCH:
            return JsonResponse({"message": "อ่านคำขอไม่ได้"}, status=400)
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

    def post(self, request: HttpRequest, **kwargs) -> JsonResponse:
        district_month = self.get_district_month()
        try:
            sent = json.loads(request.body)
            typed = [_typed_row(row) for row in sent["rows"]]
            typed_by = sent.get("by")
        except (
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            OverflowError,
            RecursionError,
        ):
            return JsonResponse({"message": "อ่านข้อมูลที่ส่งมาไม่ได้"}, status=400)
        if typed_by is not None and str(typed_by) != str(request.user.pk):
            # Somebody else signed in at this browser since: what the first typed stays the first's.
            return JsonResponse({"message": "เข้าสู่ระบบด้วยชื่อผู้ใช้อื่นแล้ว"}, status=403)
        if len(typed) > LARGEST_BATCH:
            return JsonResponse({"message": f"ส่งได้ครั้งละไม่เกิน {LARGEST_BATCH} รายการ"}, status=400)
        try:
            results = entry.save_rows(district_month, typed, by=request.user)
        except entry.EntryRefused as refusal:
            refused = refused_of(request.user, district_month, typed)
            return JsonResponse(
                {
                    "message": str(refusal),
                    "kept": refused.kept,
                    "unsaved": [f"{one.row}: {one.typed}" for one in refused.unsaved],
                },
                status=409,
            )
        now = {
            row.pk: row
            for row in rows_to_check(district_month).filter(pk__in=[t.row_id for t in typed])
        }
        anomalies = anomalies_shown(district_month, list(now.values()))
        marks = marks_of(district_month)
        before = last_month_amounts(district_month)
        progress = progress_of([district_month])[district_month.pk]
        said = said_of_save(request.user, district_month, results)
        return JsonResponse(
            {
                "saved_at": said.time,
                "counted": said.sentence if said.decides else "",
                "rows": [
                    _answer(result, now.get(result.row_id), before, marks, anomalies, request.user)
                    for result in results
                ],
                "totals": {
                    "total": format_baht(progress.total),
                    "domestic": format_baht(progress.domestic),
                    "export": format_baht(progress.export),
                    "online_percent": str(progress.online_percent),
                    "filled": progress.filled,
                    "rows": progress.rows,
                    "blank": progress.blank,
                },
            }
        )


def _typed_row(sent: dict) -> entry.RowInput:
    return entry.RowInput(
        row_id=int(sent["id"]),
        version=int(sent["version"]),
        amounts={channel: str(sent["amounts"].get(channel, "")) for channel in CHANNELS},
        no_sales=bool(sent.get("no_sales")),
        note=str(sent.get("note", "")),
    )


def _answer(result: entry.RowResult, row: SalesRow | None, before, marks, anomalies, by) -> dict:
    """One row's outcome for the script: its state, or what is wrong, or whose figures stand there."""
    if row is None:
        return {"id": result.row_id, "outcome": "refused", "errors": result.errors}
    shown = grid_row(row, before, marks, anomalies.get(row.pk))
    answer = {
        "id": row.pk,
        "outcome": "saved" if result.saved else "conflict" if result.conflict else "refused",
        "version": row.version,
        "amounts": {cell.channel: cell.text for cell in shown.cells},
        "no_sales": shown.no_sales,
        "note": shown.note,
        "total": "" if row.entry == SalesRow.Entry.BLANK else format_baht(row.total),
        "state": shown.state,
        "state_text": shown.state_text,
        "anomaly": shown.anomaly,
        "anomaly_detail": shown.anomaly_detail,
        "saved_text": shown.saved_text,
        "errors": result.errors,
    }
    if result.conflict:
        answer |= whose(row, by)
    return answer


class AddRowView(DistrictMonthView):
    """+ เพิ่มรายการ: a producer x category that the registry does not give."""

    roles = frozenset({Role.DISTRICT})

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        form = AddRowForm(request.POST, user=request.user)
        if not form.is_valid():
            messages.error(request, "เลือกผู้ผลิตและประเภทจากรายการ")
            return redirect(f"{grid_address(district_month)}?add=1")
        try:
            row = entry.add_row(district_month, by=request.user, **form.cleaned_data)
        except entry.EntryRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(grid_address(district_month))
        messages.success(request, f"เพิ่มแล้ว: {row.producer} ประเภท{row.get_category_display()}")
        return redirect(f"{grid_address(district_month)}#row-{row.pk}")


class RemoveRowView(DistrictMonthView):
    """Take back a row entered by mistake."""

    roles = frozenset({Role.DISTRICT})

    def post(self, request: HttpRequest, row: int, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        version = _whole(request.POST.get(f"row-{row}-version"))
        try:
            removed = entry.remove_row(district_month, row, version=version, by=request.user)
            what = "ลบรายการที่เพิ่มเองแล้ว" if removed.added_by_hand else "ล้างตัวเลขของรายการแล้ว"
            messages.success(request, f"{what}: {removed.producer}")
        except SalesRow.DoesNotExist:
            messages.error(request, "รายการนี้ไม่อยู่แล้ว")
        except entry.EntryRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(grid_address(district_month))
