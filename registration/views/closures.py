"""Cancelling a record on screen: begun, each step in its turn, taken back; its papers."""

from dataclasses import dataclass
from typing import cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.areas.scope import Role, visible_rows
from core.documents.serving import as_download
from core.pages import RoleView
from core.pictures.documents import DocumentField
from core.steps import ReasonForm, StepRefused, is_for, longest_in, offers, reason_field
from core.thai import calendar
from core.thai.digits import to_arabic
from core.thai.forms import ThaiDateField
from core.thai.texts import clean_text
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest
from registration import closure as closing
from registration.closure import CASES, RESOLUTIONS, next_step
from registration.models import Closure, ClosureStep, RegisteredQuerySet, RegisteredRecord
from registration.registers import registered_models
from registration.views.records import RecordView

CLOSURES_ON_A_PAGE = 50
FOUND_OF_A_REGISTER = 10


class BeginForm(forms.Form):
    case = forms.ChoiceField(
        label="กรณี",
        choices=Closure.Case.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "เลือกกรณี"},
    )
    reason = reason_field(
        "เหตุผลที่ยกเลิก", longest=longest_in(Closure), rows=2, missing="ระบุเหตุผลที่ยกเลิก"
    )


class StepForm(forms.Form):
    """The paper of the step that comes now; a resolution says in which form and which number."""

    held_on = ThaiDateField(label="วันที่ (พ.ศ.)", error_messages={"required": "ระบุวันที่"})
    form = forms.ChoiceField(
        label="มติโดย", choices=ClosureStep.Form.choices, widget=forms.RadioSelect, required=False
    )
    number = forms.CharField(label="ครั้งที่ / เลขที่หนังสือ", max_length=50, required=False)
    facts = reason_field(
        "ข้อเท็จจริง",
        longest=longest_in(ClosureStep, "facts"),
        rows=4,
        missing="ระบุข้อเท็จจริงที่อำเภอตรวจพบ",
    )
    file = DocumentField(label="ไฟล์")

    def __init__(self, name: str, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if name != ClosureStep.Name.FACTS:
            del self.fields["facts"]
        if name not in RESOLUTIONS:
            del self.fields["form"]


class TakeBackForm(ReasonForm):
    reason = reason_field(
        "เหตุผลที่เพิกถอน",
        longest=longest_in(Closure, "taken_back_reason"),
        missing="ระบุเหตุผลที่เพิกถอน",
    )


@dataclass(frozen=True)
class ChecklistStep:
    """One line of the checklist: done with its paper, now with its form, or still to come."""

    name: ClosureStep.Name
    step: ClosureStep | None
    is_now: bool


class ClosureView(RecordView):
    """The cancelling of one record: the one under way, else the last, else the form to begin."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self._page(self.get_record())

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        record = self.get_record()
        self.only_for(closing.TAKE_STEP)
        closure = _latest(record, request)
        now = next_step(closure) if closure is not None else None
        if closure is None or now is None:  # none under way
            return self._take(record, None, BeginForm(request.POST), "begin")
        if "take_back" in request.POST:
            return self._take(record, closure, TakeBackForm(request.POST), "take_back")
        return self._take(record, closure, StepForm(now, request.POST, request.FILES), now)

    def _take(
        self, record: RegisteredRecord, closure: Closure | None, form: forms.Form, what: str
    ) -> HttpResponse:
        if not form.is_valid():
            return self._page(record, form, status=422)
        by, said = self.request.user, form.cleaned_data
        try:
            if closure is None:
                closing.begin(record, case=said["case"], reason=said["reason"], by=by)
                done = "เริ่มการยกเลิกแล้ว ทำตามลำดับขั้น"
            elif what == "take_back":
                closing.take_back(closure, by=by, reason=said["reason"])
                done = "เพิกถอนการยกเลิกแล้ว ระเบียนอยู่ในสถานะเดิม"
            else:
                closing.take_step(closure, self.request.POST.get("step", ""), by=by, **said)
                done = f"บันทึก “{ClosureStep.Name(what).label}” แล้ว"
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(record, form, status=409)
        messages.success(self.request, done)
        return redirect(self.request.path)

    def _page(
        self,
        record: RegisteredRecord,
        refused: forms.Form | None = None,
        status: int = 200,
    ) -> HttpResponse:
        closure = _latest(record, self.request)
        under_way = closure is not None and closure.status in Closure.UNDER_WAY
        user = self.request.user
        now = next_step(closure) if closure else None
        step_form = refused if isinstance(refused, StepForm) else None
        if step_form is None and now:
            step_form = StepForm(now, initial={"held_on": calendar.today()})
        context = {
            "title": "ขอยกเลิก",
            "record": record,
            "record_address": self.record_address(record),
            "closure": closure,
            "lines": _checklist(closure) if closure else [],
            "may_work": is_for(closing.TAKE_STEP, user),
            "under_way": under_way,
            "begin_form": refused if isinstance(refused, BeginForm) else BeginForm(),
            "may_begin": not under_way and offers(closing.BEGIN, record, user),
            "step_form": step_form,
            "take_back_form": refused if isinstance(refused, TakeBackForm) else TakeBackForm(),
        }
        return self.show("registration/closure.html", context, status=status)


def _latest(record: RegisteredRecord, request: AuthenticatedHttpRequest) -> Closure | None:
    closures = Closure.objects.visible_to(request.user).of(record)
    return closures.prefetch_related("steps__by").first()


def _checklist(closure: Closure) -> list[ChecklistStep]:
    done = {step.name: step for step in closure.steps.all()}
    now = next_step(closure)
    return [ChecklistStep(name, done.get(name), name == now) for name in CASES[closure.case]]


class ClosureListView(RoleView):
    """The cancellings of the officer's area, those under way first; who may begin one finds its record
    here."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        closures = (
            Closure.objects.visible_to(request.user)
            .select_related("district", "record_type")
            .prefetch_related("record")
        )
        under_way = closures.filter(status__in=Closure.UNDER_WAY)
        done = closures.exclude(status__in=Closure.UNDER_WAY)
        asked = clean_text(request.GET.get("q", ""))
        may_begin = is_for(closing.BEGIN, request.user)
        context = {
            "title": "การยกเลิก",
            "may_begin": may_begin,
            "asked": asked,
            "found": _records_like(asked, request.user) if asked and may_begin else [],
            "shown_of_a_register": FOUND_OF_A_REGISTER,
            "under_way": [_row(one) for one in under_way],
            "done": [
                _row(one)
                for one in Paginator(done, CLOSURES_ON_A_PAGE).get_page(request.GET.get("page"))
            ],
            "shows_district": not request.user.of_district,
        }
        return self.show("registration/closures.html", context)


