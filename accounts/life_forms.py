"""What the steps of an account ask for."""

from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError

from accounts.life_steps import gives_the_right
from accounts.offices import Office
from core.areas.models import District, Province
from core.areas.scope import Role
from core.fields import form_field
from core.steps import ReasonForm, longest_in, reason_field
from core.thai import calendar
from core.thai.forms import ThaiDateField, ThaiIntegerField
from core.users.models import AccountStep, User

DEPARTMENT = "department"  # of the choices; an empty one is none chosen


def _reason(label: str = "เหตุผล") -> forms.CharField:
    return reason_field(label, longest=longest_in(AccountStep), rows=2, missing="ระบุเหตุผล")


class AccountReasonForm(ReasonForm):
    """Why an account is suspended, given back, ended or opened again."""

    reason = _reason()


class OfficeField(forms.ChoiceField):
    """One office of those an officer may move an account to; comes out as an Office."""

    def offer(self, user: User) -> None:
        """The districts of the own province; for the department every office, by province."""
        self.choices = [("", "เลือกสังกัด"), *self._offices(user)]

    def _offices(self, user: User) -> Iterator[tuple]:
        districts: dict[str, list[tuple[str, str]]] = {}
        for one in District.objects.visible_to(user):
            districts.setdefault(one.province_id, []).append((one.pk, one.office))
        if not user.of_nation:
            yield from districts.get(user.province_id or "", [])
            return
        yield DEPARTMENT, Role.DEPARTMENT.label
        for province in Province.objects.visible_to(user):
            own = [(province.pk, province.office)]
            yield province.titled_name, own + districts.get(province.pk, [])

    def clean(self, value) -> Office:
        chosen = super().clean(value)
        return Office("" if chosen == DEPARTMENT else chosen)


class MoveForm(forms.Form):
    """Where to, with what; the right to certify is given anew or is gone. Whoever gives none
    (a province) is asked only of a certifier who may stay one."""

    office = OfficeField(label="ย้ายไปสังกัด", error_messages={"required": "เลือกสังกัดใหม่"})
    position = forms.CharField(label="ตำแหน่งที่สังกัดใหม่", max_length=150, required=False)
    may_certify = forms.BooleanField(
        label="มีสิทธิรับรองยอดของอำเภอใหม่",
        required=False,
        help_text="สิทธิรับรองที่สังกัดเดิมสิ้นสุดเมื่อย้าย ให้ใหม่เฉพาะพัฒนาการอำเภอหรือผู้รักษาการ",
    )
    reason = _reason("เหตุผล / คำสั่งย้าย")

    def __init__(self, *args, user: User, account: User, **kwargs):
        super().__init__(*args, **kwargs)
        form_field(self, "office", OfficeField).offer(user)
        if not account.may_certify and not gives_the_right(user):
            del self.fields["may_certify"]

    def clean(self):
        cleaned = super().clean()
        office = cleaned.get("office")
        if office and cleaned.get("may_certify") and office.role != Role.DISTRICT:
            self.add_error("may_certify", "สิทธิรับรองยอดมีได้เฉพาะบัญชีของอำเภอ")
        return cleaned


class GoneForm(forms.Form):
    """Of the yearly review: who is no longer at the office."""

    answer = forms.ChoiceField(
        label="คำตอบ",
        choices=[("moved", "ย้ายไป"), ("left", "พ้นหน้าที่ (เกษียณ ลาออก หรืออื่นๆ)")],
        widget=forms.RadioSelect,
        error_messages={"required": "เลือกคำตอบ"},
    )
    note = forms.CharField(label="ย้ายไปที่ใด / หมายเหตุ", max_length=300, required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == "moved" and not cleaned.get("note", "").strip():
            self.add_error("note", ValidationError("ระบุว่าย้ายไปที่ใด"))
        return cleaned


class RoundForm(forms.Form):
    """A review of a fiscal year."""

    fiscal_year = ThaiIntegerField(
        label="ปีงบประมาณ (พ.ศ.)",
        min_value=2560,
        max_value=2699,
        error_messages={"required": "ระบุปีงบประมาณ"},
    )
    due_on = ThaiDateField(label="ตอบภายในวันที่", error_messages={"required": "ระบุวันครบกำหนด"})
    suspends = forms.BooleanField(label="พักบัญชีที่ไม่มีคำตอบเมื่อพ้นกำหนด", required=False)

    def __init__(self, *args, **kwargs):
        initial = {"fiscal_year": calendar.fiscal_year(calendar.today())}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
