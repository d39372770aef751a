"""The district's grid of a month as a plain posted form; a script saves by sales.views.rows."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from core.areas.compiled import CompiledDoor
from core.areas.scope import Role
from core.compiled import CompiledSql
from core.counting import counted, counting
from core.pages import seen_version, version_of, whole_number
from core.thai import calendar
from core.users.requests import AuthenticatedHttpRequest
from producers.models import Producer
from products.models import Category, Product
from sales.figures.origin import origin_of
from sales.models import CHANNELS, SalesRow
from sales.months import entry
from sales.months.checks import MonthCheck
from sales.proposals.standing import waiting_by_row
from sales.views.doors import DistrictMonthView, grid_address
from sales.views.grid_markup import drawn_rows, sent_rows
from sales.views.grid_rows import evidence_shown, grid_rows, totals_shown
from sales.views.grid_search import is_row_found, producers_called, producers_to_add
from sales.views.overtaken import CHANNEL_LABELS, Shown, not_saved_of, read_shown
from sales.views.saving import Refused, counted_words, refused_of, saved_at
from sales.views.timing import open_months, time_of

THEIRS = "theirs"
FILLS_IN = "fills_in_rows"  # the cookie of static/js/fills_in.js
ROWS, AS_FORM = "rows", "form"
HEADS = [(place, label, label.split()[-1]) for place, label in enumerate(CHANNEL_LABELS.values())]

MOST_FOUND = 20  # more are not chosen from, but searched for again


class AddRowForm(forms.Form):
    """A producer of the own district, searched by name or code, and a category, to stand in the grid.

    `found`: whom the text means, where they are several, for one to be chosen.
    """

    producer = forms.CharField(label="ผู้ผลิต", max_length=300)
    category = forms.ChoiceField(choices=Category, label="ประเภท")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.producers = producers_to_add(user)
        self.found: list[Producer] = []

    def clean_producer(self) -> Producer:
        text = self.cleaned_data["producer"]
        found = producers_called(text, self.producers)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(f"ไม่พบผู้ผลิต “{text}” ในทะเบียนของอำเภอ ตรวจชื่อหรือรหัสอีกครั้ง")
        self.found = found[:MOST_FOUND]
        more = "" if len(found) <= MOST_FOUND else f" แสดง {MOST_FOUND} รายแรก พิมพ์ชื่อให้ยาวขึ้น"
        raise ValidationError(f"“{text}” ตรงกับผู้ผลิต {len(found)} ราย เลือกรายที่ต้องการ{more}")


class GridView(DistrictMonthView):
    """บันทึกยอดจำหน่าย: every row of the district's month; works as a posted form by itself."""

    roles = frozenset({Role.DISTRICT})

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        if district_month.is_editable:
            entry.prepare_rows(district_month)
        return self._page(district_month)

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        typed = _typed_rows(request.POST)
        try:
            results = entry.save_rows(district_month, typed, by=request.user)
        except entry.EntryRefused as refusal:
            messages.error(request, str(refusal))
            now = self.get_district_month()  # a step came first: the page shows what stands now
            return self._page(now, refused=refused_of(request.user, now, typed), status=409)
        shown = _shown(request.POST, typed)
        compared = (
            not_saved_of(row, shown[row.row_id], result, request.user)
            for row, result in zip(typed, results, strict=True)
        )
        unsaved = {one.typed.row_id: one for one in compared if one}
        at = saved_at(results)
        counted = counted_words(request.user, district_month, at) if at else ""
        if unsaved:
            messages.error(
                request,
                f"มี {len(unsaved)} รายการที่ยังไม่ได้บันทึก ดูที่ช่องสีแดง รายการอื่นบันทึกแล้ว {counted}",
            )
            return self._page(district_month, unsaved, status=422)
        messages.success(request, f"บันทึกแล้วทุกรายการที่แก้ไข {counted}")
        return redirect(request.get_full_path())

    def _add_form(self) -> AddRowForm | None:
        """Empty, or with what could not be added as it was typed, and why."""
        asked = self.request.GET
        if "add" not in asked:
            return None
        return AddRowForm(asked if "producer" in asked else None, user=self.request.user)

    def _fills_in_itself(self, district_month) -> bool:
        """Whether the page is for a browser that ran our script on a page before: it fills the rows in
        itself. One whose scripts were turned off since comes back for a page as a form."""
        request = self.request
        return (
            request.method == "GET"
            and district_month.is_editable
            and request.COOKIES.get(FILLS_IN) == "1"
            and request.GET.get(ROWS) != AS_FORM
        )

    def _page(
        self,
        district_month,
        typed=None,
        refused: Refused | None = None,
        status: int = 200,
    ) -> HttpResponse:
        request = self.request
        check = MonthCheck.read(district_month)
        waiting = waiting_by_row(district_month) if district_month.is_editable else {}
        rows = grid_rows(check, typed, waiting)
        need_check = [row for row in rows if row.state in {"warned", "marked", "refused"}]
        shown = _filtered(rows, request.GET) if not typed else rows
        as_values = shown and self._fills_in_itself(district_month)
        months = open_months(request.user, besides=district_month)
        judged = {one.pk: time for one, time in months}[district_month.pk]
        return self.show(
            "sales/grid.html",
            {
                "title": f"บันทึกยอดจำหน่าย {district_month.month}",
                "district_month": district_month,
                "editable": district_month.is_editable,
                **time_of(request.user, district_month, judged),
                "months": months,
                "refused": refused,
                "rows": shown,
                "sent": sent_rows(shown, district_month) if as_values else "",
                "drawn": "" if as_values else drawn_rows(shown, district_month, request.user),
                "as_form": f"{urlencode(request.GET.dict() | {ROWS: AS_FORM})}",
                "channels": HEADS,
                **totals_shown(request.user, check, rows),
                "before_origin": origin_of(
                    [calendar.add_months(district_month.month_id, -1)], alone=True
                ),
                "need_check": len(need_check),
                "proposed": sum(row.proposal is not None for row in rows),
                "last_saved": max(
                    (row.updated_at for row in check.rows if row.updated_at), default=None
                ),
                "shown": evidence_shown(rows),
                "choices": [(one.value, one.label, Category.short(one)) for one in Category],
                "filters": request.GET,
                "add_form": self._add_form(),
                "uncategorised": _uncategorised(request.user),
            },
            status=status,
        )


