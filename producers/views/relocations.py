"""Moving a producer on screen: released by the old office, taken over by the new one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator

from core.areas.models import District, Province, Subdistrict
from core.areas.postal_codes import offer_postal_codes
from core.areas.row_security import seen_as_portal
from core.areas.scope import Role
from core.documents.serving import as_download
from core.fields import form_field
from core.pages import RoleView
from core.pictures.documents import DocumentField
from core.steps import ReasonForm, StepRefused, longest_in, offers, reason_field
from core.thai import calendar
from core.thai.forms import (
    HouseNumberField,
    PostalCodeField,
    ThaiDateField,
    VillageNumberField,
)
from core.users.requests import AuthenticatedHttpRequest, signed_in_user
from producers import relocation as moving
from producers.models import Producer, Relocation

DONE_SHOWN = 50
_MOVES = "the door is that of moves, and the producer of a move may stand in the other area"


class ReleaseForm(forms.Form):
    """To which district, on which notice."""

    to = forms.ModelChoiceField(
        District.objects.none(),
        label="อำเภอใหม่",
        empty_label="เลือกอำเภอ",
        error_messages={"required": "เลือกอำเภอใหม่", "invalid_choice": "เลือกอำเภอจากรายการ"},
    )
    notice_on = ThaiDateField(label="วันที่แจ้งย้าย (พ.ศ.)", error_messages={"required": "ระบุวันที่"})
    notice_number = forms.CharField(label="เลขที่หนังสือแจ้งย้าย", max_length=50, required=False)
    notice_file = DocumentField(label="ไฟล์หนังสือแจ้งย้าย")
    reason = reason_field(
        "เหตุผลที่ย้าย", longest=longest_in(Relocation), rows=2, missing="ระบุเหตุผลที่ย้าย"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Past the door on purpose: a producer can move anywhere in the nation. Only names are offered.
        districts = District.objects.order_by("province__sort_key", "code")
        self.fields["to"].queryset = districts
        self.fields["to"].choices = [("", "เลือกอำเภอ"), *_by_province(districts)]


def _by_province(districts) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    names = dict(Province.objects.values_list("code", "name_th"))
    for one in districts:
        groups.setdefault(names[one.province_id], []).append((one.code, one.name_th))
    return list(groups.items())


class TakeOverForm(forms.Form):
    """The address in the new district."""

    house_number = HouseNumberField(label="เลขที่", max_length=50, required=False)
    village_number = VillageNumberField(label="หมู่ที่", max_length=20, required=False)
    subdistrict = forms.ModelChoiceField(
        Subdistrict.objects.none(),
        label="ตำบล",
        empty_label="เลือกตำบล",
        error_messages={"required": "เลือกตำบล", "invalid_choice": "เลือกตำบลจากรายการ"},
    )
    postal_code = PostalCodeField(
        label="รหัสไปรษณีย์",
        required=False,
        validators=[RegexValidator(r"^\d{5}$", "รหัสไปรษณีย์มี 5 หลัก")],
    )

    def __init__(self, district: District, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_postal_codes(self, "postal_code", district.pk)
        subdistricts = Subdistrict.objects.filter(district=district)
        form_field(self, "subdistrict", forms.ModelChoiceField).queryset = subdistricts.order_by(
            "sort_key", "name_th"
        )


class TakeBackForm(ReasonForm):
    reason = reason_field(
        "เหตุผลที่เพิกถอน",
        longest=longest_in(Relocation, "taken_back_reason"),
        missing="ระบุเหตุผลที่เพิกถอน",
    )


class RelocationListView(RoleView):
    """Moves of the officer's area: to take over, waiting for the other office, done. Found through the
    door of moves, whose producer may stand in the other area."""

    roles = frozenset(Role)

    @method_decorator(seen_as_portal(_MOVES))
    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        moves = Relocation.objects.visible_to(request.user).select_related(
            "producer", "from_district__province", "to_district__province"
        )
        released = moves.filter(status=Relocation.Status.RELEASED)
        own = District.objects.visible_to(request.user)
        context = {
            "title": "ย้ายข้ามอำเภอ",
            "arriving": released.filter(to_district__in=own),
            "leaving": released.exclude(to_district__in=own),
            "done": moves.exclude(status=Relocation.Status.RELEASED)[:DONE_SHOWN],
        }
        return self.show("producers/relocations.html", context)


class ReleaseView(RoleView):
    """The old office releases a producer of its own."""

    roles = moving.RELEASE.roles

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = signed_in_user(request)
        seen = Producer.objects.visible_to(user).select_related("district__province")
        self.producer = get_object_or_404(seen, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        under_way = self.producer.relocations.filter(status=Relocation.Status.RELEASED).first()
        if under_way:
            return redirect("admin:producer-relocation", under_way.pk)
        return self._page(request, ReleaseForm(initial={"notice_on": calendar.today()}))

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        form = ReleaseForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            move = moving.release(self.producer, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(request, form, status=409)
        messages.success(request, f"แจ้งย้ายแล้ว รอ{move.to_district.office} รับ")
        return redirect("admin:producer-relocation", move.pk)

    def _page(
        self, request: AuthenticatedHttpRequest, form: ReleaseForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "title": "แจ้งย้าย",
            "producer": self.producer,
            "products": self.producer.products.not_cancelled().count(),
            "form": form,
        }
        return self.show("producers/release.html", context, status=status)


class RelocationView(RoleView):
    """One move: the new office takes over, the old one takes back; both and their provinces read."""

    roles = frozenset(Role)

    @method_decorator(seen_as_portal(_MOVES))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        seen = Relocation.objects.visible_to(signed_in_user(request)).select_related(
            "producer__district__province",
            "from_district__province",
            "to_district__province",
            "released_by",
            "taken_over_by",
        )
        self.move = get_object_or_404(seen, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        return self._page(request)

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        taking_over = "take_back" not in request.POST
        self.only_for(moving.TAKE_OVER if taking_over else moving.TAKE_BACK)
        form: TakeOverForm | TakeBackForm = (
            TakeOverForm(self.move.to_district, request.POST)
            if taking_over
            else TakeBackForm(request.POST)
        )
        if not form.is_valid():
            return self._page(request, form, status=422)
        act = moving.take_over if taking_over else moving.take_back
        try:
            act(self.move, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(request, form, status=409)
        if taking_over:
            messages.success(request, f"รับย้าย “{self.move.producer}” แล้ว ผลิตภัณฑ์ย้ายมาด้วย")
            return redirect("admin:producers_producer_change", self.move.producer_id)
        messages.success(request, "เพิกถอนการแจ้งย้ายแล้ว")
        return redirect("admin:producer-relocation", pk)

    def _page(
        self,
        request: AuthenticatedHttpRequest,
        refused: TakeOverForm | TakeBackForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        user = request.user
        context = {
            "title": f"ย้าย {self.move.producer}",
            "move": self.move,
            "may_take_over": offers(moving.TAKE_OVER, self.move, user)
            and user.district_id == self.move.to_district_id,
            "may_take_back": offers(moving.TAKE_BACK, self.move, user)
            and user.district_id == self.move.from_district_id,
            "sees_producer": Producer.objects.visible_to(request.user)
            .filter(pk=self.move.producer_id)
            .exists(),
            "products": self.move.producer.products.not_cancelled().count(),
            "take_over_form": refused
            if isinstance(refused, TakeOverForm)
            else TakeOverForm(self.move.to_district),
            "take_back_form": refused if isinstance(refused, TakeBackForm) else TakeBackForm(),
        }
        return self.show("producers/relocation.html", context, status=status)


class NoticeFileView(RoleView):
    """The notice of a move, for who sees it."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> FileResponse:
        move = get_object_or_404(Relocation.objects.visible_to(request.user), pk=pk)
        return as_download(move.notice_file, f"relocation-{pk}")
