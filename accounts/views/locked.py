"""พักการเข้าสู่ระบบ: who waits after wrong passwords, and the button that ends it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from accounts import unlocking
from accounts.life_steps import EVERYBODY
from core.pages import RoleView, whole_number
from core.steps import StepRefused
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest


class LockedView(RoleView):
    """For who keeps accounts, and for a district's chief."""

    roles = EVERYBODY

    @classmethod
    def opens_to(cls, user: User) -> bool:
        return super().opens_to(user) and unlocking.may_unlock(user)

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return self.show(
            "accounts/locked.html",
            {"title": "พักการเข้าสู่ระบบ", "locked": unlocking.locked_accounts(request.user)},
        )

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        key = whole_number(request.POST.get("account", ""))
        try:
            account = unlocking.unlock(key or 0, by=request.user)
        except User.DoesNotExist as error:
            raise Http404("an account out of area") from error
        except StepRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{account} เข้าสู่ระบบได้ทันที")
        return redirect("admin:account-locked")
