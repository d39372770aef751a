"""The page behind an invitation's link, outside the sign-in: set a password, once."""

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from accounts import invitations
from accounts.invitation_guard import is_locked_out, note_guess
from accounts.invitations import InvitationGone, InvitationHeld
from core.users.models import Invitation


class OwnPasswordForm(SetPasswordForm):
    """The person's own password, under the same rules as any."""

    error_messages = SetPasswordForm.error_messages | {
        "password_mismatch": "รหัสผ่านสองช่องไม่ตรงกัน พิมพ์ใหม่ทั้งสองช่อง",
    }
    new_password1, new_password2 = SetPasswordForm.create_password_fields(
        label1="รหัสผ่านใหม่", label2="รหัสผ่านใหม่อีกครั้ง"
    )


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class InvitationView(View):
    """Whose account it is, to whoever holds the link while it stands. A link that was used, replaced,
    withdrawn, ran out or never was answers the same sentence, and nothing of any account."""

    @method_decorator(sensitive_variables())
    def dispatch(self, request: HttpRequest, token: str, **kwargs) -> HttpResponse:
        answer = self._answer(request, token)
        # Not "no-referrer": a browser then posts the form without an origin, and it is refused.
        answer["Referrer-Policy"] = "strict-origin"
        answer["X-Robots-Tag"] = "noindex"
        return answer

    @sensitive_variables()
    def _answer(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            invitation = invitations.usable(token)
            if request.method != "POST":
                return self._page(request, invitation, OwnPasswordForm(invitation.account))
            form = OwnPasswordForm(invitation.account, request.POST)
            if not form.is_valid():
                return self._page(request, invitation, form, status=422)
            account = invitations.accept(token, form.cleaned_data["new_password1"])
        except InvitationHeld:
            return render(request, "accounts/invitation_held.html", status=403)
        except InvitationGone:
            if not invitations.was_ever_made(token):
                if is_locked_out(request):
                    return render(request, "accounts/invitation_locked.html", status=429)
                note_guess(request)
            return render(request, "accounts/invitation_gone.html", status=404)
        return render(request, "accounts/invitation_done.html", {"account": account})

    def _page(
        self, request: HttpRequest, invitation: Invitation, form: forms.Form, status: int = 200
    ) -> HttpResponse:
        context = {"invitation": invitation, "account": invitation.account, "form": form}
        return render(request, "accounts/invitation.html", context, status=status)
