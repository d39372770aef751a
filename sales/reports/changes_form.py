"""Parameters of สิ่งที่เปลี่ยนไป: two days, two versions of a month of a province, or a printed paper."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.fields import form_field
from core.reports.parameters import OUT_OF_AREA
from core.thai import calendar
from core.thai.forms import ThaiDateField, ThaiDateInput
from core.users.models import User
from sales.figures.as_known import first_known
from sales.models import CertifiedPrint, Snapshot
from sales.reports.parameters import SalesSoFarForm, day_typed, refuse_unknowable, with_days

_EXAMPLE = {"placeholder": "เช่น 24/11/2569"}
USUAL_DAYS = 30  # back, unless a day is said


class ChangesForm(SalesSoFarForm):
    """Between which days; or, of one month of a province, which versions; or since which paper."""

    whole = True
    since = ThaiDateField(label="ตามที่ทราบ ณ วันที่", required=False, widget=ThaiDateInput(_EXAMPLE))
    until = ThaiDateField(
        label="เทียบกับวันที่",
        required=False,
        widget=ThaiDateInput(_EXAMPLE),
        help_text="เว้นว่าง คือเทียบกับยอดล่าสุด",
    )
    versions = forms.ChoiceField(
        label="ฉบับ",
        required=False,
        help_text="เลือกได้เมื่อดูเดือนเดียวของจังหวัดเดียว ใช้แทนวันที่",
    )
    paper = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput())
    field_order = ("period", "since", "until", "versions")

    def narrow(self, user: User, given: Mapping[str, str]) -> None:
        super().narrow(user, given)
        offered = self._versions(user, given)
        form_field(self, "versions", forms.ChoiceField).choices = [("", "ตามวันที่"), *offered]
        if not offered:
            self.fields["versions"].widget = forms.HiddenInput()

    def _versions(self, user: User, given: Mapping[str, str]) -> list[tuple[str, str]]:
        """Any two versions of the month and province asked for, the last two first."""
        newest = f"{self.newest_month:%Y-%m}" if self.newest_month else ""
        period = given.get("period") or newest
        month = next((one for one in self.months if f"{one:%Y-%m}" == period), None)
        province = given.get("province") if user.of_nation else user.province_code
        if month is None or not province:
            return []
        kept = Snapshot.objects.of_any_version(user).filter(
            province_month__month=month, province_month__province=province
        )
        numbers = sorted(kept.values_list("version", flat=True))
        return [
            (f"{one}-{other}", f"ฉบับที่ {one} เทียบกับฉบับที่ {other}")
            for other in reversed(numbers)
            for one in reversed(numbers)
            if one < other
        ]

    def defaults(self) -> dict[str, str]:
        own = super().defaults()
        if self.given.get("versions") or self.given.get("paper"):
            return own
        first = first_known(self.user) or calendar.today()
        since = max(first, calendar.today() - timedelta(days=USUAL_DAYS))
        return own | {"since": day_typed(since)}

    def clean_since(self) -> date | None:
        return self._knowable("since")

    def clean_until(self) -> date | None:
        return self._knowable("until")

    def _knowable(self, name: str) -> date | None:
        """Of today there is an answer before any report too: nothing changed."""
        day: date | None = self.cleaned_data[name]
        if day != calendar.today():
            refuse_unknowable(self.user, day)
        return day

    def clean_paper(self) -> CertifiedPrint | None:
        """A paper of sums that the own office printed; any other is not found."""
        token = self.cleaned_data["paper"]
        if not token:
            return None
        own = CertifiedPrint.objects.visible_to(self.user).filter(district_month=None)
        kept = own.filter(token=token).defer("content").first()
        if kept is None:
            raise ValidationError("ไม่พบเอกสารนี้", code=OUT_OF_AREA)
        return kept

    def clean(self) -> Any:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", f"ระบุวันที่ตั้งแต่ {calendar.day_short(since)} เป็นต้นไป")
        return cleaned

    def chosen(self) -> dict[str, str]:
        return with_days(self, super().chosen())

    def said(self) -> list[str]:
        days = [self.cleaned_data.get(name) for name in ("since", "until")]
        told = " ถึง ".join(calendar.day_short(day) for day in days if day)
        return [*super().said(), *([told] if told else [])]
