"""Addresses of the take-over; the roof mounts them behind the sign-in."""

from django.urls import path

from taking_over.views import (
    AskView,
    FilesView,
    KeptFileView,
    MappingView,
    TakeOversView,
    TakeOverView,
)

urlpatterns = [
    path("", TakeOversView.as_view(), name="take-overs"),
    path("<int:pk>/", TakeOverView.as_view(), name="take-over"),
    path("<int:pk>/files/", FilesView.as_view(), name="take-over-files"),
    path("<int:pk>/check/", AskView.as_view(check_only=True), name="take-over-check"),
    path("<int:pk>/take/", AskView.as_view(), name="take-over-take"),
    path("<int:pk>/<int:table>/", MappingView.as_view(), name="take-over-mapping"),
    path("<int:pk>/<int:table>/<slug:kind>/", KeptFileView.as_view(), name="take-over-kept"),
]
