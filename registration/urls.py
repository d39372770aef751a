"""Addresses of registration; the roof mounts them behind the sign-in."""

from django.urls import path

from registration.views.announcements import AnnouncementsView, ProgressView
from registration.views.closures import ClosureFileView, ClosureListView, ClosureView
from registration.views.lists import OwnView, QueueView
from registration.views.papers import PaperFileView, PapersView, RemovePaperView
from registration.views.pictures import PicturesView
from registration.views.records import RegisteredOnView, ReviewView, StepView

urlpatterns = [
    path("queue/", QueueView.as_view(), name="registration-queue"),
    path("own/", OwnView.as_view(), name="registration-own"),
    path("announcements/", AnnouncementsView.as_view(), name="registration-announcements"),
    path(
        "pictures/<slug:app_label>/<slug:model_name>/",
        PicturesView.as_view(),
        name="registration-pictures",
    ),
    path("progress/<int:pk>/", ProgressView.as_view(), name="registration-progress"),
    path("closures/", ClosureListView.as_view(), name="registration-closures"),
    path("closures/file/<int:pk>/", ClosureFileView.as_view(), name="registration-closure-file"),
    path(
        "closures/<slug:app_label>/<slug:model_name>/<int:pk>/",
        ClosureView.as_view(),
        name="registration-closure",
    ),
    path(
        "<slug:app_label>/<slug:model_name>/<int:pk>/",
        ReviewView.as_view(),
        name="registration-review",
    ),
    path(
        "<slug:app_label>/<slug:model_name>/<int:pk>/papers/",
        PapersView.as_view(),
        name="registration-papers",
    ),
    path(
        "<slug:app_label>/<slug:model_name>/<int:pk>/papers/<int:paper>/",
        PaperFileView.as_view(),
        name="registration-paper",
    ),
    path(
        "<slug:app_label>/<slug:model_name>/<int:pk>/papers/<int:paper>/remove/",
        RemovePaperView.as_view(),
        name="registration-paper-remove",
    ),
    path(
        "<slug:app_label>/<slug:model_name>/<int:pk>/registered-on/",
        RegisteredOnView.as_view(),
        name="registration-registered-on",
    ),
    path(
        "<slug:app_label>/<slug:model_name>/<int:pk>/<slug:step>/",
        StepView.as_view(),
        name="registration-step",
    ),
]
