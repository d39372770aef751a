"""Letters to the producers of a district whose last results of a selection are old, as one PDF."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from core.areas.scope import Role
from core.letters import pdf
from core.pages import RoleView, whole_number
from core.users.access import shows
from core.users.requests import AuthenticatedHttpRequest
from producers.star_letters import letters_to_producers
from producers.star_reports import YEARS
from producers.star_results import results_to_repeat

SUBJECT = "หนังสือแจ้งผลการคัดสรร"


class StarLettersView(RoleView):
    """GET, by the district for its own: `years` as in the report; `producer` for one alone. 404 where
    there is nothing to write of."""

    roles = frozenset({Role.DISTRICT})

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        years = whole_number(request.GET.get("years", "3"))
        if years not in YEARS:
            raise Http404("no such span")
        producer = whole_number(request.GET["producer"]) if "producer" in request.GET else None
        district = request.user.district
        found = results_to_repeat(request.user, years, district=district, producer=producer)
        letters = letters_to_producers(found)
        if not letters:
            raise Http404("nothing to write of")
        shows(request, SUBJECT, {one.producer.pk for one in found})
        name = f"stars_{request.user.district_id}_{years}.pdf"
        paper = pdf.render_all(letters, thai_digits=request.GET.get("digits") == "thai")
        disposition = content_disposition_header(True, name) or ""
        return HttpResponse(
            paper, content_type="application/pdf", headers={"Content-Disposition": disposition}
        )
