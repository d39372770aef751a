"""Filters of a register's list by how far its records are filled (registration.sections)."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from registration.gaps import with_gap_in, with_missing

# Percent of what is needed, from and up to; 100 is complete.
_SPANS = {"100": (100, 100), "75": (75, 99), "50": (50, 74), "0": (0, 49)}


class CompletenessFilter(admin.SimpleListFilter):
    """ครบถ้วน, in percent as the page of a record shows it."""

    title = "ความครบถ้วน"
    parameter_name = "complete"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.sections = model_admin.sections
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("100", "ครบ"), ("75", "75–99%"), ("50", "50–74%"), ("0", "ต่ำกว่า 50%")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in _SPANS:
            return queryset
        least, most = _SPANS[str(self.value())]
        needed = sum(len(section.asks) for section in self.sections)
        within = [
            missing
            for missing in range(needed + 1)
            if least <= 100 * (needed - missing) // needed <= most
        ]
        return with_missing(queryset, self.sections, within)


class MissingSectionFilter(admin.SimpleListFilter):
    """The records of which one section is not complete yet."""

    title = "หมวดที่ยังไม่ครบ"
    parameter_name = "missing"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.all_sections = model_admin.sections
        self.sections = {one.key: one for one in self.all_sections if one.asks}
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, f"{one.number} {one.title}") for key, one in self.sections.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        section = self.sections.get(str(self.value()))
        return with_gap_in(queryset, self.all_sections, section) if section else queryset