def _records_like(asked: str, user: User) -> list[dict]:
    """What of each register is not cancelled yet and has these words in its name, or this code."""
    found = []
    number = to_arabic(asked)
    for model in registered_models():
        records = cast(RegisteredQuerySet, visible_rows(model, user)).not_cancelled()
        if number.isdecimal() and any(field.name == "code" for field in model._meta.fields):
            records = records.filter(code__startswith=number)
        else:
            for word in asked.split():
                records = records.filter(name__anypart=word)
        found += [
            {"record": record, "kind": model._meta.verbose_name, "address": _address(record)}
            for record in records.order_by("sort_key", "name", "pk")[:FOUND_OF_A_REGISTER]
        ]
    return found


def _address(record: RegisteredRecord) -> str:
    meta = record._meta
    return reverse("admin:registration-closure", args=[meta.app_label, meta.model_name, record.pk])


def _row(closure: Closure) -> dict:
    kind = closure.record_type
    address = reverse(
        "admin:registration-closure", args=[kind.app_label, kind.model, closure.record_id]
    )
    return {
        "closure": closure,
        "address": address,
        "kind": cast(type[Model], kind.model_class())._meta.verbose_name,
    }


class ClosureFileView(RoleView):
    """The paper of one step, for who sees the cancelling."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> FileResponse:
        seen = Closure.objects.visible_to(request.user)
        step = get_object_or_404(ClosureStep.objects.filter(closure__in=seen), pk=pk)
        return as_download(step.file, f"closure-{pk}")
