"""Parameters of the sales reports: when, and where through the officer's own door."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet, Value

from core.areas.models import District, Province
from core.fields import form_field
from core.reports.parameters import AreaField, MonthField, ParametersForm, PeriodField
from core.thai.calendar import (
    day_short,
    fiscal_year,
    fiscal_year_months,
    month_name,
    today,
)
from core.thai.forms import ThaiDateField, ThaiDateInput
from core.thai.periods import span
from core.users.models import User
from producers.models import Producer
from products.models import Category
from sales.figures.as_known import first_known
from sales.figures.confirmed import Scope
from sales.models import DistrictMonth, SalesMonth

UNKNOWN = "unknown"  # ว่าง in an address: an empty value there means that nothing was chosen


def months_offered(user: User) -> tuple[list[date], date | None]:
    """The months the department opened, the newest first, and the newest that holds something for this
    officer: for the department and a province, of districts that the province confirmed. One query."""
    confirmed = DistrictMonth.objects.visible_to(user).filter(
        month=OuterRef("pk"), status=DistrictMonth.Status.PROVINCE_CONFIRMED
    )
    held = Value(True) if user.of_district else Exists(confirmed)
    found = SalesMonth.objects.annotate(held=held).values_list("month", "held").order_by("-month")
    months, holding = [], list[date]()
    for month, holds in found:
        months.append(month)
        if holds:
            holding.append(month)
    return months, next(iter(holding or months), None)


class MonthForm(ParametersForm):
    """A month the department opened, the newest that holds something unless said otherwise."""

    month = MonthField(label="เดือน")

    def narrow(self, user: User, given: Mapping[str, str]) -> None:
        self.months, self.newest_month = months_offered(user)
        form_field(self, "month", MonthField).offer(self.months)

    def defaults(self) -> dict[str, str]:
        return {"month": f"{self.newest_month:%Y-%m}"} if self.newest_month else {}

    def asked_month(self, given: Mapping[str, str]) -> date | None:
        """The month asked for, before the form is checked: other choices depend on it."""
        by_key = {f"{month:%Y-%m}": month for month in self.months}
        return by_key.get(given["month"]) if given.get("month") else self.newest_month


class DistrictForm(MonthForm):
    """A month and a district whose month the officer may see: for the department, of provinces
    that confirmed it, and of the province that it chooses first."""

    province = AreaField(label="จังหวัด", required=False, empty_label="เลือกจังหวัด")
    district = AreaField(
        label="อำเภอ", empty_label="เลือกอำเภอ", error_messages={"required": "เลือกอำเภอ"}
    )

    def narrow(self, user: User, given: Mapping[str, str]) -> None:
        super().narrow(user, given)
        months = DistrictMonth.objects.visible_to(user)
        month = self.asked_month(given)
        if month:
            months = months.filter(month=month)
        districts = District.objects.visible_to(user).filter(pk__in=months.values("district"))
        if user.of_nation:
            self._offer_provinces(user, months)
            districts = districts.filter(province=self._province_of(given))
        else:
            del self.fields["province"]
        form_field(self, "district", AreaField).offer(districts)

    def _offer_provinces(self, user: User, months: QuerySet[DistrictMonth]) -> None:
        confirmed = months.values("district__province")
        provinces = Province.objects.visible_to(user).filter(pk__in=confirmed)
        form_field(self, "province", AreaField).offer(provinces)
        self.fields["province"].help_text = "จังหวัดที่ยืนยันเดือนนี้แล้ว เลือกแล้วกดแสดงรายงานเพื่อเลือกอำเภอ"

    @staticmethod
    def _province_of(given: Mapping[str, str]) -> str:
        """The code of the province chosen, else of the district asked for; "" before either."""
        return given.get("province") or given.get("district", "")[:2]

    def defaults(self) -> dict[str, str]:
        own: dict[str, str] = {}
        if self.user.district_id:
            own = {"district": self.user.district_id}
        elif self.user.of_nation and self.given.get("district"):
            own = {"province": self._province_of(self.given)}
        return super().defaults() | own

    def chosen(self) -> dict[str, str]:
        """A district says its province."""
        chosen = super().chosen()
        return {
            name: value
            for name, value in chosen.items()
            if name != "province" or "district" not in chosen
        }


class CollectionForm(DistrictForm):
    """รต.๑ comes as an empty form to fill in by hand, or with the figures so far."""

    blank = forms.ChoiceField(
        label="แบบ",
        choices=[("no", "มีตัวเลขที่บันทึกแล้ว"), ("yes", "แบบเปล่า มีรายชื่อผู้ผลิต")],
        error_messages={"invalid_choice": "เลือก yes (แบบเปล่า) หรือ no (มีตัวเลข)"},
    )

    def defaults(self) -> dict[str, str]:
        return super().defaults() | {"blank": "no"}


class PeriodForm(ParametersForm):
    """A fiscal year, round, quarter or month of those the department opened; the newest month that holds
    something, unless a report says `newest = "year"`. `month=2026-10`, as รต.๑ writes it, is understood
    too."""

    period = PeriodField(label="ช่วงเวลา")
    newest = "month"
    whole = False
    so_far = False  # whether a fiscal year up to one of its months may be asked: "2025-10..2026-03"

    def __init__(self, user: User, given: Mapping[str, str] | None = None) -> None:
        given = dict(given or {})
        if given.get("month") and not given.get("period"):
            given["period"] = given.pop("month")
        super().__init__(user, given)

    def narrow(self, user: User, given: Mapping[str, str]) -> None:
        self.months, self.newest_month = months_offered(user)
        field = form_field(self, "period", PeriodField)
        field.offer(self.months, whole=self.whole)
        if self.so_far:
            offered = list(cast(Iterable[Any], field.choices))
            field.choices = [*offered, *self._so_far(given.get("period", ""))]

    def _so_far(self, asked: str) -> list[tuple[str, str]]:
        """The choice of a year up to a month, where it was asked: a home leads to it."""
        for month in self.months:
            of_year = span(fiscal_year_months(fiscal_year(month))[0], month)
            if of_year.key == asked:
                return [(asked, f"ปีงบประมาณ {of_year.fiscal_year} ถึง{month_name(month)}")]
        return []

    def defaults(self) -> dict[str, str]:
        if not self.newest_month:
            return {}
        last = self.newest_month
        return {"period": str(fiscal_year(last)) if self.newest == "year" else f"{last:%Y-%m}"}


class AreaPeriodForm(PeriodForm):
    """A period and, for the department, the nation, a region or a province; a district its own."""

    region = forms.ChoiceField(label="ภาค", required=False)
    province = AreaField(label="จังหวัด", required=False, empty_label="ทั่วประเทศ")
    district = AreaField(label="อำเภอ", required=False, empty_label="ทุกอำเภอ")

    def narrow(self, user: User, given: Mapping[str, str]) -> None:
        super().narrow(user, given)
        provinces, districts = Province.objects.visible_to(user), District.objects.visible_to(user)
        hidden = {"district"} if user.of_district else set()
        if user.of_nation:
            regions = (
                Province.objects.order_by("region").values_list("region", flat=True).distinct()
            )
            offered = [("", "ทุกภาค"), *((name, name) for name in regions)]
            form_field(self, "region", forms.ChoiceField).choices = offered
            if given.get("region"):
                provinces = provinces.filter(region=given["region"])
            districts = districts.filter(province=given.get("province") or None)
            if not given.get("province"):
                hidden.add("district")
        else:
            del self.fields["region"]
            hidden.add("province")
        form_field(self, "province", AreaField).offer(provinces)
        if "district" in self.fields:  # some reports do not ask for it
            form_field(self, "district", AreaField).offer(districts)
        for name in hidden & set(self.fields):
            self.fields[name].widget = forms.HiddenInput()

    def defaults(self) -> dict[str, str]:
        own: dict[str, str] = {}
        if self.user.district:
            own = {"province": self.user.district.province_id, "district": self.user.district.pk}
        elif self.user.province_id:
            own = {"province": self.user.province_id}
        return super().defaults() | own


class SalesForm(AreaPeriodForm):
    """As the area form, and of what: one category, one kind."""

    category = forms.ChoiceField(
        label="ประเภท", required=False, choices=[("", "ทุกประเภท"), *Category.choices]
    )
    kind = forms.ChoiceField(
        label="ลักษณะ",
        required=False,
        choices=[("", "ทุกลักษณะ"), *Producer.Kind.choices, (UNKNOWN, "ว่าง")],
    )


class SalesSoFarForm(SalesForm):
    """As above; also of a fiscal year up to a month. For reports that count no producers: those of
    any months cannot be told from kept counts."""

    so_far = True


class KnownOnForm(ParametersForm):
    """Of a report that can be had as it was known on a day gone by. Nothing chosen is now."""

    known_on = ThaiDateField(
        label="ตามที่ทราบ ณ วันที่",
        required=False,
        help_text="เว้นว่าง คือยอดล่าสุด",
        widget=ThaiDateInput({"placeholder": "เช่น 24/11/2569"}),
    )

    def clean_known_on(self) -> date | None:
        day: date | None = self.cleaned_data["known_on"]
        refuse_unknowable(self.user, day)
        return day

    def chosen(self) -> dict[str, str]:
        """The day as it is shown, however it was typed."""
        return with_days(self, super().chosen())

    def said(self) -> list[str]:
        day = self.cleaned_data.get("known_on")
        return [*super().said(), *([f"ตามที่ทราบ {day_short(day)}"] if day else [])]


def refuse_unknowable(user: User, day: date | None) -> None:
    """A day to come, and one before anything was reported, have nothing to tell."""
    if day is None:
        return
    if day > today():
        raise ValidationError(
            f"วันที่ {day_short(day)} ยังมาไม่ถึง ระบุวันที่ไม่เกินวันนี้ ({day_short(today())})"
        )
    first = first_known(user)
    if first is None:
        raise ValidationError("ยังไม่มีรายงานของจังหวัดใดให้ย้อนดู เว้นวันที่ว่างไว้")
    if day < first:
        raise ValidationError(
            f"ก่อนวันที่ {day_short(first)} ยังไม่มีรายงานของจังหวัดใด ระบุตั้งแต่วันที่ {day_short(first)}"
        )


def with_days(form: ParametersForm, chosen: dict[str, str]) -> dict[str, str]:
    """What was chosen, each day that could be read as the field shows it."""
    days = {
        name: day_typed(day)
        for name in chosen
        if isinstance(day := getattr(form, "cleaned_data", {}).get(name), date)
        and isinstance(form.fields[name], ThaiDateField)
    }
    return chosen | days


def day_typed(day: date) -> str:
    """10/1/2570, which the field reads again."""
    return str(ThaiDateInput().format_value(day))


class SalesKnownForm(KnownOnForm, SalesForm):
    """As the sales form, and as known on a day."""


class SalesSoFarKnownForm(KnownOnForm, SalesSoFarForm):
    """The same of a fiscal year up to a month."""


class YearForm(KnownOnForm, SalesSoFarForm):
    """As above, of the newest fiscal year unless said, or all months there are: for reports with a row a
    month."""

    newest = "year"
    whole = True


def scope_of(params: Mapping[str, Any]) -> Scope:
    """The sales that checked parameters ask for; what a form does not have is not narrowed."""
    kind = params.get("kind") or None
    return Scope(
        period=params["period"],
        region=params.get("region") or "",
        province=params.get("province"),
        district=params.get("district"),
        category=params.get("category") or "",
        kind="" if kind == UNKNOWN else kind,
        known_on=params.get("known_on"),
    )
