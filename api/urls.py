"""Addresses of partners' keys, below /partner-keys/; the roof mounts them behind the sign-in."""

from django.urls import path

from api.views.keys import KeyListView, KeyView, NewKeyView

urlpatterns = [
    path("", KeyListView.as_view(), name="partner-keys"),
    path("new/", NewKeyView.as_view(), name="partner-key-new"),
    path("<int:pk>/", KeyView.as_view(), name="partner-key"),
]
