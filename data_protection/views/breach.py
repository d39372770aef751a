"""The pack for a breach's notice: what is known is typed once, the rest is collected."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache

from core.letters import pdf as letters
from core.pages import RoleView
from core.reports.renderers import FILE_FORMATS
from core.users.requests import AuthenticatedHttpRequest
from data_protection import breach, workflow
from data_protection.forms import BreachForm

FILES = {
    "pack.xlsx": "ข้อมูลประกอบ (Excel)",
    "pack.pdf": "ข้อมูลประกอบ (PDF)",
    "office.pdf": "ร่างหนังสือถึง สคส. (PDF)",
    "person.pdf": "ร่างหนังสือถึงเจ้าของข้อมูล (PDF)",
}
_LETTERS = {"office.pdf": breach.office_letter, "person.pdf": breach.person_letter}


@method_decorator(never_cache, name="dispatch")
class BreachView(RoleView):
    """A form by GET: its address holds what was asked, so a file has the same as the page."""

    roles = workflow.SET_PERIOD.roles

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        now = timezone.localtime()
        first = {
            "found_on": now.date(),
            "found_at": now.time().replace(second=0, microsecond=0),
            "since": now.date(),
            "until": now.date(),
        }
        if "since" not in request.GET:
            return self._page(BreachForm(request.user, initial=first))
        form = BreachForm(request.user, request.GET)
        if not form.is_valid():
            return self._page(form, status=422)
        said = form.cleaned_data
        scope = breach.Scope(
            since=said["since"],
            until=said["until"],
            accounts=said["accounts"],
            province=said["province"],
            known_at=timezone.make_aware(form.known_at),
            what=said["what"],
        )
        if (asked := request.GET.get("file", "")) in FILES:
            return self._file(asked, scope)
        return self._page(form, scope=scope)

    def _file(self, asked: str, scope: breach.Scope) -> HttpResponse:
        if asked in _LETTERS:
            content, kind = letters.render(_LETTERS[asked](scope)), "application/pdf"
        else:
            found = FILE_FORMATS[asked.rsplit(".", 1)[-1]]
            content, kind = found.render(breach.pack(scope), False), found.content_type
        name = f"{FILES[asked].rsplit(' (', 1)[0]}.{asked.rsplit('.', 1)[-1]}"
        return HttpResponse(
            content,
            content_type=kind,
            headers={"Content-Disposition": content_disposition_header(True, name) or ""},
        )

    def _page(
        self, form: BreachForm, *, scope: breach.Scope | None = None, status: int = 200
    ) -> HttpResponse:
        context: dict[str, Any] = {
            "title": "เหตุละเมิดข้อมูลส่วนบุคคล",
            "form": form,
            "scope": scope,
            "hours": breach.HOURS,
        }
        if scope is not None:
            asked = self.request.GET.copy()
            asked.pop("file", None)
            context |= {
                "found": breach.found(scope),
                "reach": breach.reach(scope),
                "files": FILES,
                "asked": asked.urlencode(),
            }
        return self.show("data_protection/breach.html", context, status=status)
