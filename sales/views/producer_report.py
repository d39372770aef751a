"""The page behind a producer's link, outside the sign-in: reports the month by phone.

Light, and works without a script (static/js/phone.js keeps what is typed and sends it when the line is
back). It shows one producer's own categories and nothing of anybody else, no national id, no account.
"""

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from core.areas.row_security import seen_as_district, seen_as_portal
from core.thai import calendar
from core.users.brakes import Limit, held, note_try
from core.users.client_address import client_address
from sales.certificates.issuing import paper
from sales.models import CHANNELS, ProducerLink, Proposal, SalesCertificate, SalesRow
from sales.months.entry import RowInput
from sales.proposals import links, sending
from sales.proposals.links import LinkGone
from sales.views.overtaken import CHANNEL_LABELS, shown_amounts

_WAITS = tuple(timedelta(minutes=minutes) for minutes in (15, 60))
# Sendings of one link; of one address, behind which a whole village or a carrier may sit; and links
# from one address that nobody was given.
OF_LINK = Limit("producer_link", 40, timedelta(hours=1), _WAITS)
OF_ADDRESS = Limit("producer_address", 600, timedelta(hours=1), _WAITS[:1])
GUESSED = Limit("producer_guess", 20, timedelta(minutes=15), _WAITS)
TOO_OFTEN = "ส่งถี่เกินไป รอถึง {} น. แล้วส่งใหม่ ตัวเลขที่ส่งถึงแล้วยังอยู่"


class PublicLinkView(View):
    """What every page of a link does: finds it, brakes guesses, sees no more than its
    district, and leaves no trace with others."""

    @method_decorator(never_cache)
    # The address itself is what lets in; there is no sign-in a foreign page could borrow, and a phone's
    # browser inside another app may keep no cookie.
    @method_decorator(csrf_exempt)
    @method_decorator(sensitive_variables())
    def dispatch(self, request: HttpRequest, token: str, **kwargs: Any) -> Any:
        try:
            with seen_as_portal("whoever holds a link has no area; the link says which"):
                self.link = links.usable(token)
        except LinkGone:
            answer: HttpResponseBase = self._gone(request, token)
        else:
            with seen_as_district(self.link.district_month.district_id):
                answer = super().dispatch(request, token=token, **kwargs)
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "no-referrer"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    def _gone(self, request: HttpRequest, token: str) -> HttpResponse:
        address = client_address(request)
        # One that was ours is not guessed: somebody holds an old slip.
        if not links.is_signed(token):
            if held(GUESSED, address):
                return render(request, "producer_report/gone.html", {"waits": True}, status=429)
            note_try(GUESSED, address)
        return render(request, "producer_report/gone.html", status=404)


class ProducerReportView(PublicLinkView):
    """The month's page: GET shows it, POST takes what was typed; a script asks for JSON."""

    link: ProducerLink

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._page(request)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        address = client_address(request)
        subject = str(self.link.pk)
        if until := held(OF_LINK, subject) or held(OF_ADDRESS, address):
            return self._refused(request, TOO_OFTEN.format(calendar.moment(until)), 429)
        note_try(OF_LINK, subject)
        note_try(OF_ADDRESS, address)
        typed = _typed(self.link, request)
        photo = request.FILES.get("photo")
        try:
            sent = sending.send(
                self.link, typed, sending=_key(request.POST.get("sending", "")), photo=photo
            )
        except sending.MonthClosed as closed:
            return self._refused(request, str(closed), 409)
        if sent.errors:
            return self._refused(request, "ยังไม่ได้ส่ง แก้ไขช่องสีแดงแล้วส่งใหม่", 422, sent.errors, typed)
        if sent.photo:
            said = "ยอดส่งถึงแล้ว แต่รูปยังไม่ได้ส่ง" if sent.stored else "รูปยังไม่ได้ส่ง"
            return self._refused(request, f"{said}: {sent.photo}", 422)
        if not sent.stored and photo is None:
            return self._refused(request, "ยังไม่ได้ส่ง กรอกยอดอย่างน้อยหนึ่งช่อง", 422)
        if _wants_json(request):
            return JsonResponse({"stored": True})
        return redirect(request.path)

    def _refused(
        self,
        request: HttpRequest,
        message: str,
        status: int,
        errors: dict[str, dict[str, str]] | None = None,
        typed: dict[str, RowInput] | None = None,
    ) -> HttpResponse:
        if _wants_json(request):
            said = {"stored": False, "message": message, "errors": errors or {}}
            return JsonResponse(said, status=status)
        return self._page(request, message, status, errors or {}, typed or {})

    def _page(
        self,
        request: HttpRequest,
        message: str = "",
        status: int = 200,
        errors: dict[str, dict[str, str]] | None = None,
        typed: dict[str, RowInput] | None = None,
    ) -> HttpResponse:
        month = self.link.district_month
        return render(
            request,
            "producer_report/page.html",
            {
                "link": self.link,
                "month": month,
                "closed": sending.closed_words(month),
                "blocks": [
                    _block(line, (errors or {}).get(line.row.category, {}), typed or {})
                    for line in sending.lines_of(self.link)
                ],
                "sending": uuid.uuid4(),
                "message": message,
                "photos": self.link.photos.count(),
                "certificates": _certificates(self.link),
            },
            status=status,
        )


