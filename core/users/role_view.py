"""Pages that exist for some roles only."""

from django.http import Http404, HttpRequest
from django.views import View

from core.areas.scope import Role


class RoleView(View):
    """A page for some roles; to the others it does not exist."""

    roles: frozenset[Role] = frozenset()

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if request.user.role not in self.roles:
            raise Http404("not a page of this role")
        return super().dispatch(request, *args, **kwargs)
