"""สำรวจการประกอบกิจการ (P06): the sweeps with how far each area has answered; the answers themselves."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from core.areas.models import District, Province
from core.areas.scope import Role
from core.pages import RoleView, whole_numbers
from core.steps import StepRefused, is_for
from core.thai import calendar
from core.thai.forms import ThaiDateField
from core.users.requests import AuthenticatedHttpRequest
from producers import operations
from producers.models import OperationAnswer, OperationSweep, Producer
from quality.worklist_page import back_to_list

MOST_AT_ONCE = 1000


class SweepForm(forms.Form):
    title = forms.CharField(
        label="ชื่อการสำรวจ",
        max_length=150,
        error_messages={"required": "ตั้งชื่อ เช่น สำรวจประจำปี 2570"},
    )
    asked_from = ThaiDateField(label="เริ่มสำรวจ", error_messages={"required": "ระบุวันที่เริ่มสำรวจ"})


@dataclass(frozen=True)
class Answered:
    """Of an area's producers that are asked: how many answered, and how."""

    area: District | Province
    asked: int
    operating: int
    gone: int

    @property
    def waiting(self) -> int:
        return self.asked - self.operating - self.gone


class SweepsView(RoleView):
    """The newest sweep by area, the earlier ones below; the department opens the next."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self._page(request, SweepForm())

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        self.only_for(operations.OPEN_SWEEP)
        form = SweepForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            sweep = operations.open_sweep(by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, form, status=409)
        messages.success(request, f"เปิด “{sweep}” แล้ว ทุกอำเภอเห็นใน P06 ตั้งแต่วันที่เริ่มสำรวจ")
        return redirect("admin:producer-operations")

    def _page(
        self, request: AuthenticatedHttpRequest, form: SweepForm, status: int = 200
    ) -> HttpResponse:
        user = request.user
        sweeps = list(OperationSweep.objects.visible_to(user).select_related("opened_by"))
        current = OperationSweep.objects.begun().first()
        context = {
            "title": "สำรวจการประกอบกิจการ",
            "today": calendar.today(),
            "sweeps": sweeps,
            "current": current,
            "areas": answered_by_area(user, current) if current else [],
            "area_word": "จังหวัด" if user.of_nation else "อำเภอ",
            "form": form if is_for(operations.OPEN_SWEEP, user) else None,
            "may_answer": is_for(operations.ANSWER, user),
        }
        return self.show("producers/operations.html", context, status=status)


def answered_by_area(user, sweep: OperationSweep) -> list[Answered]:
    """Districts, or to the department provinces, with any producer that is asked; two queries."""
    asked = (
        Producer.objects.visible_to(user)
        .registered()
        .filter(Q(registered_on=None) | Q(registered_on__lt=sweep.asked_from))
    )
    answers = OperationAnswer.objects.filter(producer=OuterRef("pk"), sweep=sweep)
    last_gone = answers.filter(found=OperationAnswer.Found.GONE).exclude(
        Exists(
            OperationAnswer.objects.filter(
                producer=OuterRef("producer"), sweep=sweep, at__gt=OuterRef("at")
            )
        )
    )
    path = "district__province" if user.of_nation else "district"
    counted = (
        asked.order_by()
        .values_list(path)
        .annotate(
            Count("pk"),
            answered=Count("pk", filter=Exists(answers)),
            gone=Count("pk", filter=Exists(last_gone)),
        )
    )
    by_area = {row[0]: row[1:] for row in counted}
    model = Province if user.of_nation else District
    areas = model.objects.visible_to(user).filter(pk__in=by_area)
    lines = []
    for area in areas:
        total, answered, gone = by_area[area.pk]
        lines.append(Answered(area, total, answered - gone, gone))
    return lines


class AnswerView(RoleView):
    """ยังดำเนินการ or ไม่พบ of one producer, or of all that are ticked."""

    roles = operations.ANSWER.roles

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        keys = set(whole_numbers(request.POST.getlist("record")))
        found = request.POST.get("found", "")
        if not keys or len(keys) > MOST_AT_ONCE:
            messages.error(request, "เลือกผู้ผลิตที่จะตอบก่อน")
            return back_to_list(request, "P06")
        try:
            operations.answer(keys, found=found, by=request.user)
        except Producer.DoesNotExist as error:
            raise Http404("not producers of this district") from error
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return back_to_list(request, "P06")
        word = OperationAnswer.Found(found).label
        messages.success(request, f"บันทึก “{word}” {len(keys)} ราย")
        if found == OperationAnswer.Found.GONE and len(keys) == 1:
            return redirect("admin:registration-closure", "producers", "producer", keys.pop())
        return back_to_list(request, "P06")
