"""Letters to the producers of a district that a report says to follow up, as one PDF."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from core.areas.scope import Role
from core.letters import pdf
from core.letters.letter import Letter
from core.pages import RoleView, whole_number
from core.users.access import shows
from core.users.requests import AuthenticatedHttpRequest


class FollowUpLettersView(RoleView):
    """GET, by the district for its own: the span as in the report; `producer` for one alone. 404 where
    there is nothing to write of.

    `span`: its name in the address (days, years), `spans` what is offered, `usual` where none is named.
    `subject`: what the log says was seen; `file_name`: the file's, before office and span.
    """

    roles = frozenset({Role.DISTRICT})

    subject: ClassVar[str]
    file_name: ClassVar[str]
    span: ClassVar[str]
    spans: ClassVar[Sequence[int]]
    usual: ClassVar[int]

    def letters(self, span: int, **where: Any) -> tuple[list[Letter], set[int]]:
        """The letters, of what is found there through the door; the keys of the producers."""
        raise NotImplementedError

    def get(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        span = whole_number(request.GET.get(self.span, str(self.usual)))
        if span is None or span not in self.spans:
            raise Http404("no such span")
        producer = whole_number(request.GET["producer"]) if "producer" in request.GET else None
        letters, persons = self.letters(span, district=request.user.district, producer=producer)
        if not letters:
            raise Http404("nothing to write of")
        shows(request, self.subject, persons)
        name = f"{self.file_name}_{request.user.district_id}_{span}.pdf"
        paper = pdf.render_all(letters, thai_digits=request.GET.get("digits") == "thai")
        disposition = content_disposition_header(True, name) or ""
        return HttpResponse(
            paper, content_type="application/pdf", headers={"Content-Disposition": disposition}
        )
