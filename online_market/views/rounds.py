"""A round: the department's draft and steps, the board of its districts, signatures of many at once."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from core.areas.scope import Role
from core.pages import RoleView, province_asked, seen_version, version_of, whole_number
from core.steps import StepRefused, offers
from core.thai import calendar
from core.users.requests import AuthenticatedHttpRequest
from online_market import signing, workflow
from online_market.bases import base_of
from online_market.ceilings import ceiling_of
from online_market.forms import (
    ReasonForm,
    ReviseForm,
    RoundForm,
    SignForm,
    proposed_round,
)
from online_market.models import MarketRound, MarketStep, Survey
from online_market.progress import by_province, coverage, progress_of, together
from online_market.steps import ROUND_STEPS, Name
from online_market.views.doors import OFFICES, round_or_404

SIGN = "sign"  # of the surveys ticked, not of the round


class RoundFormView(RoleView):
    """A new round, or a draft being changed; nothing typed is lost by a refusal."""

    roles = frozenset({Role.DEPARTMENT})

    def get(
        self, request: AuthenticatedHttpRequest, pk: int | None = None, **kwargs
    ) -> HttpResponse:
        round = self._draft(pk)
        known = self._known()
        initial = (
            proposed_round(calendar.today(), known)
            if round is None
            else {name: getattr(round, name) for name in workflow.FIELDS}
        )
        return self._page(round, RoundForm(initial=initial, known_series=known, round=round))

    def post(
        self, request: AuthenticatedHttpRequest, pk: int | None = None, **kwargs
    ) -> HttpResponse:
        round = self._draft(pk)
        form = RoundForm(request.POST, known_series=self._known(), round=round)
        if not form.is_valid():
            return self._page(round, form, status=422)
        try:
            if round is None:
                round = workflow.make_round(form.cleaned_data, by=request.user)
            else:
                seen = seen_version(request.POST, "revision")
                workflow.edit_draft(round, form.cleaned_data, by=request.user, seen_version=seen)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(round, form, status=409)
        messages.success(request, "บันทึกร่างแล้ว ตรวจฐานก่อนเปิดรอบ")
        return redirect("admin:online-market-round", pk=round.pk)

    def _draft(self, pk: int | None) -> MarketRound | None:
        if pk is None:
            return None
        round = round_or_404(self.request.user, pk)
        if not round.is_draft:
            raise Http404("a round that was opened is no draft")
        return round

    def _known(self) -> list[int]:
        rounds = MarketRound.objects.visible_to(self.request.user)
        return sorted(set(rounds.values_list("series", flat=True)), reverse=True)

    def _page(self, round: MarketRound | None, form: Form, status: int = 200) -> HttpResponse:
        title = f"แก้ไข{round}" if round else "สร้างรอบตัวชี้วัดตลาดออนไลน์"
        context = {"title": title, "round": round, "form": form}
        return self.show("online_market/round_form.html", context, status=status)


class RoundView(RoleView):
    """The board of a round: provinces of the nation, or districts; and what may be done with it."""

    roles = OFFICES

    def get(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        return self._page(round_or_404(request.user, pk))

    def post(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        round = round_or_404(request.user, pk)
        steps: dict[str, Callable[[MarketRound], tuple[str, Form | None]]] = {
            Name.OPEN: self._open,
            Name.REVISE: self._revise,
            Name.CLOSE: self._close,
            Name.REOPEN: self._reopen,
            SIGN: self._sign,
        }
        step = request.POST.get("step", "")
        if step not in steps:
            raise Http404("no such step")
        if step != SIGN:  # which every level does at its own
            self.only_for(ROUND_STEPS[Name(step)])
        try:
            done, form = steps[step](round)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(round_or_404(request.user, pk), step=step, status=409)
        if form is not None:
            return self._page(round, step=step, refused=form, status=422)
        messages.success(request, done)
        return redirect(request.get_full_path())

    @property
    def _said(self) -> dict:
        return {
            "by": self.request.user,
            "seen_version": seen_version(self.request.POST, "revision"),
        }

    def _open(self, round: MarketRound) -> tuple[str, Form | None]:
        workflow.open_round(round, **self._said)
        return "เปิดรอบแล้ว จังหวัดและอำเภอเห็นเป้าหมายและเริ่มสำรวจได้", None

    def _close(self, round: MarketRound) -> tuple[str, Form | None]:
        workflow.close_round(round, **self._said)
        return "ปิดรอบแล้ว แบบสำรวจและผลหยุดไว้ตามนี้", None

    def _reopen(self, round: MarketRound) -> tuple[str, Form | None]:
        form = ReasonForm(self.request.POST)
        if not form.is_valid():
            return "", form
        workflow.reopen_round(round, reason=form.cleaned_data["reason"], **self._said)
        return "เปิดรอบอีกครั้งแล้ว", None

    def _revise(self, round: MarketRound) -> tuple[str, Form | None]:
        form = ReviseForm(self.request.POST)
        if not form.is_valid():
            return "", form
        workflow.revise_terms(
            round, form.cleaned_data, reason=form.cleaned_data["reason"], **self._said
        )
        return "แก้ไขเงื่อนไขแล้ว", None

    def _sign(self, round: MarketRound) -> tuple[str, Form | None]:
        form = SignForm(self.request.POST)
        if not form.is_valid():
            return "", form
        chosen = self._chosen(round)
        if not chosen:
            raise StepRefused("เลือกอำเภอที่จะรับรองก่อน")
        signing.sign(chosen, by=self.request.user, **form.cleaned_data)
        return f"รับรองแบบสำรวจแล้ว {len(chosen)} อำเภอ", None

    def _chosen(self, round: MarketRound) -> list[tuple[Survey, int]]:
        """The ticked surveys with the revision that was shown: posted as `survey` = 12:3."""
        shown = {}
        for text in self.request.POST.getlist("survey"):
            key, _, revision = text.partition(":")
            if (pk := whole_number(key)) is not None:
                shown[pk] = version_of(revision)
        own = Survey.objects.visible_to(self.request.user).filter(round=round, pk__in=shown)
        return [(one, shown[one.pk]) for one in own]

    def _page(self, round: MarketRound, step="", refused: Form | None = None, status: int = 200):
        request, user = self.request, self.request.user
        if round.is_draft:
            return self._draft_page(round, status)
        province = province_asked(request)
        districts = progress_of(user, round, province)
        whole = together(province, districts)
        of_nation = user.of_nation and province is None
        posted = request.POST if step == SIGN else None
        waiting = [
            one for one in whole.asked if round.is_open and signing.may_sign(user, one.survey)
        ]
        return self.show(
            "online_market/round.html",
            {
                "title": round.title,
                "round": round,
                "province": province,
                "of_nation": of_nation,
                "whole": whole,
                "areas": by_province(districts) if of_nation else [],
                "districts": [] if of_nation else districts,
                "waiting": {one.survey.pk for one in waiting},
                "waiting_count": len(waiting),
                "signing_word": signing.signing_word(user),
                "may_revise": province is None and offers(ROUND_STEPS[Name.REVISE], round, user),
                "may_close": province is None and offers(ROUND_STEPS[Name.CLOSE], round, user),
                "may_reopen": province is None and offers(ROUND_STEPS[Name.REOPEN], round, user),
                "coverage": coverage(user, whole),
                "sign_form": refused
                if step == SIGN and refused
                else SignForm(
                    posted,
                    initial={"position": user.position, "signed_on": calendar.today()},
                ),
                "revise_form": refused
                if step == "revise" and refused
                else ReviseForm(
                    request.POST if step == "revise" else None,
                    initial={name: getattr(round, name) for name in workflow.TERMS},
                ),
                "revising": step == "revise",
                "reason_form": refused if step == "reopen" and refused else ReasonForm(),
                "steps": MarketStep.objects.visible_to(user)
                .filter(round=round)
                .select_related("by")[:60],
            },
            status=status,
        )

    def _draft_page(self, round: MarketRound, status: int) -> HttpResponse:
        """What the draft would count now, before it is opened."""
        products, producers = base_of(round)
        targets = [ceiling_of(round.percentage, count) for count in products.values()]
        whole = sum(products.values())
        context = {
            "title": round.title,
            "round": round,
            "products": whole,
            "producers": sum(producers.values()),
            "districts": len(products),
            "target": sum(targets),
            "ceiling_of_sum": ceiling_of(round.percentage, whole),
            "steps": round.steps.select_related("by"),
        }
        return self.show("online_market/draft.html", context, status=status)
