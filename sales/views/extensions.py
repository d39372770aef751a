"""ขยายเวลา: an office asks, the department decides or gives it by itself; the list by month."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.areas.models import Province
from core.areas.scope import Role
from core.pages import RoleView, province_asked
from core.steps import StepRefused, is_for, offers
from core.users.requests import AuthenticatedHttpRequest
from sales.calendar import extensions
from sales.calendar.extensions import EXTENSION_STEPS
from sales.calendar.forms import DecisionForm, ExtendedUntilForm, GrantForm
from sales.models import Extension, SalesMonth, Step
from sales.views.doors import MonthView, month_or_404

ASK = EXTENSION_STEPS[Step.Name.ASK_EXTENSION]
APPROVE = EXTENSION_STEPS[Step.Name.APPROVE_EXTENSION]
WITHDRAW = EXTENSION_STEPS[Step.Name.WITHDRAW_EXTENSION]
GRANT = EXTENSION_STEPS[Step.Name.GRANT_EXTENSION]


def _with_offices(queryset):
    return queryset.select_related(
        "month", "district__province", "province", "asked_by", "decided_by"
    )


class ExtensionsView(RoleView):
    """What waits for the department, the oldest first, and what was decided; of one month by choice."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        visible = _with_offices(Extension.objects.visible_to(request.user))
        asked = request.GET.get("month", "")
        month = month_or_404(asked) if asked else None
        of_months = visible.filter(month=month) if month else visible.filter(month__status="open")
        months = list(SalesMonth.objects.order_by("-month"))
        return self.show(
            "sales/extensions.html",
            {
                "title": "การขยายเวลา",
                "waiting": list(visible.waiting().order_by("asked_at", "pk")),
                "decided": list(of_months.exclude(status=Extension.Status.ASKED)),
                "month": month,
                "months": months,
                "open_months": [one for one in months if one.is_open],
                "to_ask_for": extensions.months_to_ask_for(request.user),
                "may_decide": is_for(APPROVE, request.user),
                "may_grant": is_for(GRANT, request.user),
                "grant": self._grant_form(),
                "provinces": Province.objects.visible_to(request.user).order_by("sort_key"),
            },
        )

    def _grant_form(self) -> GrantForm | None:
        """Once the department has chosen the province."""
        province = province_asked(self.request)
        return GrantForm(user=self.request.user, province=province) if province else None


class GrantExtensionView(RoleView):
    """กรมขยายเวลาให้: in one step, without having been asked."""

    roles = GRANT.roles

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        visible = Province.objects.visible_to(request.user)
        province = get_object_or_404(visible, pk=request.POST.get("province", ""))
        form = GrantForm(request.POST, user=request.user, province=province)
        status = 422
        if form.is_valid():
            try:
                granted = extensions.grant(
                    form.cleaned_data["month"].pk,
                    by=request.user,
                    area=form.area,
                    until=form.cleaned_data["until"],
                    reason=form.cleaned_data["reason"],
                )
            except StepRefused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, f"ขยายเวลาให้แล้ว: {granted}")
                return redirect("admin:sales-extensions")
        context = {"title": "กรมขยายเวลาให้", "grant": form}
        return self.show("sales/extension_grant.html", context, status=status)


class AskExtensionView(MonthView):
    """ขอขยายเวลา of the own district or province in one month."""

    roles = ASK.roles

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self._page(self.get_month(), ExtendedUntilForm())

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        month = self.get_month()
        form = ExtendedUntilForm(request.POST)
        if not form.is_valid():
            return self._page(month, form, status=422)
        try:
            asked = extensions.ask(month.pk, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
            return self._page(month, form, status=409)
        messages.success(request, "ส่งคำขอถึงกรมแล้ว กำหนดเดิมยังนับอยู่จนกว่ากรมอนุมัติ")
        return redirect("admin:sales-extension", pk=asked.pk)

    def _page(self, month: SalesMonth, form: ExtendedUntilForm, status: int = 200) -> HttpResponse:
        area = extensions.own_area(self.request.user)
        assert area is not None  # the page is for districts and provinces
        return self.show(
            "sales/extension_ask.html",
            {
                "title": f"ขอขยายเวลา {month}",
                "month": month,
                "area": area,
                "due": extensions.due_of(month, area),
                "form": form,
            },
            status=status,
        )


class ExtensionView(RoleView):
    """One request: what is asked and why; the department decides, the office may take it back."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        extension = self._extension()
        return self._page(extension, DecisionForm.of(extension))

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        extension = self._extension()
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self._page(extension, form, status=422)
        until, note = form.cleaned_data["until"], form.cleaned_data["note"]
        step = request.POST.get("step")
        if step == "approve" and until is None:
            form.add_error("until", "พิมพ์วันที่อนุมัติถึง")
            return self._page(extension, form, status=422)
        try:
            if step == "approve":
                extensions.approve(extension, by=request.user, until=until, note=note)
            elif step == "refuse":
                extensions.refuse(extension, by=request.user, reason=note)
            elif step == "withdraw":
                extensions.withdraw(extension, by=request.user)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(self._extension(), form, status=409)
        return redirect(request.path)

    def _extension(self) -> Extension:
        visible = _with_offices(Extension.objects.visible_to(self.request.user))
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def _page(self, extension: Extension, form: DecisionForm, status: int = 200) -> HttpResponse:
        user = self.request.user
        return self.show(
            "sales/extension.html",
            {
                "title": f"ขยายเวลา {extension.area.titled_name} {extension.month}",
                "extension": extension,
                "due": extensions.due_of(extension.month, extension.area),
                "form": form,
                "may_decide": extension.month.is_open and offers(APPROVE, extension, user),
                "may_withdraw": offers(WITHDRAW, extension, user)
                and extensions.own_area(user) == extension.area,
            },
            status=status,
        )