def _filtered(rows, wanted) -> list:
    """The rows asked for by name, category, or what they still need."""
    text, category = wanted.get("q", ""), wanted.get("category", "")
    states = {"blank": {"blank"}, "check": {"warned", "marked", "refused"}}.get(wanted.get("show"))
    return [
        row
        for row in rows
        if is_row_found(text, row.row)
        and ("add" in wanted or not category or row.row.category == category)
        and (states is None or row.state in states)
    ]


def _uncategorised(user) -> int:
    """Products that cannot stand in the grid because their category is blank."""
    return counted(_UNCATEGORISED.read(user)).get("products", 0)


_UNCATEGORISED = CompiledDoor(
    lambda officer: counting(
        {"products": [Product.objects.visible_to(officer).made().filter(category="")]}
    ),
    kept=CompiledSql,
)


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
            version=version_of(
                posted.get(f"row-{row_id}-use") or posted.get(f"row-{row_id}-version", "")
            ),
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


class AddRowView(DistrictMonthView):
    """+ เพิ่มรายการ: a producer x category that the registry does not give."""

    roles = frozenset({Role.DISTRICT})

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        form = AddRowForm(request.POST, user=request.user)
        if not form.is_valid():
            asked = {name: request.POST.get(name, "")[:300] for name in form.fields}
            return redirect(f"{grid_address(district_month)}?{urlencode({'add': 1} | asked)}")
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

    def post(self, request: AuthenticatedHttpRequest, row: int, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        version = seen_version(request.POST, f"row-{row}-version")
        try:
            removed = entry.remove_row(district_month, row, version=version, by=request.user)
            what = "ลบรายการที่เพิ่มเองแล้ว" if removed.added_by_hand else "ลบตัวเลขในรายการแล้ว"
            messages.success(request, f"{what}: {removed.producer}")
        except SalesRow.DoesNotExist:
            messages.error(request, "รายการนี้ไม่อยู่แล้ว")
        except entry.EntryRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(grid_address(district_month))
