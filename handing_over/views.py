"""The desk as it stands and handing it over; the list of hand-overs, one of them, and its paper."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header

from core.areas.scope import Role
from core.letters import pdf
from core.pages import RoleView
from core.steps import StepRefused
from core.users.proof import ProvedView
from core.users.requests import AuthenticatedHttpRequest
from handing_over import workflow
from handing_over.forms import HandOverForm, TakeOverForm
from handing_over.models import HandOver
from handing_over.open_work import open_work
from handing_over.paper import memo_of

ON_A_PAGE = 50
_RELATED = ("by", "province", "district__province", "taking__by")


class HandOverListView(RoleView):
    """Those of the own office and of the offices it looks after, newest first."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        found = HandOver.objects.visible_to(request.user).select_related(*_RELATED)
        context = {
            "title": "การส่งมอบงาน",
            "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
            "waiting": HandOver.objects.waiting_for(request.user).count(),
        }
        return self.show("handing_over/list.html", context)


class NewHandOverView(ProvedView, RoleView):
    """What is open on the desk now; POST keeps it, signed."""

    roles = workflow.HAND_OVER.roles

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return self._page(HandOverForm())

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        form = HandOverForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        handed = workflow.hand_over(by=request.user, **form.cleaned_data)
        messages.success(request, "ส่งมอบงานแล้ว ผู้รับช่วงในสำนักงานเปิดหน้านี้แล้วกดรับมอบ")
        return redirect("admin:hand-over", pk=handed.pk)

    def _page(self, form: HandOverForm, status: int = 200) -> HttpResponse:
        context = {"title": "ส่งมอบงาน", "form": form, "sections": open_work(self.request.user)}
        return self.show("handing_over/new.html", context, status=status)


class HandOverView(RoleView):
    """A desk as it was handed over."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        return _page(self, _found(request, pk), TakeOverForm())


class TakeOverView(ProvedView, RoleView):
    """POST: another officer of the office signs that they took it over."""

    roles = workflow.TAKE_OVER.roles

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        handed, form = _found(request, pk), TakeOverForm(request.POST)
        get_object_or_404(HandOver.objects.of_office(request.user), pk=pk)
        if not form.is_valid():
            return _page(self, handed, form, status=422)
        try:
            workflow.take_over(handed, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            refusal.add_to(form)
            return _page(self, handed, form, status=422)
        messages.success(request, f"รับมอบงานของ {handed.by} แล้ว")
        return redirect("admin:hand-over", pk=pk)

    def proof_leads_to(self, **kwargs: int) -> str:
        return reverse("admin:hand-over", args=[kwargs["pk"]])


class HandOverPaperView(RoleView):
    """The hand-over as a memo to be signed by both, PDF with Thai digits."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        handed = _found(request, pk)
        disposition = content_disposition_header(True, f"hand_over_{handed.pk}.pdf") or ""
        return HttpResponse(
            pdf.render(memo_of(handed), thai_digits=True),
            content_type="application/pdf",
            headers={"Content-Disposition": disposition},
        )


def _found(request: AuthenticatedHttpRequest, pk: int) -> HandOver:
    seen = HandOver.objects.visible_to(request.user).select_related(*_RELATED)
    found: HandOver = get_object_or_404(seen, pk=pk)
    return found


def _page(view: RoleView, handed: HandOver, form: TakeOverForm, status: int = 200) -> HttpResponse:
    user = view.request.user
    own = HandOver.objects.of_office(user).filter(pk=handed.pk).exists()
    taking = getattr(handed, "taking", None)
    context = {
        "title": f"การส่งมอบงานของ {handed.by}",
        "handed": handed,
        "sections": handed.content,
        "taking": taking,
        "may_take": own and taking is None and handed.by_id != user.pk,
        "waits_for_another": own and taking is None and handed.by_id == user.pk,
        "form": form,
    }
    return view.show("handing_over/hand_over.html", context, status=status)
