"""One plan of targets: its three tables, cells set by hand, what does not add up, the approval."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.areas.scope import Role
from core.pages import RoleView, seen_version
from core.steps import ReasonForm, StepRefused
from core.users.requests import AuthenticatedHttpRequest
from targets import bases, overrides, workflow
from targets.computing import given_totals
from targets.forms import (
    BasesForm,
    OverrideForm,
    ReconcileForm,
    TotalsForm,
    UploadForm,
)
from targets.models import PlanPeriod, TargetPlan, TargetStep
from targets.steps import may_take
from targets.tables import PlanRow, PlanTable, origin_of_bases, plan_tables
from targets.views.comparison import compared

OFFICES = frozenset({Role.PROVINCE, Role.DEPARTMENT})


class PlanView(RoleView):
    """A plan of the own office, or for the department one a province approved.

    Every change posts `step` and the `revision` the page showed; what cannot be taken comes back with
    what was typed and why.
    """

    roles = OFFICES

    def get(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        return self._page(self._plan(pk))

    def post(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        plan = self._plan(pk)
        get_object_or_404(TargetPlan.objects.editable_by(request.user), pk=pk)
        steps: dict[str, Callable[[TargetPlan], tuple[str, Form | None]]] = {
            "portal": self._take_portal_bases,
            "upload": self._upload,
            "bases": self._correct_bases,
            "totals": self._take_totals,
            "override": self._override,
            "reconcile": self._reconcile,
            "approve": self._approve,
            "reopen": self._reopen,
        }
        step = steps.get(request.POST.get("step", ""))
        if step is None:
            raise Http404("no such step")
        self.next_address = self._address(plan)
        try:
            done, form = step(plan)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(self._plan(pk), typed=request.POST, status=409)
        if form is not None:
            return self._page(plan, typed=request.POST, refused=form, status=422)
        messages.success(request, done)
        return redirect(self.next_address)

    # --- What the page posts ----------------------------------------------------------------------

    @property
    def _said(self) -> dict:
        return {
            "by": self.request.user,
            "seen_version": seen_version(self.request.POST, "revision"),
        }

    @property
    def _area(self) -> str:
        return self.request.POST.get("area", "")

    def _take_portal_bases(self, plan: TargetPlan) -> tuple[str, Form | None]:
        bases.take_portal_bases(plan, **self._said)
        return "ใช้ยอดจากระบบเป็นฐานแล้ว คำนวณใหม่ทุกช่อง", None

    def _upload(self, plan: TargetPlan) -> tuple[str, Form | None]:
        form = UploadForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return "", form
        file, period = form.cleaned_data["file"], form.cleaned_data["period"]
        bases.upload_bases(plan, form.table, period, file_name=file.name, **self._said)
        for warning in form.table.warnings:
            messages.warning(self.request, warning)
        self.next_address = self._address(plan, period)
        return f"นำเข้าฐานของ{period.label}แล้ว คำนวณใหม่ทุกช่อง", None

    def _correct_bases(self, plan: TargetPlan) -> tuple[str, Form | None]:
        form = BasesForm(self._row(plan), self.request.POST)
        if not form.is_valid():
            return "", form
        incomes, reason = form.incomes(), form.cleaned_data["reason"]
        bases.correct_bases(plan, self._period, self._area, incomes, reason=reason, **self._said)
        return "แก้ไขฐานแล้ว คำนวณใหม่ทุกช่อง", None

    def _take_totals(self, plan: TargetPlan) -> tuple[str, Form | None]:
        workflow.take_totals(plan, self.request.POST.get("totals_from", ""), **self._said)
        return "เปลี่ยนยอดรวมแล้ว คำนวณใหม่ทุกช่อง", None

    def _override(self, plan: TargetPlan) -> tuple[str, Form | None]:
        form = OverrideForm(self._row(plan), self.request.POST)
        if not form.is_valid():
            return "", form
        targets, reason = form.targets(), form.cleaned_data["reason"]
        overrides.override_cells(
            plan, self._period, self._area, targets, reason=reason, **self._said
        )
        return "ปรับเป้าหมายแล้ว", None

    def _reconcile(self, plan: TargetPlan) -> tuple[str, Form | None]:
        form = ReconcileForm(plan.areas(), self.request.POST)
        if not form.is_valid():
            return "", form
        said = form.cleaned_data
        overrides.reconcile(
            plan, self._period, said["level"], said["area"], reason=said["reason"], **self._said
        )
        return "ย้ายผลต่างแล้ว แถวรวมได้เท่ากับยอดรวม", None

    def _approve(self, plan: TargetPlan) -> tuple[str, Form | None]:
        workflow.approve(plan, **self._said)
        told = "กรมและอำเภอ" if not plan.of_nation else "จังหวัด"
        return f"อนุมัติแล้ว {told}เห็นเป้าหมายตั้งแต่บัดนี้", None

    def _reopen(self, plan: TargetPlan) -> tuple[str, Form | None]:
        form = ReasonForm(self.request.POST)
        if not form.is_valid():
            return "", form
        following = workflow.reopen(plan, by=self.request.user, reason=form.cleaned_data["reason"])
        self.next_address = self._address(following)
        return f"เปิดแก้ไขเป็นฉบับที่ {following.number} ฉบับเดิมใช้อยู่จนกว่าจะอนุมัติฉบับใหม่", None

    # --- What it shows ----------------------------------------------------------------------------

    def _plan(self, pk: int) -> TargetPlan:
        plans = TargetPlan.objects.visible_to(self.request.user)
        return get_object_or_404(
            plans.select_related("scheme", "province", "approved_by", "prepared_by"), pk=pk
        )

    @property
    def _period(self) -> PlanPeriod:
        asked = self.request.POST.get("period") or self.request.GET.get("period")
        return PlanPeriod(asked) if asked in PlanPeriod.values else PlanPeriod.YEAR

    def _row(self, plan: TargetPlan) -> PlanRow:
        [table] = plan_tables(plan, (self._period,))
        row = next((one for one in table.rows if one.code == self._area), None)
        if row is None:
            raise Http404("no such area in the plan")
        return row

    def _address(self, plan: TargetPlan, period: PlanPeriod | None = None) -> str:
        page = reverse("admin:targets-plan", args=[plan.pk])
        return f"{page}?period={(period or self._period).value}"

    def _page(self, plan, typed=None, refused: Form | None = None, status: int = 200):
        request, period = self.request, self._period
        tables = {table.period: table for table in plan_tables(plan)}
        table = tables[period]
        editable = may_take(TargetStep.Name.OVERRIDE, plan, request.user)
        edited = (typed or request.GET).get("area" if typed else "edit")
        row = next((one for one in table.rows if one.code == edited), None) if editable else None
        step = typed.get("step") if typed else ""
        differences = _differences(table, step, typed, refused) if editable else []
        return self.show(
            "targets/plan.html",
            {
                "title": f"เป้าหมาย{plan.area_name} ปีงบประมาณ {plan.fiscal_year}",
                "plan": plan,
                "period": period,
                "periods": [
                    (one, tables[one].obstacles if plan.is_draft else ()) for one in PlanPeriod
                ],
                "table": table,
                "origin": origin_of_bases([table]),
                "editable": editable,
                "may_reopen": may_take(TargetStep.Name.REOPEN, plan, request.user),
                "row": row if step != "reconcile" else None,
                "override_form": _typed_form(OverrideForm, row, step == "override", typed, refused),
                "bases_form": _typed_form(BasesForm, row, step == "bases", typed, refused),
                "unsettled": [one for one in differences if not one[0].settled],
                "rounding": [one for one in differences if one[0].settled],
                "rounding_opened": step == "reconcile",
                "upload_form": refused if isinstance(refused, UploadForm) else UploadForm(),
                "totals_form": _totals_form(plan) if editable else None,
                "reason_form": refused if step == "reopen" and refused else ReasonForm(),
                "obstacles": [said for one in tables.values() for said in one.obstacles]
                if editable
                else [],
                "by_hand": [said for one in table.rows for said in one.reasons],
                "compared": compared(request.user, plan, table, request.GET.get("level", "")),
                "steps": TargetStep.objects.visible_to(request.user)
                .filter(plan=plan)
                .select_related("by"),
                "opened_upload": isinstance(refused, UploadForm),
            },
            status=status,
        )


def _typed_form(form_class, row: PlanRow | None, posted: bool, typed, refused: Form | None):
    """The form of the row being edited: as it was typed where it was posted, else fresh."""
    if row is None:
        return None
    if isinstance(refused, form_class):
        return refused
    return form_class(row, typed if posted else None)


def _differences(table: PlanTable, step, typed, refused: Form | None) -> list[tuple]:
    """Each level beside its total, with the form that moves the difference."""
    areas = [row.area for row in table.rows]
    found = []
    for column in table.columns:
        if not column.difference:
            continue
        posted = step == "reconcile" and typed.get("level") == str(column.level.pk)
        form = (
            refused
            if posted and isinstance(refused, ReconcileForm)
            else ReconcileForm(
                areas,
                typed if posted else None,
                initial={"level": column.level.pk, "area": _largest(table)},
                auto_id=f"reconcile-{column.level.pk}-%s",
            )
        )
        found.append((column, form))
    return found


def _largest(table: PlanTable) -> str:
    """The area with the largest target: where a baht matters least."""
    return max(table.rows, key=lambda row: (row.cells[-1].target, row.code)).code


def _totals_form(plan: TargetPlan) -> TotalsForm | None:
    """Offered once the nation's plan says something for the province."""
    if plan.of_nation or not given_totals(plan):
        return None
    return TotalsForm(initial={"totals_from": plan.totals_from})
