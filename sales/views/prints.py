"""Printed versions: the office's own, to print again, and the public page that verifies a paper."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views import View
from django.views.decorators.cache import never_cache

from core.areas.row_security import seen_as_portal
from core.areas.scope import Role
from core.pages import RoleView
from core.thai import calendar
from core.thai.digits import parse_baht
from core.users.brakes import Limit, held, note_try
from core.users.client_address import client_address
from core.users.models import User
from sales.certificates.standing import standing as standing_of_certificate
from sales.figures.certification import file_hash, made_again
from sales.figures.print_standing import standing
from sales.models import CertifiedPrint, SalesCertificate
from sales.reports.changes import changes_of_print
from sales.reports.figure_sources import sources_of_print

SHOWN = 200

# Totals that were not on the paper: whoever checks one types it right, whoever guesses one does not.
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (15, 60, 240))
OF_PAPER = Limit("verify_paper", 10, timedelta(days=1), _WAITS)
OF_ADDRESS = Limit("verify_address", 60, timedelta(hours=1), _WAITS[:1])
GUESSED = "พิมพ์ยอดที่ไม่ตรงหลายครั้งเกินไป รอถึง {} น. แล้วลองใหม่ สถานะของเอกสารด้านบนยังดูได้"


class PrintsView(RoleView):
    """ฉบับที่พิมพ์แล้ว of the own office: whether each is still in force, and the same paper again."""

    roles = frozenset(Role)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        prints = list(
            CertifiedPrint.objects.visible_to(request.user)
            .select_related("printed_by", "district_month", "of_province")
            .defer("snapshots")[:SHOWN]
        )
        for kept in prints:
            kept.changes = changes_of_print(kept, own=True)
        return self.show(
            "sales/prints.html",
            {"title": "ฉบับที่พิมพ์แล้ว", "prints": prints, "shown": SHOWN},
        )


class PrintAgainView(RoleView):
    """A printed version as it was, and whether its figures still stand."""

    roles = frozenset(Role)

    def get(self, request: HttpRequest, pk: int, **kwargs) -> HttpResponse:
        kept = get_object_or_404(CertifiedPrint.objects.visible_to(request.user), pk=pk)
        content = made_again(kept)
        # A newer typesetter may set the same figures a hair differently: then the name says so.
        same = "" if file_hash(content) == kept.file_hash else "-reset"
        name = f"{kept.report}-{kept.printed_at:%Y%m%d}-{kept.pk}{same}.pdf"
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={
                "Content-Disposition": content_disposition_header(False, name),
                "X-Content-Type-Options": "nosniff",
            },
        )


class PaperTotalForm(forms.Form):
    """The total that stands on the paper, so that a code copied onto another sheet is found out."""

    total = forms.CharField(
        label="ยอดรวมบนกระดาษ (บาท)",
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def clean_total(self):
        try:
            total = parse_baht(self.cleaned_data["total"])
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if total is None:
            raise ValidationError("พิมพ์ยอดรวมที่เห็นบนกระดาษ เช่น 366,160.00")
        return total


@method_decorator(never_cache, name="dispatch")
class VerifyPrintView(View):
    """Without signing in: whether a paper's figures are the certified ones, and nothing more.

    No place, month, name or figure is shown. A token nobody was given answers 404. Whoever holds the
    paper has no area; the portal compares.
    """

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        with seen_as_portal("whoever holds a paper has no area; told is whether it stands"):
            return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._page(request, self._kept(token), PaperTotalForm())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        kept, form = self._kept(token), PaperTotalForm(request.POST)
        if not form.is_valid():
            return self._page(request, kept, form, status=422)
        address = client_address(request)
        if until := held(OF_PAPER, token, address) or held(OF_ADDRESS, address):
            form.add_error("total", GUESSED.format(calendar.moment(until)))
            return self._page(request, kept, form, status=429)
        matches = form.cleaned_data["total"] == kept.total
        if not matches:
            note_try(OF_PAPER, token, address)
            note_try(OF_ADDRESS, address)
        return self._page(request, kept, form, matches=matches)

    def _kept(self, token: str) -> CertifiedPrint | SalesCertificate:
        found = CertifiedPrint.objects.select_related("district_month").filter(token=token)
        kept = found.defer("content").first()
        if kept is None:
            certificates = SalesCertificate.objects.select_related("producer").defer("content")
            kept = certificates.filter(token=token).first()
        if kept is None:
            raise Http404("no such print")
        return kept

    def _page(self, request, kept, form, *, matches=None, status=200) -> HttpResponse:
        of_producer = isinstance(kept, SalesCertificate)
        stands = standing_of_certificate(kept) if of_producer else standing(kept)
        context = {"standing": stands.value, "form": form, "matches": matches}
        # Only for an officer, whose own door decides there what of it he sees.
        if isinstance(request.user, User) and request.user.is_active and not of_producer:
            context["sources"] = sources_of_print(kept)
            own = CertifiedPrint.objects.visible_to(request.user).filter(pk=kept.pk).exists()
            context["changes"] = changes_of_print(kept, own=own)
        answer = render(request, "verify.html", context, status=status)
        # Not "no-referrer": a browser then posts the form without an origin, and it is refused.
        answer["Referrer-Policy"] = "same-origin"
        answer["X-Robots-Tag"] = "noindex"
        return answer
