"""หนังสือรับรองยอดจำหน่าย: the district's list, a new one, the paper, and taking one back."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core import steps
from core.pages import RoleView
from core.steps import StepRefused
from core.thai import calendar
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest
from producers.models import Producer
from sales.certificates import issuing
from sales.certificates.standing import standing
from sales.models import SalesCertificate, SalesMonth
from sales.views.grid_search import producers_called, producers_to_add
from sales.views.producer_report import certificate_file

PER_PAGE = 50


class CertificateForm(forms.Form):
    """Whose, and of which months."""

    producer = forms.CharField(label="ผู้ผลิต (ชื่อหรือรหัส)", max_length=300)
    first = forms.ChoiceField(label="ตั้งแต่เดือน")
    last = forms.ChoiceField(label="ถึงเดือน")
    thai_digits = forms.BooleanField(label="ตัวเลขไทย", required=False, initial=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        months = list(SalesMonth.objects.values_list("month", flat=True)[: issuing.MOST_MONTHS])
        choices = [(f"{month:%Y-%m}", calendar.month_name(month)) for month in months]
        for name in ("first", "last"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["first"].initial = choices[min(12, len(choices) - 1)][0]
            self.fields["last"].initial = choices[min(1, len(choices) - 1)][0]

    def clean_producer(self) -> Producer:
        text = self.cleaned_data["producer"]
        found = producers_called(text, producers_to_add(self.user))
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(f"ไม่พบผู้ผลิต “{text}” ในทะเบียนของอำเภอ ตรวจชื่อหรือรหัสอีกครั้ง")
        names = ", ".join(f"{one.name} ({one.code})" for one in found[:5])
        raise ValidationError(f"“{text}” ตรงกับ {len(found)} ราย พิมพ์รหัสแทน: {names}")

    def clean_first(self) -> date:
        return calendar.parse_month(self.cleaned_data["first"])

    def clean_last(self) -> date:
        return calendar.parse_month(self.cleaned_data["last"])


class CertificatesView(RoleView):
    """What the own office certified, and the form of a new one."""

    roles = issuing.DISTRICT

    def get(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        named = request.GET.get("producer", "")[:300]
        initial = {"producer": named} if named else None
        return self._page(CertificateForm(user=request.user, initial=initial))

    def post(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        form = CertificateForm(request.POST, user=request.user)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            made = issuing.make(by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(form, status=422)
        messages.success(request, f"ออกหนังสือรับรองเลขที่ {made.numbered} แล้ว พิมพ์ได้จากรายการแรก")
        return redirect("admin:sales-certificates")

    def _page(self, form: CertificateForm, status: int = 200) -> HttpResponse:
        found = SalesCertificate.objects.visible_to(self.request.user)
        found = found.select_related("producer", "made_by", "revoked_by").defer("content")
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("page"))
        return self.show(
            "sales/certificates.html",
            {
                "title": "หนังสือรับรองยอดจำหน่าย",
                "form": form,
                "page": page,
                "kept": "",
                "producers": producers_to_add(self.request.user),
            },
            status=status,
        )


class CertificateView(RoleView):
    """One certificate: whether it still says what is confirmed; taking it back, with a reason."""

    roles = issuing.DISTRICT

    def get(self, request: AuthenticatedHttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        return self._page(self._found(pk), steps.ReasonForm())

    def post(self, request: AuthenticatedHttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        found, form = self._found(pk), steps.ReasonForm(request.POST)
        if not form.is_valid():
            return self._page(found, form, status=422)
        try:
            issuing.revoke(found, reason=form.cleaned_data["reason"], by=request.user)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(found, form, status=422)
        messages.success(request, f"ยกเลิกหนังสือรับรองเลขที่ {found.numbered} แล้ว")
        return redirect("admin:sales-certificates")

    def _found(self, pk: int) -> SalesCertificate:
        visible = SalesCertificate.objects.visible_to(self.request.user)
        return get_object_or_404(visible.select_related("producer", "made_by", "revoked_by"), pk=pk)

    def _page(self, found: SalesCertificate, form: forms.Form, status: int = 200) -> HttpResponse:
        return self.show(
            "sales/certificate.html",
            {
                "title": f"หนังสือรับรองเลขที่ {found.numbered}",
                "certificate": found,
                "standing": standing(found).value,
                "form": form,
            },
            status=status,
        )


class CertificatePaperView(RoleView):
    """The PDF, as it was made; of a revoked one too, for the office's file."""

    roles = issuing.DISTRICT

    def get(self, request: AuthenticatedHttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        found = get_object_or_404(SalesCertificate.objects.visible_to(request.user), pk=pk)
        return certificate_file(found)
