"""The steps of one account, from its page: invited, suspended, given back, ended, moved."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts import invitations, lifecycle
from accounts.life_forms import AccountReasonForm, MoveForm
from accounts.life_steps import KEEPERS, Name, may_take
from accounts.second_factor import keeping
from accounts.views.invitations import issue
from core.pages import RoleView
from core.steps import StepRefused
from core.users.models import User
from core.users.proof import ProvedView
from core.users.requests import AuthenticatedHttpRequest

# Steps that ask for a reason, with what the button says.
WITH_REASON: dict[Name, tuple[Callable, str]] = {
    Name.SUSPEND: (lifecycle.suspend, "พักการใช้บัญชี"),
    Name.LIFT: (lifecycle.lift, "ให้ใช้บัญชีต่อ"),
    Name.RELEASE_FACTOR: (keeping.release, "ปลดการยืนยันขั้นที่สอง"),
    Name.END: (lifecycle.end, "ปิดบัญชี"),
    Name.REINSTATE: (lifecycle.reinstate, "เปิดบัญชีอีกครั้ง"),
    Name.RELEASE: (invitations.release, "รับรองคำเชิญ"),
}


def address_of(account: User) -> str:
    return reverse("admin:accounts_user_change", args=[account.pk])


class AccountView(ProvedView, RoleView):
    """A page about one account that this office keeps; any other is not found."""

    roles = KEEPERS

    def get_account(self) -> User:
        accounts = User.objects.kept_by(self.request.user).select_related("province", "district")
        return get_object_or_404(accounts, pk=self.kwargs["pk"])


class AccountInviteView(AccountView):
    """A new link of one account, told once; the one before opens nothing any more."""

    def proof_leads_to(self, **kwargs) -> str:
        return reverse("admin:accounts_user_change", args=[kwargs["pk"]])

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        account = self.get_account()
        if request.POST.get("withdraw"):
            return self._withdraw(account)
        if not may_take(Name.INVITE, account, request.user):
            messages.error(request, f"ออกคำเชิญไม่ได้ เพราะขณะนี้{account.get_standing_display()}")
            return redirect(address_of(account))
        return issue(request, [account.pk], request.POST.get("way", ""), back=address_of(account))

    def _withdraw(self, account: User) -> HttpResponse:
        try:
            invitations.withdraw(account.pk, by=self.request.user)
        except StepRefused as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, "ยกเลิกคำเชิญแล้ว ลิงก์เดิมใช้ไม่ได้อีก")
        return redirect(address_of(account))


class AccountStepView(AccountView):
    """A step with its reason: asked on a page of its own, since it shuts a person out or lets one in."""

    def get(self, request: AuthenticatedHttpRequest, pk: int, step: str) -> HttpResponse:
        return self._page(self.get_account(), self._name(), AccountReasonForm())

    def post(self, request: AuthenticatedHttpRequest, pk: int, step: str) -> HttpResponse:
        account, name = self.get_account(), self._name()
        form = AccountReasonForm(request.POST)
        if not form.is_valid():
            return self._page(account, name, form, status=422)
        take, _ = WITH_REASON[name]
        try:
            take([account.pk], by=request.user, reason=form.cleaned_data["reason"])
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
            return self._page(account, name, form, status=409)
        messages.success(request, f"{name.label}แล้ว: {account}")
        return redirect(address_of(account))

    def _name(self) -> Name:
        found = self.kwargs["step"]
        if found not in WITH_REASON:
            raise Http404(f"no step {found!r}")
        return Name(found)

    def _page(
        self, account: User, name: Name, form: AccountReasonForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "title": f"{name.label} {account}",
            "account": account,
            "step": name,
            "button": WITH_REASON[name][1],
            "form": form,
            "may_take": may_take(name, account, self.request.user),
            "back": address_of(account),
        }
        return self.show("accounts/step.html", context, status=status)


class MoveView(AccountView):
    """ย้ายสังกัด: the old scope ends with it."""

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        account = self.get_account()
        form = MoveForm(user=request.user, account=account, initial={"position": account.position})
        return self._page(account, form)

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        account = self.get_account()
        form = MoveForm(request.POST, user=request.user, account=account)
        if not form.is_valid():
            return self._page(account, form, status=422)
        said = form.cleaned_data
        to = lifecycle.Move(said["office"], said.get("may_certify", False), said["position"])
        try:
            lifecycle.move({account.pk: to}, by=request.user, reason=said["reason"])
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
            return self._page(account, form, status=409)
        moved = self.get_account()
        messages.success(request, f"ย้าย {moved} ไป {moved.office} แล้ว ผู้ใช้ต้องเข้าสู่ระบบใหม่")
        return redirect(address_of(moved))

    def _page(self, account: User, form: MoveForm, status: int = 200) -> HttpResponse:
        context = {
            "title": f"ย้ายสังกัด {account}",
            "account": account,
            "form": form,
            "may_take": may_take(Name.MOVE, account, self.request.user),
            "back": address_of(account),
        }
        return self.show("accounts/move.html", context, status=status)
