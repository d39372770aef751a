"""One record: its steps by POST, and the page on which the province checks it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.areas.scope import Role, visible_rows
from core.pages import RoleView, seen_version
from core.steps import StepRefused
from core.users.requests import AuthenticatedHttpRequest
from registration import workflow
from registration.content import content_of, differences
from registration.forms import RegisteredOnForm, ResolutionForm, ReturnForm, SubmitForm
from registration.models import RegisteredRecord, RegistrationStep
from registration.record_state import record_state, step_address
from registration.registers import register_or_404
from registration.steps import STEPS, Name, may_take

# Cancelling and restoring have their own procedure; announcing is not a step of one record.
OFFERED = frozenset({Name.SUBMIT, Name.TAKE_BACK, Name.CERTIFY, Name.RETURN, Name.ACKNOWLEDGE})


class RecordView(RoleView):
    """A page about one record, found through `visible_to`; out of area is 404."""

    def get_record(self) -> RegisteredRecord:
        model = register_or_404(self.kwargs["app_label"], self.kwargs["model_name"])
        records = visible_rows(model, self.request.user)
        return get_object_or_404(records, pk=self.kwargs["pk"])

    def record_address(self, record: RegisteredRecord) -> str:
        meta = record._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])

    def check_page(
        self, record: RegisteredRecord, form: ReturnForm | None = None, status: int = 200
    ) -> HttpResponse:
        """The record as last certified beside what it says now."""
        last_seen = RegistrationStep.objects.of(record).with_content().select_related("by").first()
        may_certify = may_take(Name.CERTIFY, record, self.request.user)
        found = differences(
            last_seen.content if last_seen else None, content_of(record), with_empty=may_certify
        )
        typed = self.request.POST
        marked = set(typed.getlist("mark"))
        lines = [
            {"said": one, "marked": one.name in marked, "note": typed.get(f"mark-{one.name}", "")}
            for one in found
        ]
        context: dict[str, Any] = {
            "title": str(record),
            "record": record,
            "last_seen": last_seen,
            "lines": lines,
            "changed": sum(one.is_changed for one in found) if last_seen else 0,
            "form": form or ReturnForm(),
            "may_certify": may_certify,
            "may_acknowledge": may_take(Name.ACKNOWLEDGE, record, self.request.user),
            "record_address": self.record_address(record),
            "district": record.home_district(),
            "state": record_state(self.request.user, record),
            "register": record._meta.verbose_name,
            "return_address": step_address(record, Name.RETURN),
            "certify_address": step_address(record, Name.CERTIFY),
            "acknowledge_address": step_address(record, Name.ACKNOWLEDGE),
        }
        return self.show("registration/review.html", context, status=status)


class ReviewView(RecordView):
    """The province checks a record: side by side, then certifies, returns or takes note."""

    roles = frozenset({Role.PROVINCE})

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self.check_page(self.get_record())


class RegisteredOnView(RecordView):
    """แก้วันที่ลงทะเบียน: the department corrects the day, with its reason."""

    roles = STEPS[Name.CORRECT_DATE].roles

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        record = self.get_record()
        return self._page(record, RegisteredOnForm(initial={"day": record.registered_on}))

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        record, form = self.get_record(), RegisteredOnForm(request.POST)
        if not form.is_valid():
            return self._page(record, form, status=422)
        try:
            workflow.correct_registered_on(record, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(record, form, status=409)
        messages.success(request, f"แก้วันที่ลงทะเบียนของ “{record}” แล้ว")
        return redirect(self.record_address(record))

    def _page(
        self, record: RegisteredRecord, form: RegisteredOnForm, status: int = 200
    ) -> HttpResponse:
        steps = RegistrationStep.objects.of(record).filter(name=Name.CORRECT_DATE)
        context = {
            "title": f"แก้วันที่ลงทะเบียน {record}",
            "record": record,
            "record_address": self.record_address(record),
            "form": form,
            "may_correct": may_take(Name.CORRECT_DATE, record, self.request.user),
            "trail": steps.select_related("by"),
        }
        return self.show("registration/registered_on.html", context, status=status)


class StepView(RecordView):
    """Takes one step of a record. What is refused comes back on its page with all that was typed."""

    roles = frozenset({Role.DISTRICT, Role.PROVINCE})

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        step = self.kwargs["step"]
        if step not in OFFERED:
            raise Http404("no such step")
        self.only_for(STEPS[Name(step)])
        record = self.get_record()
        return {
            Name.SUBMIT: self.submit,
            Name.TAKE_BACK: self.take_back,
            Name.CERTIFY: self.certify,
            Name.RETURN: self.return_record,
            Name.ACKNOWLEDGE: self.acknowledge,
        }[Name(step)](record)

    def submit(self, record: RegisteredRecord) -> HttpResponse:
        form = SubmitForm(self.request.POST)
        resolution = ResolutionForm(self.request.POST) if _asks_resolution(record) else None
        if form.is_valid() and (resolution is None or resolution.is_valid()):
            try:
                workflow.submit(
                    record,
                    by=self.request.user,
                    seen_version=seen_version(self.request.POST),
                    late_reason=form.cleaned_data["late_reason"],
                    paper_date=form.cleaned_data["paper_date"],
                    resolution=resolution.resolution() if resolution else None,
                )
            except StepRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(self.request, f"เสนอ “{record}” ให้จังหวัดแล้ว")
                return redirect(self.record_address(record))
        record = self.get_record()
        context = {
            "title": f"เสนอ {record}",
            "record": record,
            "form": form,
            "record_address": self.record_address(record),
            "state": record_state(
                self.request.user, record, submit_form=form, resolution_form=resolution
            ),
            "refused_fields": form.errors or (resolution and resolution.errors),
        }
        status = 409 if form.non_field_errors() else 422
        return self.show("registration/submit.html", context, status=status)

    def take_back(self, record: RegisteredRecord) -> HttpResponse:
        try:
            workflow.take_back(record, by=self.request.user)
            messages.success(self.request, f"ถอน “{record}” คืนมาเป็นร่างแล้ว แก้ไขแล้วเสนอใหม่")
        except StepRefused as refusal:
            messages.error(self.request, str(refusal))
        return redirect(self.record_address(record))

    def certify(self, record: RegisteredRecord) -> HttpResponse:
        return self._checked(record, workflow.certify, f"รับรอง “{record}” แล้ว")

    def acknowledge(self, record: RegisteredRecord) -> HttpResponse:
        return self._checked(record, workflow.acknowledge, f"รับทราบการแก้ไขของ “{record}” แล้ว")

    def _checked(self, record: RegisteredRecord, step, done: str) -> HttpResponse:
        try:
            step(record, by=self.request.user, seen_version=seen_version(self.request.POST))
        except StepRefused as refusal:
            messages.error(self.request, str(refusal))
            return self.check_page(self.get_record(), status=409)
        messages.success(self.request, done)
        return redirect("admin:registration-queue")

    def return_record(self, record: RegisteredRecord) -> HttpResponse:
        form = ReturnForm(self.request.POST)
        if not form.is_valid():
            return self.check_page(record, form, status=422)
        marks = {
            name: self.request.POST.get(f"mark-{name}", "")[:300]
            for name in self.request.POST.getlist("mark")
        }
        try:
            workflow.return_record(
                record,
                by=self.request.user,
                seen_version=seen_version(self.request.POST),
                reason=form.cleaned_data["reason"],
                marks=marks,
            )
        except StepRefused as refusal:
            messages.error(self.request, str(refusal))
            return self.check_page(self.get_record(), form, status=409)
        messages.success(self.request, f"ส่ง “{record}” กลับให้อำเภอแก้ไขแล้ว")
        return redirect("admin:registration-queue")


def _asks_resolution(record: RegisteredRecord) -> bool:
    """Whether a submission today needs that of นตผ.อำเภอ; where none is possible the step says why."""
    try:
        return workflow.entry_today(record).asks_resolution
    except StepRefused:
        return False
