"""Parameters of รต.๑-๔: the month, and the area through the officer's own door."""

from collections.abc import Mapping
from datetime import date

from django import forms

from core.areas.models import District, Province
from core.areas.scope import Role
from core.reports.parameters import AreaField, MonthField, ParametersForm
from sales.models import DistrictMonth, SalesMonth


class MonthForm(ParametersForm):
    """A month the department opened, the newest unless said otherwise."""

    month = MonthField(label="เดือน")

    def narrow(self, user, given: Mapping[str, str]) -> None:
        self.months = list(SalesMonth.objects.values_list("month", flat=True).order_by("-month"))
        self.fields["month"].offer(self.months)

    def defaults(self) -> dict[str, str]:
        return {"month": f"{self.months[0]:%Y-%m}"} if self.months else {}

    def asked_month(self, given: Mapping[str, str]) -> date | None:
        """The month asked for, before the form is checked: other choices depend on it."""
        by_key = {f"{month:%Y-%m}": month for month in self.months}
        newest = self.months[0] if self.months else None
        return by_key.get(given["month"]) if given.get("month") else newest


class DistrictForm(MonthForm):
    """A month and a district whose month the officer may see: for the department, of provinces
    that confirmed it."""

    district = AreaField(label="อำเภอ", empty_label="เลือกอำเภอ")

    def narrow(self, user, given: Mapping[str, str]) -> None:
        super().narrow(user, given)
        months = DistrictMonth.objects.visible_to(user)
        month = self.asked_month(given)
        if month:
            months = months.filter(month=month)
        districts = District.objects.visible_to(user).filter(pk__in=months.values("district"))
        self.fields["district"].offer(districts)
        if user.role == Role.DEPARTMENT:
            self.fields["district"].help_text = "เลือกได้เฉพาะอำเภอของจังหวัดที่ยืนยันเดือนนี้แล้ว"

    def defaults(self) -> dict[str, str]:
        own = {"district": self.user.district_id} if self.user.district_id else {}
        return super().defaults() | own


class CollectionForm(DistrictForm):
    """รต.๑ comes as an empty form to fill in by hand, or with the figures so far."""

    blank = forms.ChoiceField(
        label="แบบ",
        choices=[("no", "มีตัวเลขที่บันทึกแล้ว"), ("yes", "แบบเปล่า มีรายชื่อผู้ผลิต")],
        error_messages={"invalid_choice": "เลือก yes (แบบเปล่า) หรือ no (มีตัวเลข)"},
    )

    def defaults(self) -> dict[str, str]:
        return super().defaults() | {"blank": "no"}


class ProvinceForm(MonthForm):
    """A month and, for the department, the nation or one province."""

    province = AreaField(label="จังหวัด", required=False, empty_label="ทั้งประเทศ")

    def narrow(self, user, given: Mapping[str, str]) -> None:
        super().narrow(user, given)
        self.fields["province"].offer(Province.objects.visible_to(user))
        if user.role != Role.DEPARTMENT:
            self.fields["province"].widget = forms.HiddenInput()

    def defaults(self) -> dict[str, str]:
        own = {"province": self.user.province_id} if self.user.province_id else {}
        return super().defaults() | own


class ProductForm(ProvinceForm):
    """As รต.๔, and a district may name itself."""

    district = AreaField(label="อำเภอ", required=False)

    def narrow(self, user, given: Mapping[str, str]) -> None:
        super().narrow(user, given)
        if user.role == Role.DISTRICT:
            self.fields["district"].offer(District.objects.visible_to(user))
            self.fields["district"].widget = forms.HiddenInput()
        else:
            del self.fields["district"]
