"""Parameters of a report: a form whose choices are already those of the officer."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from core.areas.models import District, Province
from core.fields import form_field
from core.thai import calendar
from core.thai.periods import Period, parse_period, periods_of, span
from core.users.models import User

OUT_OF_AREA = "out_of_area"


class MonthField(forms.ChoiceField):
    """A month of those offered; written 2026-10 in addresses, ตุลาคม 2569 on screen."""

    default_error_messages = {
        "required": "เลือกเดือน",
        "invalid_choice": "ไม่มีเดือน “%(value)s” ในระบบ เลือกเดือนจากรายการ",
    }

    def offer(self, months: Iterable[date]) -> None:
        """The months to choose from, in the order they are shown."""
        self.choices = [(f"{month:%Y-%m}", calendar.month_name(month)) for month in months]

    def clean(self, value: Any) -> date | None:
        chosen = super().clean(value)
        return calendar.parse_month(chosen) if chosen else None


class PeriodField(forms.ChoiceField):
    """A fiscal year, round, quarter or month of those offered (core.thai.periods writes the keys)."""

    default_error_messages = {
        "required": "เลือกช่วงเวลา",
        "invalid_choice": "ไม่มีช่วงเวลา “%(value)s” ในระบบ เลือกจากรายการ",
    }

    def offer(self, months: Iterable[date], *, whole: bool = False) -> None:
        """What can be asked about these months, the newest fiscal year first; `whole`: all of them."""
        months = sorted(months)
        choices: list[Any] = []
        if whole and months:
            everything = span(months[0], months[-1])
            choices.append((everything.key, f"ทุกเดือนที่มี ({everything.name})"))
        for year, periods in periods_of(months):
            offered = [(period.key, period.short_name) for period in periods]
            choices.append((f"ปีงบประมาณ {year}", offered))
        self.choices = choices

    def clean(self, value: Any) -> Period | None:
        chosen = super().clean(value)
        return parse_period(chosen) if chosen else None


class AreaField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A province or district by its code, of those the officer may see.

    Any other code is answered as not found, whether it exists or not (`OUT_OF_AREA`).
    """

    default_error_messages = {"required": "เลือกพื้นที่"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(None, *args, **kwargs)

    def offer(self, areas: QuerySet[Any]) -> None:
        self.queryset = areas

    def label_from_instance(self, area: District | Province) -> str:
        return area.titled_name

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError("ไม่พบพื้นที่นี้", code=OUT_OF_AREA) from error


_LONGEST_WORDS = 30  # letters


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    """Choices without their groups."""
    for key, words in choices:
        if isinstance(words, list | tuple):
            yield from words
        else:
            yield key, words


def _offers(field: forms.ChoiceField) -> bool:
    """Whether it holds a choice, beside the line that asks to choose."""
    if isinstance(field, forms.ModelChoiceField):
        return field.queryset is not None and field.queryset.exists()
    return bool(cast(list[Any], field.choices))


class ParametersForm(forms.Form):
    """Base of parameter forms: `narrow` scopes the choices, `defaults` fills what was not given.

    One left empty counts as not given. One the form does not know is refused, so that a misspelt
    one never widens a report.
    """

    def __init__(self, user: User, given: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.user = user
        self.given = {name: value for name, value in (given or {}).items() if value.strip()}
        self.narrow(user, self.given)
        self.initial = self.defaults()
        self.data = self.initial | self.given
        self.is_bound = True

    def narrow(self, user: User, given: Mapping[str, str]) -> None:
        """Offer every field the choices of this officer, through `visible_to(user)`."""

    def defaults(self) -> dict[str, str]:
        """The default values."""
        return {}

    def forgive(self) -> None:
        """Drop the errors of a page that was opened without parameters."""
        self.is_bound = False
        self._errors = None

    @property
    def out_of_area(self) -> bool:
        """Whether a parameter names an area that is not the officer's."""
        return any(self.has_error(name, OUT_OF_AREA) for name in self.fields)

    def clean(self) -> Any:
        unknown = sorted(set(self.given) - set(self.fields))
        if unknown:
            raise ValidationError(f"รายงานนี้ไม่มีตัวเลือกชื่อ {', '.join(unknown)}")
        return super().clean()

    @property
    def nothing_to_choose(self) -> bool:
        """Whether something must be chosen of which there is nothing yet: no month was opened, no year
        has a plan."""
        return any(
            field.required and not _offers(field)
            for field in self.fields.values()
            if isinstance(field, forms.ChoiceField) and not isinstance(field, AreaField)
        )

    def chosen(self) -> dict[str, str]:
        """The parameters as an address writes them, without those left empty."""
        return {name: str(self.data[name]) for name in self.fields if self.data.get(name)}

    def said(self) -> list[str]:
        """What was chosen in the words of the page: ตุลาคม 2569, จังหวัดฉะเชิงเทรา; no sentences."""
        said = []
        for name, value in self.chosen().items():
            field, chosen = self.fields[name], self.cleaned_data.get(name)
            if isinstance(field, forms.ModelChoiceField):
                said.append(field.label_from_instance(chosen) if chosen else "")
            elif isinstance(field, forms.ChoiceField):
                words = {str(key): str(word) for key, word in _flat(field.choices)}
                said.append(words.get(value, ""))
        return [words for words in said if words and len(words) <= _LONGEST_WORDS]


class AreaForm(ParametersForm):
    """The nation, a province or a district, of those the officer may see; the own one unless said."""

    province = AreaField(label="จังหวัด", required=False, empty_label="ทั่วประเทศ")
    district = AreaField(label="อำเภอ", required=False, empty_label="ทุกอำเภอ")

    def narrow(self, user: User, given: Mapping[str, str]) -> None:
        form_field(self, "province", AreaField).offer(Province.objects.visible_to(user))
        districts = District.objects.visible_to(user)
        if user.of_nation:
            districts = districts.filter(province=given.get("province") or None)
        else:
            self.fields["province"].widget = forms.HiddenInput()
        if user.of_district:
            self.fields["district"].widget = forms.HiddenInput()
        form_field(self, "district", AreaField).offer(districts)

    def defaults(self) -> dict[str, str]:
        if own := self.user.district:
            return {"province": own.province_id, "district": own.pk}
        return {"province": self.user.province_id} if self.user.province_id else {}
