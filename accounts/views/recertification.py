"""การทบทวนบัญชีประจำปี on screen: the accounts to answer for, the ones not answered first; progress."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode

from accounts import recertification as review
from accounts.life_forms import GoneForm, RoundForm
from accounts.life_steps import KEEPERS, Standing
from core.areas.models import Province
from core.areas.scope import Role
from core.pages import RoleView, whole_numbers
from core.steps import StepRefused, is_for
from core.thai import calendar
from core.users.models import Recertification, RecertificationRound, User
from core.users.requests import AuthenticatedHttpRequest

PER_PAGE = 100


def _round_or_404() -> RecertificationRound:
    found = review.current_round()
    if found is None:
        raise Http404("no review was opened yet")
    return found


class RecertificationView(RoleView):
    """Whom this office answers for: tick who is still there, name who is not. The department answers
    for its own and the provinces' accounts, sees the provinces' progress, and opens a round."""

    roles = KEEPERS

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return self._page(RoundForm())

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        if request.POST.get("step") == "open":
            return self._open()
        round = _round_or_404()
        keys = whole_numbers(request.POST.getlist("account"))
        if not keys:
            messages.warning(request, "ยังไม่ได้เลือกบัญชี ทำเครื่องหมายหน้าชื่อก่อน")
            return redirect(request.get_full_path())
        try:
            count = review.confirm(round, keys, by=request.user)
        except User.DoesNotExist as error:
            raise Http404("an account out of area") from error
        except StepRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"ยังปฏิบัติงานที่เดิม {count} บัญชี บันทึกแล้ว")
        return redirect(request.get_full_path())

    def _open(self) -> HttpResponse:
        self.only_for(review.OPEN)
        form = RoundForm(self.request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            round = review.open_round(by=self.request.user, **form.cleaned_data)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
            return self._page(form, status=409)
        messages.success(self.request, f"เปิด{round}แล้ว")
        return redirect(self.request.path)

    def _page(self, form: RoundForm, status: int = 200) -> HttpResponse:
        round = review.current_round()
        context = {
            "title": "ทบทวนบัญชีประจำปี",
            "round": round,
            "round_form": form,
            "may_open": is_for(review.OPEN, self.request.user),
        }
        if round:
            context |= self._of_round(round)
        return self.show("accounts/recertification.html", context, status=status)

    def _of_round(self, round: RecertificationRound) -> dict:
        user = self.request.user
        progress = review.progress(round, user)
        chosen = self.request.GET.get("province", "")
        provinces = Province.objects.visible_to(user).in_bulk()
        if user.of_province or chosen not in provinces:
            chosen = user.province_id or ""
        accounts = User.objects.kept_by(user)
        accounts = (
            accounts.filter(role=Role.DISTRICT, district__province=chosen)
            if chosen
            else accounts.exclude(role=Role.DISTRICT)
        )
        asked = review.to_review(round, accounts).select_related("province", "district")
        page = Paginator(
            asked.order_by("answered", "district_id", "province_id", "username"), PER_PAGE
        ).get_page(self.request.GET.get("page"))
        answers = Recertification.objects.visible_to(user).filter(
            round=round, account__in=page.object_list
        )
        by_account = {answer.account_id: answer for answer in answers.select_related("by")}
        own_closed = review.has_a_colleague(user)  # then another person answers for this one
        lines = [
            {
                "account": one,
                "answer": by_account.get(one.pk),
                "is_open": not one.answered and not (own_closed and one.pk == user.pk),
            }
            for one in page
        ]
        own = next((one for one in progress if one.code == chosen), None)
        return {
            "page": page,
            "lines": lines,
            "own": own,
            "open_lines": sum(line["is_open"] for line in lines),
            "chosen": provinces.get(chosen),
            "progress": [
                {"of": one, "province": provinces.get(one.code)}
                for one in sorted(progress, key=lambda one: (-one.missing, one.code))
            ]
            if user.of_nation
            else [],
            "done_provinces": sum(not one.missing for one in progress if one.code),
            "all_provinces": sum(bool(one.code) for one in progress),
            "is_over": calendar.today() > round.due_on,
            "days_left": (round.due_on - calendar.today()).days,
            "kept": urlencode({"province": chosen} if chosen and not user.province_id else {}),
        }


class GoneView(RoleView):
    """One account whose person moved away or left: its own page, since the answer shuts it."""

    roles = KEEPERS

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        return self._page(*self._asked(), GoneForm())

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        round, account = self._asked()
        form = GoneForm(request.POST)
        if not form.is_valid():
            return self._page(round, account, form, status=422)
        note = form.cleaned_data["note"]
        try:
            if form.cleaned_data["answer"] == Recertification.Answer.MOVED:
                review.moved_away(round, account.pk, by=request.user, where_to=note)
            else:
                review.left_service(round, account.pk, by=request.user, note=note)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
            return self._page(round, account, form, status=409)
        messages.success(request, f"บันทึกคำตอบของ {account} แล้ว")
        return redirect("admin:account-recertification")

    def _asked(self) -> tuple[RecertificationRound, User]:
        round = _round_or_404()
        asked = review.to_review(round, User.objects.kept_by(self.request.user))
        asked = asked.exclude(standing=Standing.ENDED).select_related("province", "district")
        return round, get_object_or_404(asked, pk=self.kwargs["pk"])

    def _page(
        self, round: RecertificationRound, account: User, form: GoneForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "title": f"ไม่อยู่ที่เดิมแล้ว: {account}",
            "round": round,
            "account": account,
            "form": form,
        }
        return self.show("accounts/gone.html", context, status=status)
