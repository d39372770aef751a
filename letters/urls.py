"""Addresses of the letters an office sends; the portal mounts them behind the sign-in."""

from django.urls import path

from letters.views.outgoing import (
    LetterFileView,
    OutgoingLetterListView,
    OutgoingLetterView,
    WriteView,
)
from letters.views.templates import NewTemplateView, TemplateListView, TemplateView

urlpatterns = [
    path("", OutgoingLetterListView.as_view(), name="outgoing-letters"),
    path("templates/", TemplateListView.as_view(), name="letter-templates"),
    path("templates/new/", NewTemplateView.as_view(), name="letter-template-new"),
    path("templates/<int:pk>/", TemplateView.as_view(), name="letter-template"),
    path("templates/<int:pk>/write/", WriteView.as_view(), name="letter-write"),
    path("<int:pk>/", OutgoingLetterView.as_view(), name="outgoing-letter"),
    path("<int:pk>/<str:file_format>/", LetterFileView.as_view(), name="outgoing-letter-file"),
]
