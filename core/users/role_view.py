"""Pages that exist for some roles only."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views import View

from core.areas.scope import Role
from core.users.requests import AuthenticatedHttpRequest, signed_in_user


class RoleView(View):
    """A page for some roles; to the others it does not exist."""

    roles: frozenset[Role] = frozenset()
    request: AuthenticatedHttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if signed_in_user(request).role not in self.roles:
            raise Http404("not a page of this role")
        return super().dispatch(request, *args, **kwargs)
