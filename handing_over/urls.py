"""Addresses of handing over; the portal mounts them behind the sign-in."""

from django.urls import path

from handing_over.views import (
    HandOverListView,
    HandOverPaperView,
    HandOverView,
    NewHandOverView,
    TakeOverView,
)

urlpatterns = [
    path("", HandOverListView.as_view(), name="hand-overs"),
    path("new/", NewHandOverView.as_view(), name="hand-over-new"),
    path("<int:pk>/", HandOverView.as_view(), name="hand-over"),
    path("<int:pk>/take/", TakeOverView.as_view(), name="hand-over-take"),
    path("<int:pk>/paper/", HandOverPaperView.as_view(), name="hand-over-paper"),
]
