"""The manual as a page of the portal, and which section a page offers."""

from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse

from core.pages import PortalView
from core.users.requests import AuthenticatedHttpRequest
from otop_registry.manual.sections import section_about, sections_for


class ManualView(PortalView):
    """What the role of whoever reads needs, from the first task of a month on; made to be printed."""

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        shown = [
            {"section": one, "picture": _picture(one.key)} for one in sections_for(request.user)
        ]
        return self.show("manual/manual.html", {"title": "คู่มือการใช้งาน", "shown": shown})


def _picture(key: str) -> str:
    name = f"manual/{key}.png"
    return name if finders.find(name) else ""


def manual(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `manual_section`, the one about this page, for the link beside its title."""
    user, match = getattr(request, "user", None), request.resolver_match
    if match is None or user is None or not user.is_authenticated:
        return {}
    return {"manual_section": section_about(match.url_name or "", user)}
