"""Addresses of the accounts' life; the roof mounts them behind the sign-in."""

from django.urls import path

from accounts.views.data_access import DataAccessView
from accounts.views.invitations import InvitationsView
from accounts.views.locked import LockedView
from accounts.views.recertification import GoneView, RecertificationView
from accounts.views.steps import AccountInviteView, AccountStepView, MoveView

urlpatterns = [
    path("invitations/", InvitationsView.as_view(), name="account-invitations"),
    path("locked/", LockedView.as_view(), name="account-locked"),
    path("data/", DataAccessView.as_view(), name="data-access"),
    path("review/", RecertificationView.as_view(), name="account-recertification"),
    path("review/<int:pk>/", GoneView.as_view(), name="account-gone"),
    path("<int:pk>/invite/", AccountInviteView.as_view(), name="account-invite"),
    path("<int:pk>/move/", MoveView.as_view(), name="account-move"),
    path("<int:pk>/<slug:step>/", AccountStepView.as_view(), name="account-step"),
]
