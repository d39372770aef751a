"""Addresses of the producers' own pages; the roof mounts them behind the sign-in."""

from django.urls import path

from producers.views.campaign import CampaignView
from producers.views.duplicates import PairView, WorklistView
from producers.views.operations import AnswerView, SweepsView
from producers.views.relocations import (
    NoticeFileView,
    ReleaseView,
    RelocationListView,
    RelocationView,
)
from producers.views.star_letters import StarLettersView

urlpatterns = [
    path("campaign/", CampaignView.as_view(), name="producer-campaign"),
    path("duplicates/", WorklistView.as_view(), name="producer-duplicates"),
    path("duplicates/<int:kept>/<int:gone>/", PairView.as_view(), name="producer-duplicate"),
    path("operations/", SweepsView.as_view(), name="producer-operations"),
    path("star-results/letters/", StarLettersView.as_view(), name="producer-star-letters"),
    path("operations/answer/", AnswerView.as_view(), name="producer-operation-answer"),
    path("relocations/", RelocationListView.as_view(), name="producer-relocations"),
    path("relocations/new/<int:pk>/", ReleaseView.as_view(), name="producer-release"),
    path("relocations/<int:pk>/", RelocationView.as_view(), name="producer-relocation"),
    path("relocations/<int:pk>/file/", NoticeFileView.as_view(), name="producer-relocation-file"),
]
