"""Parameters of the KPI's reports: a round the officer may see, an area through the own door."""

from collections.abc import Mapping

from django import forms

from core.areas.models import District, Province
from core.fields import form_field
from core.reports.parameters import AreaField, ParametersForm
from online_market.models import MarketRound

GROUP = "ตัวชี้วัดตลาดออนไลน์"


class RoundField(forms.ChoiceField):
    """A round of those offered, the newest first; written by its id."""

    default_error_messages = {
        "required": "ยังไม่มีรอบให้เลือก",
        "invalid_choice": "ไม่มีรอบ “%(value)s” ให้เลือก",
    }

    def offer(self, rounds: list[MarketRound]) -> None:
        self.rounds = {str(one.pk): one for one in rounds}
        self.choices = [(key, str(one)) for key, one in self.rounds.items()]

    def clean(self, value) -> MarketRound | None:
        return self.rounds.get(super().clean(value))


class RoundAreaForm(ParametersForm):
    """A round, the newest that is open unless said; for the department a province."""

    round = RoundField(label="รอบ")
    province = AreaField(label="จังหวัด", required=False, empty_label="ทั่วประเทศ")

    def narrow(self, user, given: Mapping[str, str]) -> None:
        opened = MarketRound.objects.visible_to(user).exclude(status=MarketRound.Status.DRAFT)
        self.offered = list(opened)
        form_field(self, "round", RoundField).offer(self.offered)
        form_field(self, "province", AreaField).offer(Province.objects.visible_to(user))
        if not user.of_nation:
            self.fields["province"].widget = forms.HiddenInput()

    def defaults(self) -> dict[str, str]:
        said = {}
        if self.offered:
            open_ones = [one for one in self.offered if one.is_open]
            said["round"] = str((open_ones or self.offered)[0].pk)
        if self.user.district:
            said["province"] = self.user.district.province_id
        elif self.user.province_id:
            said["province"] = self.user.province_id
        return said


class RoundDistrictForm(RoundAreaForm):
    """A round and one district."""

    district = AreaField(label="อำเภอ", empty_label="เลือกอำเภอ")

    def narrow(self, user, given: Mapping[str, str]) -> None:
        super().narrow(user, given)
        districts = District.objects.visible_to(user)
        if user.of_nation and given.get("province"):
            districts = districts.filter(province=given["province"])
        form_field(self, "district", AreaField).offer(districts)
        if user.of_district:
            self.fields["district"].widget = forms.HiddenInput()

    def defaults(self) -> dict[str, str]:
        own = {"district": self.user.district_id} if self.user.district_id else {}
        return super().defaults() | own
