"""The portal's own pages, beside the lists and forms of the admin: who a page is for, which area and
which version it was asked about, and how it is shown.

The frame of every page (templates/admin/base.html) takes its title from the page's context, and the
rest from the context processors, which the admin's own pages have too: the menu of the role, the person
with the office, the messages. So an own page asks nothing of the admin, whose `each_context` would try
every permission of every register for a list of apps that the portal does not show.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views import View

from core.areas.models import Province
from core.areas.scope import Role
from core.steps import StepRule, is_for
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest, signed_in_user

NO_VERSION = -1  # no record has it, so a step on it is refused as one on an older page is


class PortalView(View):
    """A page for whoever is signed in; what it shows is found through `visible_to`."""

    request: AuthenticatedHttpRequest

    def show(self, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
        """The page in the portal's frame; `title` in the context heads it."""
        return render(self.request, template, dict(context), status=status)

    def only_for(self, rule: StepRule) -> None:
        """404 to whom a posted step is not given: to their role the page has no such form."""
        if not is_for(rule, self.request.user):
            raise Http404("no such step of this role")


class RoleView(PortalView):
    """A page for some roles; the others get 404."""

    roles: frozenset[Role] = frozenset()

    @classmethod
    def opens_to(cls, user: User) -> bool:
        """Whether it is a page of this person's role; a page that links to it asks."""
        return user.role in cls.roles

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.opens_to(signed_in_user(request)):
            raise Http404("not a page of this role")
        return super().dispatch(request, *args, **kwargs)


def whole_number(text: str) -> int | None:
    """A number out of an address or a form; None for what is none, or is longer than any of ours."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def whole_numbers(texts: Iterable[str]) -> list[int]:
    """Those of the texts that are numbers: the ids of lines that were ticked."""
    return [number for number in map(whole_number, texts) if number is not None]


def version_of(text: str) -> int:
    """A version out of a form; NO_VERSION for what is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else NO_VERSION


def seen_version(posted: Mapping[str, str], name: str = "version") -> int:
    """The version a posted page showed; NO_VERSION where its form says none."""
    return version_of(posted.get(name, ""))


def province_asked(request: AuthenticatedHttpRequest) -> Province | None:
    """The province an address asks for (?province=): the department may open one, a province is its
    own. Out of the person's area is 404."""
    asked = request.GET.get("province")
    if not request.user.of_nation or not asked:
        return None
    return get_object_or_404(Province.objects.visible_to(request.user), pk=asked)
