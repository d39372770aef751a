"""Shows once more who sits there, before a dangerous step (core.users.proof)."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import password_guard
from accounts.views.sign_in import CodeForm, asked_of, locked_page, shows_factor
from core.pages import PortalView
from core.users import access, proof
from core.users.access import Kind
from core.users.requests import AuthenticatedHttpRequest


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="รหัสผ่าน",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": "กรอกรหัสผ่านที่ใช้เข้าสู่ระบบ"},
    )


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class ProofView(PortalView):
    """The second factor of who has one, else the password; braked as at the sign-in."""

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        form = CodeForm() if self._has_factor() else PasswordForm()
        return self._page(request, form)

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        form: forms.Form
        if self._has_factor():
            if waits := locked_page(request, request.user):
                return waits
            code = CodeForm(request.POST)
            form, is_right = code, shows_factor(request, request.user, code)
        else:
            if password_guard.is_locked_out(request):
                said = {
                    "tries": settings.AXES_FAILURE_LIMIT,
                    "minutes": password_guard.minutes_left(request),
                }
                return render(request, "accounts/password_locked.html", said, status=429)
            form = PasswordForm(request.POST)
            is_right = form.is_valid() and self._is_password(request, form)
        if not is_right:
            return self._page(request, form, status=422)
        proof.note(request)
        return redirect(self._next(request))

    def _has_factor(self) -> bool:
        return self.request.user.second_factor_since is not None

    def _is_password(self, request: AuthenticatedHttpRequest, form: forms.Form) -> bool:
        if request.user.check_password(form.cleaned_data["password"]):
            return True
        password_guard.note_guess(request)
        access.note(Kind.FAILED, request.user, "ยืนยันตัวตนอีกครั้ง", request=request)
        form.add_error("password", "รหัสผ่านไม่ถูกต้อง (ผิดครบ 5 ครั้ง ต้องรอ 15 นาที)")
        return False

    def _page(
        self, request: AuthenticatedHttpRequest, form: forms.Form, status: int = 200
    ) -> HttpResponse:
        context = {"title": "ยืนยันตัวตนอีกครั้ง", "form": form, "back": self._next(request)}
        if self._has_factor():
            context |= asked_of(request, request.user)
        return self.show("accounts/proof.html", context, status=status)

    def _next(self, request: HttpRequest) -> str:
        to = request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(
            to, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        return to if is_ours else reverse("admin:index")
