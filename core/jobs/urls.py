"""Addresses of work in the background; the roof mounts them behind the sign-in."""

from django.urls import path

from core.jobs.views import CancelView, JobFileView, JobsView, JobView

urlpatterns = [
    path("", JobsView.as_view(), name="jobs"),
    path("<int:pk>/", JobView.as_view(), name="job"),
    path("<int:pk>/cancel/", CancelView.as_view(), name="job-cancel"),
    path("<int:pk>/file/", JobFileView.as_view(), name="job-file"),
]
