"""Signing in: the password, and the second factor of whoever has one."""

from typing import Any

from django import forms
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import sign_in
from accounts.forms import PortalSignInForm
from accounts.second_factor import brake, keeping, passkeys
from core.users.models import Authenticator, User


class SignInView(LoginView):
    """The page of the password; the portal's site gives it its frame (otop_registry.portal)."""

    authentication_form = PortalSignInForm
    template_name = "admin/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        return sign_in.go_on(self.request, form.get_user(), self.get_success_url())


class CodeForm(forms.Form):
    """Six digits of an app, or a recovery code; both in one field: people have one or the other."""

    code = forms.CharField(
        label="รหัส 6 หลักจากแอป หรือรหัสสำรอง",
        max_length=40,
        error_messages={"required": "กรอกรหัส 6 หลักจากแอป หรือรหัสสำรองหนึ่งรหัส"},
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


WRONG_CODE = "รหัสไม่ถูกต้อง หมดเวลา หรือใช้ไปแล้ว รอให้แอปแสดงรหัสใหม่แล้วลองอีกครั้ง (ผิดครบ 5 ครั้ง ต้องรอ 15 นาที)"
WRONG_PASSKEY = "ยืนยันด้วยพาสคีย์ไม่สำเร็จ ลองอีกครั้ง หรือใช้รหัสจากแอปหรือรหัสสำรอง"


def asked_of(request: HttpRequest, account: User) -> dict[str, Any]:
    """What the page of a second factor shows of this account: which ways it has."""
    known = list(account.authenticators.all())
    keys = [one for one in known if one.kind == Authenticator.Kind.PASSKEY]
    return {
        "account": account,
        "has_app": len(keys) < len(known),
        "passkey": passkeys.ask_for_one_of(request, keys) if keys else None,
    }


def shows_factor(request: HttpRequest, account: User, form: CodeForm) -> bool:
    """Whether what was posted is a second factor of this account; if not, `form` says what is wrong, and
    the brake has counted it."""
    if answer := request.POST.get("passkey", ""):
        keys = account.authenticators.filter(kind=Authenticator.Kind.PASSKEY)
        try:
            is_right = keeping.take_passkey(account, passkeys.used_one(request, keys, answer))
        except passkeys.WrongPasskey:
            is_right = False
        form.errors.clear()
        said = WRONG_PASSKEY
    elif form.is_valid():
        is_right = keeping.take_code(account, form.cleaned_data["code"])
        said = WRONG_CODE
    else:
        return False
    if is_right:
        brake.forget(account)
        return True
    brake.note_guess(request, account)
    form.add_error(None, said)
    return False


def locked_page(request: HttpRequest, account: User) -> HttpResponse | None:
    """Where this account waits after wrong ones; None where it need not."""
    minutes = brake.minutes_left(account)
    if not minutes:
        return None
    waits = {"tries": brake.FACTOR.most, "minutes": minutes}
    return render(request, "accounts/factor_locked.html", waits, status=429)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class SecondFactorView(View):
    """Asks whoever's password was right for the second factor; everybody else for the password."""

    def get(self, request: HttpRequest) -> HttpResponse:
        account = sign_in.waiting(request)
        if account is None:
            return redirect("admin:login")
        return self._page(request, account, CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        account = sign_in.waiting(request)
        if account is None:
            return redirect("admin:login")
        if waits := locked_page(request, account):
            return waits
        form = CodeForm(request.POST)
        if shows_factor(request, account, form):
            return sign_in.finish(request, account)
        return self._page(request, account, form, status=422)

    def _page(
        self, request: HttpRequest, account: User, form: CodeForm, status: int = 200
    ) -> HttpResponse:
        context = {"title": "ยืนยันขั้นที่สอง", "form": form} | asked_of(request, account)
        return render(request, "accounts/second_factor.html", context, status=status)
