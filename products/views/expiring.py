"""Letters to the producers of a district whose papers run out, as one PDF."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from core.areas.scope import Role
from core.letters import pdf
from core.pages import RoleView, whole_number
from core.users.access import shows
from core.users.requests import AuthenticatedHttpRequest
from products.expiring import endings
from products.expiring_letters import letters_to_producers
from products.expiring_reports import DAYS

SUBJECT = "หนังสือแจ้งมาตรฐานใกล้หมดอายุ"


class ExpiringLettersView(RoleView):
    """GET, by the district for its own: `days` as in the report; `producer` for one alone. 404 where
    nothing runs out."""

    roles = frozenset({Role.DISTRICT})

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        days = whole_number(request.GET.get("days", "90"))
        if days not in DAYS:
            raise Http404("no such span")
        producer = whole_number(request.GET["producer"]) if "producer" in request.GET else None
        found = endings(request.user, days, district=request.user.district, producer=producer)
        letters = letters_to_producers(found)
        if not letters:
            raise Http404("nothing runs out")
        shows(request, SUBJECT, {one.product.producer_id for one in found})
        name = f"expiring_{request.user.district_id}_{days}.pdf"
        paper = pdf.render_all(letters, thai_digits=request.GET.get("digits") == "thai")
        disposition = content_disposition_header(True, name) or ""
        return HttpResponse(
            paper, content_type="application/pdf", headers={"Content-Disposition": disposition}
        )
