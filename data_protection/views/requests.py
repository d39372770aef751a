"""Requests of persons on screen: of one record, of the office, one of them with its answer."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache

from core.areas.scope import Role
from core.logbook.models import Access
from core.pages import RoleView
from core.personal.inventory import is_of_person
from core.reports.renderers import FILE_FORMATS
from core.steps import StepRefused, is_for, offers
from core.thai import calendar
from core.users.access import note
from core.users.requests import AuthenticatedHttpRequest
from data_protection import workflow
from data_protection.copies import copy_of
from data_protection.forms import PROOFS, AnswerForm, CopyForm, RequestForm
from data_protection.models import PersonRequest
from producers.models import Producer
from registration.models import RegisteredRecord
from registration.views.records import RecordView

COPY = "สำเนาข้อมูลของเจ้าของข้อมูล"
ON_A_PAGE = 50
SHOWN = (("", "ทั้งหมด"), ("open", "รอดำเนินการ"), ("late", "ล่าช้า"))


class PersonView(RecordView):
    """The person of one record: what was asked for, the copy, and a new request. 404 for a record that
    is of no person."""

    roles = frozenset(Role)

    def get_record(self) -> RegisteredRecord:
        record = super().get_record()
        if not is_of_person(type(record)):
            raise Http404("of no person")
        return record

    def get(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.get_record())

    def post(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        self.only_for(workflow.RECEIVE)
        record, form = self.get_record(), RequestForm(request.POST)
        if not form.is_valid():
            return self.page(record, form=form, status=422)
        try:
            received = workflow.receive(record, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self.page(record, form=form, status=409)
        messages.success(request, f"บันทึกคำขอแล้ว ครบกำหนด {calendar.day_short(received.due_on)}")
        return redirect("admin:person-request", pk=received.pk)

    def page(
        self,
        record: RegisteredRecord,
        *,
        form: RequestForm | None = None,
        copy_form: CopyForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        first = {
            "asker": getattr(record, "person_name", "") or getattr(record, "owner", ""),
            "proof": PROOFS[0][0],
            "received_on": calendar.today(),
        }
        meta = record._meta
        context = {
            "title": f"ข้อมูลส่วนบุคคลใน {record}",
            "record": record,
            "record_address": self.record_address(record),
            "copy_address": reverse(
                "admin:person-copy", args=[meta.app_label, meta.model_name, record.pk]
            ),
            "requests": PersonRequest.objects.of(record).select_related("by"),
            "may_receive": is_for(workflow.RECEIVE, self.request.user),
            "form": form or RequestForm(initial=first),
            "copy_form": copy_form or CopyForm(initial=first, auto_id="copy_%s"),
            "formats": CopyForm.FORMATS,
            "is_asking": form is not None,
        }
        return self.show("data_protection/person.html", context, status=status)


@method_decorator(never_cache, name="dispatch")
class CopyView(PersonView):
    """The copy at once: received, handed out and answered in one go."""

    roles = workflow.HAND_OUT.roles

    def get(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        return self.http_method_not_allowed(request)

    def post(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        record, form = self.get_record(), CopyForm(request.POST, auto_id="copy_%s")
        if not form.is_valid():
            return self.page(record, copy_form=form, status=422)
        said = dict(form.cleaned_data)
        chosen = said.pop("format")
        try:
            asked = workflow.receive(
                record, by=request.user, kind=PersonRequest.Kind.ACCESS, **said
            )
        except StepRefused as refusal:
            refusal.add_to(form)
            return self.page(record, copy_form=form, status=409)
        return handed_out(asked, record, request, chosen)


def handed_out(
    asked: PersonRequest, record: RegisteredRecord, request: AuthenticatedHttpRequest, chosen: str
) -> HttpResponse:
    """The copy as a file, once it is logged; what cannot be made undoes that (core.sending)."""
    found = FILE_FORMATS[chosen]
    workflow.hand_out(asked, by=request.user, told=f"สำเนาข้อมูล ({dict(CopyForm.FORMATS)[chosen]})")
    content = found.render(copy_of(record, request.user), False)
    if isinstance(record, Producer):  # the log names producers
        note(Access.Kind.EXPORT, request.user, COPY, persons=[record.pk], request=request)
    name = f"สำเนาข้อมูล {record}"[:80].replace("/", " ").strip()
    return HttpResponse(
        content,
        content_type=found.content_type,
        headers={
            "Content-Disposition": content_disposition_header(True, f"{name}.{found.extension}")
            or "",
            "Cache-Control": "no-store",
        },
    )


class RequestsView(RoleView):
    """Every request the person may see, the open and late ones counted."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        user, today = request.user, calendar.today()
        seen = PersonRequest.objects.visible_to(user)
        shown = request.GET.get("show", "")
        asked = {"open": seen.open(), "late": seen.late(today)}.get(shown, seen)
        is_open = Q(status=PersonRequest.Status.OPEN)
        counts = seen.aggregate(
            whole=Count("pk"),
            open=Count("pk", filter=is_open),
            late=Count("pk", filter=is_open & Q(due_on__lt=today)),
        )
        ordered = asked.select_related("district__province", "record_type").order_by("due_on", "pk")
        page = Paginator(ordered, ON_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "title": "คำขอของเจ้าของข้อมูล",
            "page": page,
            "requests": page.object_list,
            "counts": counts,
            "shown": SHOWN,
            "show": shown,
        }
        return self.show("data_protection/requests.html", context)


class RequestView(RoleView):
    """One request: what was asked, its steps, and the answer."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        return self._page(self._request(pk), AnswerForm())

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        self.only_for(workflow.GRANT)
        asked, form = self._request(pk), AnswerForm(request.POST)
        step = {"grant": workflow.grant, "refuse": workflow.refuse}.get(
            request.POST.get("answer", "")
        )
        if step is None:
            form.add_error(None, "เลือกว่าดำเนินการแล้ว หรือปฏิเสธ")
        if not form.is_valid() or step is None:
            return self._page(asked, form, status=422)
        try:
            step(asked, by=request.user, reason=form.cleaned_data["reason"])
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(self._request(pk), form, status=409)
        messages.success(request, "บันทึกผลแล้ว แจ้งผู้ขอเป็นหนังสือ")
        return redirect(request.path)

    def _request(self, pk: int) -> PersonRequest:
        seen = PersonRequest.objects.visible_to(self.request.user)
        return get_object_or_404(seen.select_related("district__province", "by"), pk=pk)

    def _page(self, asked: PersonRequest, form: AnswerForm, status: int = 200) -> HttpResponse:
        user = self.request.user
        record: Any = asked.record
        meta = record._meta
        context = {
            "title": asked.get_kind_display(),
            "asked": asked,
            "record": record,
            "person_address": reverse(
                "admin:person", args=[meta.app_label, meta.model_name, record.pk]
            ),
            "record_address": reverse(
                f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk]
            ),
            "steps": asked.steps.select_related("by").order_by("at", "pk"),
            "may_answer": offers(workflow.GRANT, asked, user),
            "is_correction": asked.kind == PersonRequest.Kind.CORRECTION,
            "form": form,
        }
        return self.show("data_protection/request.html", context, status=status)
