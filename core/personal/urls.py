"""Addresses of personal data; mounted behind the sign-in by the portal."""

from django.urls import path

from core.personal.views import RevealView

urlpatterns = [
    path(
        "reveal/<slug:app_label>/<slug:model>/<int:pk>/",
        RevealView.as_view(),
        name="national-id-reveal",
    ),
]
