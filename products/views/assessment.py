"""Assessing a product's Quadrant and its OTOP mark on screen, their histories, and the certificates
of its standards."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views import View

from core.documents.serving import as_download
from core.pages import PortalView, whole_number
from core.steps import StepRefused, longest_in, reason_field
from core.thai import calendar
from core.thai.forms import PaperNumberField, ThaiDateField
from core.users.requests import AuthenticatedHttpRequest, signed_in_user
from products.assessment import Certificate, assess_product
from products.models import Assessment, HeldStandard, Product, QuadrantScheme, SchemeKind
from products.models.parts import validate_known_era, validate_past_day
from products.models.quadrants import NONE_MET, AssessmentQuerySet
from products.quadrant import assess
from registration.record_state import closed_because

AS_PROPOSED = "as-proposed"


class AssessmentForm(forms.Form):
    """One question an aspect; the decided result, with a reason where it is not the proposed one; of
    the mark its certificate."""

    def __init__(self, scheme: QuadrantScheme, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_mark, self.aspects = scheme.is_mark, scheme.scheme.aspects
        for aspect in self.aspects:
            self.fields[f"aspect-{aspect.key}"] = forms.ChoiceField(
                label=aspect.title,
                choices=[(one.code, f"{one.code} {one.text}") for one in aspect.answers],
                widget=forms.RadioSelect,
                error_messages={"required": "เลือกหนึ่งข้อ", "invalid_choice": "เลือกหนึ่งข้อ"},
            )
        self.fields["assessed_on"] = ThaiDateField(
            label="วันที่ประเมิน (พ.ศ.)", error_messages={"required": "ระบุวันที่ประเมิน"}
        )
        results = [(code, scheme.result_title(code)) for code in scheme.result_titles]
        self.fields["decided"] = forms.ChoiceField(
            label="ผลของเครื่องหมาย" if scheme.is_mark else "จัดอยู่กลุ่ม",
            choices=[
                (AS_PROPOSED, "– เลือกผล –" if scheme.is_by_hand else "ตามเกณฑ์"),
                *(results if scheme.is_mark else Product.Quadrant.choices),
                ("", scheme.result_title("")),
            ],
            required=False,
        )
        if scheme.is_mark:
            self._add_certificate()
        self.fields["reason"] = reason_field(
            "เหตุผล" if scheme.is_by_hand else "เหตุผล (เมื่อต่างจากเกณฑ์)",
            longest=longest_in(Assessment),
            rows=2,
            required=False,
        )

    def _add_certificate(self) -> None:
        self.fields["certificate_number"] = PaperNumberField(
            label="เลขที่ใบรับรอง", max_length=60, required=False
        )
        self.fields["issued_on"] = ThaiDateField(
            label="วันที่ออก (พ.ศ.)", required=False, validators=[validate_past_day]
        )
        self.fields["expires_on"] = ThaiDateField(
            label="วันหมดอายุ (พ.ศ.)", required=False, validators=[validate_known_era]
        )

    def questions(self) -> list[forms.BoundField]:
        return [self[f"aspect-{aspect.key}"] for aspect in self.aspects]

    def answers(self) -> dict[str, str]:
        return {aspect.key: self.cleaned_data[f"aspect-{aspect.key}"] for aspect in self.aspects}

    @property
    def decided(self) -> str | None:
        """The result decided; None for the proposed one."""
        chosen = self.cleaned_data["decided"]
        return None if chosen == AS_PROPOSED else chosen

    @property
    def certificate(self) -> Certificate | None:
        if not self.is_mark:
            return None
        said = self.cleaned_data
        return Certificate(said["certificate_number"], said["issued_on"], said["expires_on"])


class AssessmentView(PortalView):
    """The questions for who may change the product, the history for who sees it; else 404."""

    kind: ClassVar[SchemeKind] = SchemeKind.QUADRANT
    section: ClassVar[str] = "การจัดกลุ่ม (Quadrant)"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = signed_in_user(request)
        seen = Product.objects.visible_to(user).select_related("producer__district__province")
        self.product = get_object_or_404(seen, pk=kwargs["pk"])
        self.scheme = QuadrantScheme.objects.visible_to(user).in_force(kind=self.kind)
        self.may_assess = (
            self.scheme is not None
            and user.has_perm("products.change_product")
            and not closed_because(user, self.product)
        )
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        if self.scheme is None:
            return self._page(request, None)
        latest = self._history().filter(scheme=self.scheme).first()
        initial: dict[str, str | date | None] = {
            "assessed_on": calendar.today(),
            "decided": AS_PROPOSED,
        }
        if latest:
            initial |= {f"aspect-{key}": code for key, code in latest.answers.items()}
            initial |= {
                "certificate_number": latest.certificate_number,
                "issued_on": latest.issued_on,
                "expires_on": latest.expires_on,
            }
            if self.scheme.is_by_hand:
                initial["decided"] = latest.result
        return self._page(request, AssessmentForm(self.scheme, initial=initial))

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        if self.scheme is None or not self.may_assess:
            raise PermissionDenied
        answered = QuadrantScheme.objects.visible_to(request.user).filter(kind=self.kind)
        if shown := whole_number(request.POST.get("scheme", "")):
            # As the page showed it: answers to a scheme replaced meanwhile are refused, not bent.
            self.scheme = answered.filter(pk=shown).first() or self.scheme
        form = AssessmentForm(self.scheme, request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        if "look" in request.POST:
            return self._page(request, form, looked=True)
        try:
            assessment = assess_product(
                self.product,
                scheme=self.scheme,
                answers=form.answers(),
                by=request.user,
                decided=form.decided,
                reason=form.cleaned_data["reason"],
                assessed_on=form.cleaned_data["assessed_on"],
                certificate=form.certificate,
            )
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(request, form, status=422, looked=True)
        messages.success(request, f"บันทึกแล้ว: {assessment.result_title}")
        return HttpResponseRedirect(request.path)

    def _history(self) -> AssessmentQuerySet:
        return self.product.assessments.of_kind(self.kind).latest_first()

    def _page(
        self,
        request: AuthenticatedHttpRequest,
        form: AssessmentForm | None,
        *,
        status: int = 200,
        looked: bool = False,
    ) -> HttpResponse:
        change = reverse("admin:products_product_change", args=[self.product.pk])
        quadrant, mark = (
            self.product.assessments.of_kind(one).latest_first().select_related("scheme").first()
            for one in (SchemeKind.QUADRANT, SchemeKind.MARK)
        )
        context = {
            "quadrant": quadrant,
            "mark": mark,
            "title": self.section,
            "is_mark": self.kind == SchemeKind.MARK,
            "product": self.product,
            "record_address": f"{change}?section=quadrant",
            "scheme": self.scheme,
            "form": form if self.may_assess else None,
            "outcome": self._outcome(self.scheme, form) if looked and form and self.scheme else "",
            "history": self._history().select_related("scheme", "by"),
        }
        return self.show("products/assessment.html", context, status=status)

    def _outcome(self, scheme: QuadrantScheme, form: AssessmentForm) -> str:
        """What the rules say of the answers on the page, before anything is recorded."""
        computed = assess(scheme.scheme, form.answers())
        if computed:
            return f"ตามเกณฑ์: {scheme.result_title(computed)}"
        if scheme.is_by_hand:
            return "เกณฑ์นี้ไม่มีกติกา เลือกผลเองพร้อมเหตุผล"
        fallback = scheme.result_title(scheme.default_result)
        return f"{NONE_MET} ให้อยู่: {fallback}"


class MarkView(AssessmentView):
    """The OTOP mark of a product: its result, chosen by hand where the scheme has no rules, with the
    certificate."""

    kind = SchemeKind.MARK
    section = "เครื่องหมาย OTOP"


class CertificateView(View):
    """The certificate of a standard, for who sees the product."""

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> FileResponse:
        held = get_object_or_404(HeldStandard.objects.visible_to(request.user), pk=pk)
        return as_download(held.file, f"certificate-{pk}")