class ProducerCertificateView(PublicLinkView):
    """A certificate of the link's own producer, made by the district that gave the link out."""

    def get(self, request: HttpRequest, token: str, pk: int) -> HttpResponse:
        found = get_object_or_404(_certificates(self.link), pk=pk)
        return certificate_file(found)


def certificate_file(certificate: SalesCertificate) -> HttpResponse:
    name = f"sales-certificate-{certificate.number}-{certificate.year}.pdf"
    return HttpResponse(
        paper(certificate),
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(False, name),
            "X-Content-Type-Options": "nosniff",
        },
    )


def _certificates(link: ProducerLink):
    return SalesCertificate.objects.in_force().filter(
        producer=link.producer_id, district=link.district_month.district_id
    )


def _typed(link: ProducerLink, request: HttpRequest) -> dict[str, RowInput]:
    """Fields <category>-<channel>; of categories that are none of the producer's nothing is stored."""
    posted = request.POST
    categories = {name.rsplit("-", 1)[0] for name in posted if "-" in name}
    return {
        category: RowInput(
            row_id=0,
            version=0,
            amounts={one: posted.get(f"{category}-{one}", "")[:60] for one in CHANNELS},
            no_sales=f"{category}-no_sales" in posted,
            note=posted.get(f"{category}-note", "")[:2000],
        )
        for category in sorted(categories)[:20]
    }


def _block(line: sending.Line, errors: dict[str, str], typed: dict[str, RowInput]) -> dict:
    """A category as the page shows it: what stands in its fields, what is wrong, what became of it."""
    given = typed.get(line.row.category)
    sent = line.sent
    texts = given.amounts if given else _without_zeros(sent)
    before = _without_zeros(line.before)
    return {
        "line": line,
        "fields": [
            {
                "channel": channel,
                "label": CHANNEL_LABELS[channel],
                "text": texts.get(channel, ""),
                "before": before.get(channel, ""),
                "error": errors.get(channel, ""),
            }
            for channel in CHANNELS
        ],
        "exports": any(texts.get(one) or before.get(one) or one in errors for one in CHANNELS[2:]),
        "no_sales": given.no_sales if given else bool(sent and sent.entry == "no_sales"),
        "note": given.note if given else sent.note if sent else "",
        "errors": errors,
    }


def _without_zeros(said: SalesRow | Proposal | None) -> dict[str, str]:
    """The amounts that are something, as texts; a page full of 0.00 is hard to read on a phone."""
    amounts = shown_amounts(said) if said else {}
    return {one: text for one, text in amounts.items() if text != "0.00"}


def _key(text: str) -> uuid.UUID:
    """The form's own key; another one for what is none, which costs a second proposal at the most."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
