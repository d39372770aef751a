"""แบบประมาณการ: the district's grid of 12 months x 4 channels, and who has signed theirs."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.areas.models import District, Province
from core.areas.scope import Role
from core.fields import column_of
from core.pages import RoleView, province_asked, seen_version, whole_number
from core.steps import ReasonForm, StepRefused, is_for, offers
from core.thai import calendar
from core.thai.digits import format_baht
from core.thai.periods import year_period
from core.users.requests import AuthenticatedHttpRequest
from sales.figures.origin import origin_of
from sales.figures.rollup import Amounts
from sales.models import CHANNELS, SalesRow
from targets import estimating
from targets.estimating import SAVE, SET_DUE, STEPS, Name
from targets.forms import DueForm
from targets.models import Estimate, EstimateDue
from targets.views.home import year_asked, years_offered

LABELS = {channel: str(column_of(SalesRow, channel).verbose_name) for channel in CHANNELS}


class EstimatesView(RoleView):
    """A district goes to its own estimate or begins it; the others see which districts signed."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        year = year_asked(request)
        own = Estimate.objects.visible_to(request.user).filter(fiscal_year=year)
        if request.user.of_district:
            newest = own.order_by("-number").first()
            if newest is not None:
                return redirect("admin:targets-estimate", pk=newest.pk)
            lines = []
        else:
            lines = self._lines(own)
        return self._page(year, lines, DueForm())

    def _page(self, year: int, lines: list, due_form: DueForm, status: int = 200) -> HttpResponse:
        due = EstimateDue.objects.visible_to(self.request.user).filter(pk=year).first()
        return self.show(
            "targets/estimates.html",
            {
                "title": f"ประมาณการ ปีงบประมาณ {year}",
                "due": due,
                "days_late": (calendar.today() - due.due_on).days if due else 0,
                "due_form": due_form,
                "year": year,
                "years": years_offered(year),
                "lines": lines,
                "signed": sum(estimate is not None for _, estimate in lines),
                "province": self.province,
                "may_begin": is_for(STEPS[Name.BEGIN], self.request.user),
                "may_set_due": is_for(SET_DUE, self.request.user),
            },
            status=status,
        )

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        """A district begins its estimate of a year, the department sets the day they are due."""
        year = whole_number(request.POST.get("year", "")) or 0
        if is_for(SET_DUE, request.user):
            return self._set_due(year)
        self.only_for(STEPS[Name.BEGIN])
        try:
            estimate = estimating.begin(year, by=request.user)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:targets-estimates")
        return redirect("admin:targets-estimate", pk=estimate.pk)

    def _set_due(self, year: int) -> HttpResponse:
        request = self.request
        if not 2500 <= year <= 2700:
            raise Http404("no such year")
        form = DueForm(request.POST)
        status = 422
        if form.is_valid():
            try:
                due = estimating.set_due(year, form.cleaned_data["due_on"], by=request.user)
            except StepRefused as refusal:
                refusal.add_to(form)
                status = 409
            else:
                messages.success(request, f"กำหนดแล้ว: {due}")
                return redirect(f"{reverse('admin:targets-estimates')}?year={year}")
        own = Estimate.objects.visible_to(request.user).filter(fiscal_year=year)
        return self._page(year, self._lines(own), form, status)

    @property
    def province(self) -> Province | None:
        """The department chooses one province; a province is its own."""
        user = self.request.user
        if not user.of_nation:
            return user.province
        return province_asked(self.request)

    def _lines(self, visible) -> list[tuple[District | Province, Estimate | None]]:
        """Districts of the province with their signed estimates; of the nation, only signed ones."""
        signed = {
            one.district_id: one
            for one in visible.in_force()
            .select_related("district__province", "signed_by")
            .annotate(whole=Sum("months__total"))
        }
        if self.province is None:
            return [(one.district, one) for one in signed.values()]
        districts = District.objects.visible_to(self.request.user).filter(province=self.province)
        return [(one, signed.get(one.pk)) for one in districts]


@dataclass(frozen=True)
class GridCell:
    """One cell of the grid: as typed where it was refused, what is wrong, last year's beside it."""

    name: str
    label: str
    text: str
    error: str
    before: str


@dataclass(frozen=True)
class GridLine:
    month: date
    cells: tuple[GridCell, ...]
    total: str
    note: GridCell


