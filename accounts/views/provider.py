"""Signing in through the OpenID provider, and binding an account to it."""

import logging

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from accounts import provider, sign_in
from accounts.backends import refusal_now
from core.pages import PortalView
from core.steps import StepRefused
from core.users import access
from core.users.access import Kind
from core.users.proof import ProvedView
from core.users.requests import AuthenticatedHttpRequest, signed_in_user

logger = logging.getLogger(__name__)

UNREACHABLE = "ติดต่อ {name} ไม่ได้ หรือคำตอบไม่สมบูรณ์ ลองอีกครั้ง หรือเข้าด้วยชื่อผู้ใช้และรหัสผ่าน"
UNBOUND = (
    "ยังไม่มีบัญชีที่ผูกกับตัวตนใน {name} นี้ เข้าด้วยชื่อผู้ใช้และรหัสผ่านก่อน "
    "แล้วผูกที่หน้า “บัญชีของท่าน” ถ้ายังไม่มีบัญชี ขอจากผู้ดูแลบัญชีของสำนักงาน"
)


def _refused(request: HttpRequest, said: str, status: int) -> HttpResponse:
    context = {"said": said.format(name=settings.OIDC_NAME), "name": settings.OIDC_NAME}
    return render(request, "accounts/provider_refused.html", context, status=status)


class _OnlyWhereOn(View):
    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if not provider.is_on():
            raise Http404("no OpenID provider is named")
        return super().dispatch(request, *args, **kwargs)


@method_decorator(never_cache, name="dispatch")
class ProviderAskView(_OnlyWhereOn):
    """To the provider."""

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            return provider.ask(request)
        except provider.ProviderFault:
            logger.exception("the OpenID provider could not be asked")
            return _refused(request, UNREACHABLE, 503)


@method_decorator([never_cache, sensitive_variables()], name="dispatch")
class ProviderAnswerView(_OnlyWhereOn):
    """Back from the provider: into the portal as after a password, or, where a signed-in person asked
    for it, bound to the account."""

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            said = provider.answer(request)
        except provider.ProviderFault as fault:
            # Without what was answered: it may name the person.
            logger.warning("an answer of the OpenID provider was refused: %r", fault.__cause__)
            return _refused(request, UNREACHABLE, 403)
        if request.user.is_authenticated and provider.binds(request, request.user):
            return self._bound(request, said)
        account = provider.account_of(said)
        if account is None:
            return _refused(request, UNBOUND, 403)
        if refusal := refusal_now(account):
            access.note(Kind.FAILED, account, settings.OIDC_NAME, request=request)
            return _refused(request, refusal, 403)
        home = reverse("admin:index")
        if provider.is_strong(said):
            return sign_in.let_in(request, account, home)
        return sign_in.go_on(request, account, home)

    def _bound(self, request: HttpRequest, said) -> HttpResponse:
        try:
            provider.bind(signed_in_user(request), said)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"ผูกกับ {settings.OIDC_NAME} แล้ว ครั้งต่อไปเข้าได้จากหน้าเข้าสู่ระบบ")
        return redirect("admin:own-account")


class BindView(ProvedView, PortalView):
    """Binds the own account, or frees it. The way to the provider is a link of the answer: a form may
    not lead to another host (Content-Security-Policy)."""

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if not provider.is_on():
            raise Http404("no OpenID provider is named")
        return super().dispatch(request, *args, **kwargs)

    def proof_leads_to(self, **kwargs) -> str:
        return reverse("admin:own-account")

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        if request.POST.get("free"):
            provider.free(request.user)
            messages.success(request, f"ยกเลิกการผูกกับ {settings.OIDC_NAME} แล้ว")
            return redirect("admin:own-account")
        provider.will_bind(request, request.user)
        name = settings.OIDC_NAME
        return self.show("accounts/bind.html", {"title": f"ผูกกับ {name}", "name": name})
