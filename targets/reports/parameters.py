"""Parameters of the reports of targets: a fiscal year that has any, an area through the own door."""

from collections.abc import Iterable, Mapping

from django import forms

from core.areas.models import District, Province
from core.fields import form_field
from core.reports.parameters import AreaField, ParametersForm
from core.thai.calendar import fiscal_year, today
from core.thai.forms import ThaiIntegerField
from targets.models import Estimate, PlanPeriod, TargetPlan

ALL_TABLES = "all"


class FiscalYearField(forms.ChoiceField):
    """A fiscal year of those offered, written 2569."""

    default_error_messages = {
        "required": "ยังไม่มีปีงบประมาณให้เลือก",
        "invalid_choice": "ไม่มีปีงบประมาณ “%(value)s” ให้เลือก",
    }

    def offer(self, years: Iterable[int]) -> None:
        self.choices = [(str(year), f"ปีงบประมาณ {year}") for year in sorted(years, reverse=True)]

    def clean(self, value) -> int | None:
        chosen = super().clean(value)
        return int(chosen) if chosen else None


class YearAreaForm(ParametersForm):
    """A fiscal year, the newest not after this one unless said; for the department a province."""

    fiscal_year = FiscalYearField(label="ปีงบประมาณ")
    province = AreaField(label="จังหวัด", required=False, empty_label="ทั่วประเทศ")

    def years(self, user) -> Iterable[int]:
        """Those there is something of, for this officer."""
        raise NotImplementedError

    def narrow(self, user, given: Mapping[str, str]) -> None:
        self.offered = sorted(set(self.years(user)), reverse=True)
        form_field(self, "fiscal_year", FiscalYearField).offer(self.offered)
        form_field(self, "province", AreaField).offer(Province.objects.visible_to(user))
        if not user.of_nation:
            self.fields["province"].widget = forms.HiddenInput()

    def defaults(self) -> dict[str, str]:
        said = {}
        if self.offered:
            now = fiscal_year(today())
            said["fiscal_year"] = str(next((y for y in self.offered if y <= now), self.offered[-1]))
        if self.user.district:
            said["province"] = self.user.district.province_id
        elif self.user.province_id:
            said["province"] = self.user.province_id
        return said


class PlanForm(YearAreaForm):
    """A plan: the one in force unless a number is said; of the nation's where no province is."""

    number = ThaiIntegerField(label="ฉบับที่", required=False, min_value=1, max_value=999)
    period = forms.ChoiceField(
        label="ตาราง",
        choices=[(ALL_TABLES, "ทั้งสามตาราง"), *PlanPeriod.choices],
        error_messages={"invalid_choice": "เลือกทั้งปี รอบที่ 1 รอบที่ 2 หรือทั้งสามตาราง"},
    )

    def years(self, user) -> Iterable[int]:
        return TargetPlan.objects.visible_to(user).values_list("scheme", flat=True)

    def defaults(self) -> dict[str, str]:
        return super().defaults() | {"period": ALL_TABLES}


class AttainmentForm(YearAreaForm):
    """A year with plans in force, and which of its tables is to be reached."""

    period = forms.ChoiceField(
        label="ช่วง",
        choices=PlanPeriod.choices,
        error_messages={"invalid_choice": "เลือกทั้งปี รอบที่ 1 หรือรอบที่ 2"},
    )

    def years(self, user) -> Iterable[int]:
        plans = TargetPlan.objects.visible_to(user).in_force().filter(province__isnull=False)
        return plans.values_list("scheme", flat=True)

    def defaults(self) -> dict[str, str]:
        return super().defaults() | {"period": PlanPeriod.YEAR}


class _EstimateYears(YearAreaForm):
    district = AreaField(label="อำเภอ", required=False, empty_label="ทุกอำเภอ")

    def years(self, user) -> Iterable[int]:
        return Estimate.objects.visible_to(user).values_list("fiscal_year", flat=True)

    def narrow(self, user, given: Mapping[str, str]) -> None:
        super().narrow(user, given)
        districts = District.objects.visible_to(user)
        if user.of_nation:
            province = given.get("province") or given.get("district", "")[:2]
            districts = districts.filter(province=province)
        form_field(self, "district", AreaField).offer(districts)
        if user.of_district:
            self.fields["district"].widget = forms.HiddenInput()

    def defaults(self) -> dict[str, str]:
        own = {"district": self.user.district_id} if self.user.district_id else {}
        return super().defaults() | own


class EstimateForm(_EstimateYears):
    """One district's estimate: the signed one unless a number is said."""

    number = ThaiIntegerField(label="ฉบับที่", required=False, min_value=1, max_value=999)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["district"]
        field.required, field.empty_label = True, "เลือกอำเภอ"


class EstimateActualsForm(_EstimateYears):
    """The nation, a province or a district; a row for each month or for each area."""

    rows = forms.ChoiceField(
        label="แยกตาม",
        choices=[("month", "เดือน"), ("area", "พื้นที่")],
        error_messages={"invalid_choice": "เลือก month (เดือน) หรือ area (พื้นที่)"},
    )

    def defaults(self) -> dict[str, str]:
        return super().defaults() | {"rows": "month"}
