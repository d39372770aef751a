"""Addresses of a person's own account; the roof mounts them behind the sign-in, below account/."""

from django.urls import path

from accounts.views import own_account
from accounts.views.proof import ProofView
from accounts.views.provider import BindView

urlpatterns = [
    path("", own_account.OwnAccountView.as_view(), name="own-account"),
    path("app/", own_account.AppView.as_view(), name="own-app"),
    path("passkey/", own_account.PasskeyView.as_view(), name="own-passkey"),
    path("recovery-codes/", own_account.RecoveryCodesView.as_view(), name="own-recovery-codes"),
    path("provider/", BindView.as_view(), name="own-provider"),
    path("proof/", ProofView.as_view(), name="own-proof"),
    path("sessions/", own_account.EndOthersView.as_view(), name="own-sessions"),
    path("sessions/<int:pk>/", own_account.EndSessionView.as_view(), name="own-session"),
    path("factors/<int:pk>/remove/", own_account.RemoveView.as_view(), name="own-factor-remove"),
]
