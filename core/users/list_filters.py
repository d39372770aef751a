"""Filters of the lists, naming only what the officer may see."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext

from core.areas.models import District, Province
from core.users.requests import signed_in_user

_A_CODE = "CODE-OF-A-PROVINCE"


class ChoiceOrBlankFilter(admin.SimpleListFilter):
    """By a choice that old records may lack: ว่าง is a choice of its own."""

    parameter_name: str
    words: type[TextChoices]
    blank = "-"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        short = getattr(self.words, "short", lambda choice: choice.label)
        return [*((choice.value, short(choice)) for choice in self.words), (self.blank, "ว่าง")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        chosen = "" if self.value() == self.blank else self.value()
        return queryset.filter(**{self.parameter_name: chosen})


class DistrictFilter(admin.SimpleListFilter):
    """Filter by district, naming only the districts the officer may see."""

    title = "อำเภอ"
    parameter_name = "district"
    district_path = "district"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        user = signed_in_user(request)
        visible = District.objects.visible_to(user)
        if user.of_district:
            return []  # one district is no choice
        if user.of_nation:
            chosen = request.GET.get("province")
            visible = visible.filter(province=chosen) if chosen else visible.none()
        return list(visible.values_list("code", "name_th"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.district_path: self.value()}) if self.value() else queryset


class ProvinceFilter(admin.SimpleListFilter):
    """Filter by province; only the department has more than one."""

    title = "จังหวัด"
    parameter_name = "province"
    district_path = "district"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        user = signed_in_user(request)
        if not user.of_nation:
            return []
        return list(Province.objects.visible_to(user).values_list("code", "name_th"))

    def choices(self, changelist: Any) -> Any:
        """A district chosen before goes with its province."""
        district, own = DistrictFilter.parameter_name, self.parameter_name
        # The address once for all 77, which differ in the code alone.
        address = changelist.get_query_string({own: _A_CODE}, [district])
        all_of_them = changelist.get_query_string({}, [district, own])
        for key, name in [(None, gettext("All")), *self.lookup_choices]:
            yield {
                "selected": self.value() == key,
                "query_string": address.replace(_A_CODE, key) if key else all_of_them,
                "display": name,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        path = f"{self.district_path}__province"
        return queryset.filter(**{path: self.value()}) if self.value() else queryset