class EstimateView(RoleView):
    """One estimate. The own district types, fills in last year's sales, signs, revises; the others
    read what was signed."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        return self._page(self._estimate(pk))

    def post(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        estimate = self._estimate(pk)
        self.only_for(STEPS[SAVE])
        step = request.POST.get("step", "save")
        try:
            if step == "revise":
                following = estimating.revise(
                    estimate, by=request.user, reason=request.POST.get("reason", "")
                )
                messages.success(
                    request, f"เปิดเป็นฉบับที่ {following.number} ฉบับเดิมใช้อยู่จนกว่าจะรับรองฉบับใหม่"
                )
                return redirect("admin:targets-estimate", pk=following.pk)
            if step == "sign":
                self._nothing_unsaved(estimate)
                estimating.sign(estimate, by=request.user, seen_version=self._seen)
                messages.success(request, "รับรองแล้ว จังหวัดเห็นประมาณการตั้งแต่บัดนี้ พิมพ์ลงนามได้จากหน้านี้")
                return redirect(request.path)
            return self._save(estimate, fill=step == "fill")
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            typed = self._typed(estimate) if step in {"save", "sign"} else None
            return self._page(self._estimate(pk), typed, status=409)

    @property
    def _seen(self) -> int:
        return seen_version(self.request.POST, "revision")

    def _nothing_unsaved(self, estimate: Estimate) -> None:
        """What is signed is what was saved: figures typed beside it refuse the signature."""
        kept = {one.month: one.amounts for one in estimate.months.all()}
        notes = {one.month: one.note for one in estimate.months.all()}
        typed = self._typed(estimate)
        saved = typed.months == {month: kept.get(month, Amounts()) for month in typed.months}
        saved = saved and typed.notes == {month: notes.get(month, "") for month in typed.notes}
        if typed.errors or not saved or self.request.POST.get("note", "").strip() != estimate.note:
            raise StepRefused("มีตัวเลขหรือหมายเหตุที่ยังไม่บันทึก บันทึกก่อนแล้วรับรอง")

    def _save(self, estimate: Estimate, *, fill: bool) -> HttpResponse:
        request = self.request
        if fill:
            months = estimating.last_year(estimate, by=request.user)
            if not sum(months.values(), Amounts.zero()).total:
                raise StepRefused(f"ไม่มียอดของปีงบประมาณ {estimate.fiscal_year - 1} ให้เติม")
            notes, note, done = None, estimate.note, "เติมจากยอดจริงปีก่อนแล้ว ปรับตัวเลขแล้วบันทึก"
        else:
            typed = self._typed(estimate)
            if typed.errors:
                messages.error(request, f"ยังไม่ได้บันทึก แก้ {len(typed.errors)} ช่องสีแดงก่อน")
                return self._page(estimate, typed, status=422)
            months, notes = typed.months, typed.notes
            note, done = request.POST.get("note", ""), "บันทึกแล้ว"
        estimating.save(
            estimate, months, note, by=request.user, seen_version=self._seen, notes=notes
        )
        messages.success(request, done)
        return redirect(request.path)

    def _estimate(self, pk: int) -> Estimate:
        visible = Estimate.objects.visible_to(self.request.user)
        return get_object_or_404(
            visible.select_related("district__province", "signed_by", "prepared_by"), pk=pk
        )

    def _cells(self, estimate: Estimate) -> dict[tuple[date, str], str]:
        return {
            (month, channel): self.request.POST.get(f"{month:%Y-%m}-{channel}", "")
            for month in estimate.fiscal_months
            for channel in (*CHANNELS, estimating.NOTE)
        }

    def _typed(self, estimate: Estimate) -> estimating.Typed:
        return estimating.read_grid(self._cells(estimate), estimate.fiscal_year)

    def _page(self, estimate, typed: estimating.Typed | None = None, status: int = 200):
        request = self.request
        own = request.user.of_district
        saved = list(estimate.months.all())
        kept = {one.month: one.amounts for one in saved}
        notes = {one.month: one.note for one in saved}
        before = estimating.last_year(estimate, by=request.user) if own else {}
        texts = self._cells(estimate) if typed is not None else {}
        errors = typed.errors if typed is not None else {}
        lines = [
            _line(month, kept.get(month), before.get(month), notes.get(month, ""), texts, errors)
            for month in estimate.fiscal_months
        ]
        whole = sum(kept.values(), Amounts.zero())
        last_year = sum(before.values(), Amounts.zero()).total
        return self.show(
            "targets/estimate.html",
            {
                "title": f"ประมาณการ{estimate.district.titled_name} ปีงบประมาณ {estimate.fiscal_year}",
                "estimate": estimate,
                "lines": lines,
                "labels": LABELS.values(),
                "totals": [format_baht(getattr(whole, channel)) for channel in CHANNELS],
                "whole": whole.total,
                "last_year": last_year,
                "origin": origin_of(year_period(estimate.fiscal_year - 1).months)
                if last_year
                else "",
                "editable": offers(STEPS[SAVE], estimate, request.user),
                "may_sign": offers(STEPS[Name.SIGN], estimate, request.user),
                "may_revise": offers(STEPS[Name.REVISE], estimate, request.user),
                "own": own,
                "reason_form": ReasonForm(),
                "steps": estimate.steps.select_related("by"),
                "note": request.POST.get("note", "") if typed is not None else estimate.note,
                "versions": Estimate.objects.visible_to(request.user)
                .filter(district=estimate.district, fiscal_year=estimate.fiscal_year)
                .exclude(pk=estimate.pk)
                .order_by("-number"),
                "report": reverse("admin:report", args=["estimate"]),
            },
            status=status,
        )


def _line(
    month: date, kept: Amounts | None, before: Amounts | None, note: str, texts, errors
) -> GridLine:
    cells = []
    for channel in CHANNELS:
        amount = getattr(kept, channel) if kept else None
        shown = format_baht(amount) if amount is not None else ""
        cells.append(
            GridCell(
                name=f"{month:%Y-%m}-{channel}",
                label=LABELS[channel],
                text=texts.get((month, channel), shown),
                error=errors.get((month, channel), ""),
                before=format_baht(getattr(before, channel)) if before and before.total else "",
            )
        )
    of_note = GridCell(
        name=f"{month:%Y-%m}-{estimating.NOTE}",
        label="หมายเหตุ",
        text=texts.get((month, estimating.NOTE), note),
        error=errors.get((month, estimating.NOTE), ""),
        before="",
    )
    return GridLine(month, tuple(cells), format_baht(kept.total) if kept else "", of_note)
