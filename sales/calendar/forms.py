"""Forms of dates: opening a month, changing its dates, the usual days, extensions.

The rules are in sales.months.workflow and sales.calendar.extensions; here is what is typed, and
the working days that are proposed where a date falls on a holiday.
"""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.areas.models import District, Province
from core.fields import form_field
from core.steps import reason_field
from core.thai.calendar import add_months, buddhist_year, today
from core.thai.forms import ThaiDateField, ThaiIntegerField
from core.users.models import User
from sales.calendar.deadlines import Proposal, moved_to_working_day
from sales.models import Extension, PublicHoliday, Roadmap, SalesMonth

DUE_FIELDS = ("district_due", "province_due", "close_due", "report_due")


def next_to_open(newest: date | None) -> date:
    """The month after the newest one; the last whole month where none was ever opened."""
    return add_months(newest, 1) if newest else add_months(today(), -1)


def is_to_come(month: date) -> bool:
    """Whether a month has not begun: it cannot be opened yet."""
    return month > today()


class DueDatesForm(forms.Form):
    """The four dates of a month; by choice each is moved past holidays and weekends when it is kept.

    Both ways are shown beside each date, so that the choice is made knowing what it does.
    """

    district_due = ThaiDateField(label="อำเภอยืนยันภายใน")
    province_due = ThaiDateField(label="จังหวัดยืนยันภายใน")
    close_due = ThaiDateField(label="กรมปิดเดือน")
    report_due = ThaiDateField(label="รายงานอธิบดีภายใน", required=False)
    moves = forms.ChoiceField(
        label="เมื่อตรงวันหยุด",
        choices=[("yes", "เลื่อนเป็นวันทำการถัดไป"), ("no", "คงวันเดิม")],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days_off = PublicHoliday.objects.days_off()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.said: list[str] = []
        if cleaned.pop("moves", "") == "yes":
            for name in DUE_FIELDS:
                if day := cleaned.get(name):
                    cleaned[name] = moved_to_working_day(day, self.days_off)
                    self.said.append(Proposal.of(day, self.days_off).sentence)
        return cleaned

    @property
    def moved_words(self) -> str:
        """What was moved and why, for the message after the step."""
        return " · ".join(filter(None, self.said))

    def due_fields(self) -> list[tuple[forms.BoundField, Proposal | None]]:
        """Each date's field with what it would be moved to; None for what is no date yet."""
        return [(self[name], self._proposal(name)) for name in DUE_FIELDS]

    def _proposal(self, name: str) -> Proposal | None:
        try:
            day = self.fields[name].to_python(self[name].value())
        except ValidationError:
            return None
        return Proposal.of(day, self.days_off) if day else None

    @property
    def years_without_holidays(self) -> list[int]:
        """Years (พ.ศ.) of the dates that the department's list knows no holiday of."""
        known = {day.year for day in self.days_off}
        days = [proposal.planned for _, proposal in self.due_fields() if proposal]
        return sorted({buddhist_year(day) for day in days if day.year not in known})


class OpenMonthForm(DueDatesForm):
    """The next month and the date each office should be done by (DOMAIN.md 8: set per month)."""

    month = forms.DateField(widget=forms.HiddenInput)

    @classmethod
    def for_next_month(cls) -> "OpenMonthForm":
        """Filled in with the month after the newest one and the department's usual days."""
        newest = SalesMonth.objects.order_by("-month").first()
        month = next_to_open(newest.month if newest else None)
        roadmap = Roadmap.current()
        dates = dict(zip(DUE_FIELDS, roadmap.dates_of(month), strict=True))
        moves = "yes" if roadmap.moves_holidays else "no"
        return cls(initial={"month": month, "moves": moves} | dates)

    @property
    def chosen_month(self) -> date:
        month = self["month"].value()
        if isinstance(month, date):
            return month
        return self.cleaned_data.get("month") or today()

    @property
    def is_to_come(self) -> bool:
        """Whether the next month has not begun: it cannot be opened yet."""
        return is_to_come(self.chosen_month)


class ChangeDatesForm(DueDatesForm):
    """Other dates for an open month, with the reason every office reads."""

    reason = reason_field("เหตุผล (ทุกอำเภอและจังหวัดเห็น)", rows=3)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @classmethod
    def of(cls, month: SalesMonth) -> "ChangeDatesForm":
        dates = {name: getattr(month, name) for name in DUE_FIELDS}
        moves = "yes" if Roadmap.current().moves_holidays else "no"
        return cls(initial={"seen_version": month.version, "moves": moves} | dates)


class RoadmapForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """The usual days of the next month."""

    class Meta:
        model = Roadmap
        fields = ["district_day", "province_day", "close_day", "report_day", "moves_holidays"]
        field_classes = dict.fromkeys(
            ["district_day", "province_day", "close_day", "report_day"], ThaiIntegerField
        )


class FillYearForm(forms.Form):
    """A calendar year whose holidays are to be added to the list."""

    year = ThaiIntegerField(label="ปี พ.ศ.", min_value=2562, max_value=2600)


class ExtendedUntilForm(forms.Form):
    """Until when, and why."""

    until = ThaiDateField(label="ขยายถึงวันที่")
    reason = reason_field(rows=3)


class DecisionForm(forms.Form):
    """What the department answers: the day when it approves, the reason when it refuses."""

    until = ThaiDateField(label="อนุมัติถึงวันที่", required=False)
    note = reason_field("ความเห็นของกรม (ต้องมีเมื่อไม่อนุมัติ)", rows=3, required=False)

    @classmethod
    def of(cls, extension: Extension) -> "DecisionForm":
        return cls(initial={"until": extension.asked_until})


class GrantForm(ExtendedUntilForm):
    """The department gives more time by itself: in which month, to which district or whole province."""

    month = forms.ModelChoiceField(
        SalesMonth.objects.filter(status=SalesMonth.Status.OPEN), label="เดือน", empty_label=None
    )
    district = forms.ModelChoiceField(
        District.objects.none(), label="อำเภอ", required=False, empty_label="ทั้งจังหวัด"
    )
    province = forms.ModelChoiceField(Province.objects.none(), widget=forms.HiddenInput)
    field_order = ("month", "district", "until", "reason", "province")

    def __init__(self, *args: Any, user: User, province: Province, **kwargs: Any) -> None:
        kwargs["initial"] = {"province": province}
        super().__init__(*args, **kwargs)
        form_field(self, "province", forms.ModelChoiceField).queryset = Province.objects.visible_to(
            user
        )
        offered = form_field(self, "district", forms.ModelChoiceField)
        offered.queryset = District.objects.visible_to(user).filter(province=province)
        self.chosen_province = province

    @property
    def area(self) -> District | Province:
        return self.cleaned_data["district"] or self.chosen_province
