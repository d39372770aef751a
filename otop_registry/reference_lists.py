"""ข้อมูลอ้างอิง: every list of choices that this person keeps, with how many are in use."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.areas.scope import Role, visible_rows
from core.pages import RoleView
from core.users.requests import AuthenticatedHttpRequest
from otop_registry.navigation import entries


@dataclass(frozen=True)
class ReferenceList:
    """A list: its name, what it holds, where it is kept."""

    name: str
    used: int
    whole: int
    address: str

    @property
    def unused(self) -> int:
        return self.whole - self.used


def reference_lists(request: HttpRequest) -> list[tuple[str, list[ReferenceList]]]:
    """By the part of the portal they belong to: every list of the site that this person may open and
    the menu does not name; one query each."""
    in_menu = {address for _, address in _addresses(request)}
    found: dict[str, list[ReferenceList]] = {}
    for model, page in admin.site._registry.items():
        meta = model._meta
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        if address in in_menu or not page.has_view_permission(request):
            continue
        part = str(apps.get_app_config(meta.app_label).verbose_name)
        found.setdefault(part, []).append(_list(model, address, request))
    return [
        (part, sorted(lists, key=lambda one: one.name)) for part, lists in sorted(found.items())
    ]


def _list(model: Any, address: str, request: HttpRequest) -> ReferenceList:
    rows = visible_rows(model, request.user)  # type: ignore[arg-type]  # signed in, as the page asks
    kept = (
        list(rows.order_by().values_list("is_active", flat=True)) if _is_of_choices(model) else []
    )
    whole = len(kept) if _is_of_choices(model) else rows.count()
    used = sum(kept) if _is_of_choices(model) else whole
    return ReferenceList(str(model._meta.verbose_name_plural), used, whole, address)


def _is_of_choices(model: Any) -> bool:
    return any(field.name == "is_active" for field in model._meta.fields)


def _addresses(request: HttpRequest) -> list[tuple[str, str]]:
    return [(label, reverse(name)) for label, name in entries(request.user)]  # type: ignore[arg-type]


class ReferenceListsView(RoleView):
    """The department keeps them; the others find the choices in their forms."""

    roles = frozenset({Role.DEPARTMENT})

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        context = {"title": "ข้อมูลอ้างอิง", "parts": reference_lists(request)}
        return self.show("portal/references.html", context)
