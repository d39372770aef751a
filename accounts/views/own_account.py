"""บัญชีของท่าน: how the person signs in, and what beside the password."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from accounts import provider
from accounts.invitation_papers import code_svg
from accounts.second_factor import codes, keeping, passkeys, requirement
from core.pages import PortalView
from core.personal.encryption import decrypt, encrypt
from core.steps import StepRefused
from core.thai.forms import ThaiTextField
from core.users import open_sessions
from core.users.models import Authenticator
from core.users.proof import ProvedView
from core.users.requests import AuthenticatedHttpRequest

# Of the session, encrypted: until the app has shown its first digits.
SHOWN = "app_shown"


class NameForm(forms.Form):
    name = ThaiTextField(
        label="ชื่อเรียก",
        max_length=60,
        help_text="เช่น โทรศัพท์ส่วนตัว เครื่องที่สำนักงาน",
        error_messages={"required": "ตั้งชื่อเรียก เพื่อให้รู้ว่าเป็นเครื่องใด"},
    )


class AppForm(NameForm):
    code = forms.CharField(
        label="รหัส 6 หลักที่แอปแสดง",
        max_length=20,
        error_messages={"required": "กรอกรหัส 6 หลักที่แอปแสดงอยู่ขณะนี้"},
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class OwnAccountView(PortalView):
    """The ways of the second factor and the open sessions of whoever is signed in."""

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        user = request.user
        context = {
            "title": "บัญชีของท่าน",
            "authenticators": list(Authenticator.objects.visible_to(user)),
            "codes_left": keeping.codes_left(user),
            "codes": codes.CODES,
            "is_required": requirement.is_required(user),
            "is_overdue": requirement.is_overdue(user),
            "most": keeping.MOST,
            "sessions": open_sessions.open_sessions(request, user),
            "provider": settings.OIDC_NAME if provider.is_on() else "",
        }
        return self.show("accounts/own_account.html", context)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class AppView(ProvedView, PortalView):
    """An app: its QR code on the screen and on paper, then its first digits."""

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return self._page(request, AppForm(initial={"name": "แอปในโทรศัพท์"}))

    @sensitive_variables("secret")
    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        form = AppForm(request.POST)
        secret = self._secret(request)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            keeping.add_app(
                request.user, form.cleaned_data["name"], secret, form.cleaned_data["code"]
            )
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(request, form, status=422)
        del request.session[SHOWN]
        return _added(request)

    @sensitive_variables("secret", "context")
    def _page(
        self, request: AuthenticatedHttpRequest, form: AppForm, status: int = 200
    ) -> HttpResponse:
        secret = self._secret(request)
        address = codes.address_of(secret, request.user.username)
        context = {
            "title": "เพิ่มแอปยืนยันตัวตน",
            "form": form,
            "qr": mark_safe(code_svg(address)),  # noqa: S308  (drawn by segno from an address of ours)
            "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        }
        return self.show("accounts/add_app.html", context, status=status)

    def _secret(self, request: HttpRequest) -> str:
        """The one the page has shown, so that a wrong digit does not make the scanned code useless."""
        kept = request.session.get(SHOWN)
        if kept is None:
            request.session[SHOWN] = kept = encrypt(codes.new_secret())
        return decrypt(kept)


@method_decorator(never_cache, name="dispatch")
class PasskeyView(ProvedView, PortalView):
    """A passkey of this device, of a telephone beside it, or of a key in its socket."""

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return self._page(request, NameForm(initial={"name": "พาสคีย์"}))

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        form = NameForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            made = passkeys.new_one(request, request.POST.get("passkey", ""))
            keeping.add_passkey(request.user, form.cleaned_data["name"], made)
        except passkeys.WrongPasskey:
            form.add_error(None, "สร้างพาสคีย์ไม่สำเร็จ กดสร้างอีกครั้ง หรือใช้แอปยืนยันตัวตนแทน")
            return self._page(request, form, status=422)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(request, form, status=409)
        return _added(request)

    def _page(
        self, request: AuthenticatedHttpRequest, form: NameForm, status: int = 200
    ) -> HttpResponse:
        known = Authenticator.objects.visible_to(request.user).filter(kind="passkey")
        context = {
            "title": "เพิ่มพาสคีย์",
            "form": form,
            "passkey": passkeys.ask_for_new(request, request.user, known),
        }
        return self.show("accounts/add_passkey.html", context, status=status)


def _added(request: AuthenticatedHttpRequest) -> HttpResponse:
    """To the recovery codes where there are none yet: without them a lost telephone is a way to the
    office above."""
    messages.success(request, "เพิ่มวิธียืนยันแล้ว ครั้งต่อไประบบจะถามหลังรหัสผ่าน")
    has_codes = keeping.codes_left(request.user)
    return redirect("admin:own-account" if has_codes else "admin:own-recovery-codes")


@method_decorator([never_cache, sensitive_variables()], name="dispatch")
class RecoveryCodesView(ProvedView, PortalView):
    """A new set, on this one answer."""

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return self._page({"codes_left": keeping.codes_left(request.user)})

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        try:
            made = keeping.new_codes(request.user)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:own-account")
        return self._page({"made": made})

    def _page(self, context: dict[str, Any]) -> HttpResponse:
        said = {"title": "รหัสสำรอง", "count": codes.CODES} | context
        return self.show("accounts/recovery_codes.html", said)


class RemoveView(ProvedView, PortalView):
    """Removes a way of one's own, asked once more."""

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        own = get_object_or_404(Authenticator.objects.visible_to(request.user), pk=pk)
        return self.show("accounts/remove_factor.html", {"title": f"ลบ {own}", "one": own})

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        try:
            keeping.remove(request.user, pk)
        except Authenticator.DoesNotExist:
            raise Http404 from None
        except StepRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "ลบวิธียืนยันแล้ว")
        return redirect("admin:own-account")


class SessionView(ProvedView, PortalView):
    """A button of the own page, where it leads back to."""

    def proof_leads_to(self, **kwargs) -> str:
        return reverse("admin:own-account")


class EndSessionView(SessionView):
    """Signs one machine out."""

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        if not open_sessions.end(request.user, pk):
            raise Http404("not a session of this person, or ended")
        messages.success(request, "ออกจากระบบที่เครื่องนั้นแล้ว")
        return redirect("admin:own-account")


class EndOthersView(SessionView):
    """Signs every other machine out."""

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        count = open_sessions.end_others(request, request.user)
        messages.success(request, f"ออกจากระบบที่เครื่องอื่นแล้ว {count} เครื่อง")
        return redirect("admin:own-account")
