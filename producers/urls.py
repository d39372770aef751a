"""Addresses of the producers' own pages; the roof mounts them behind the sign-in."""

from django.urls import path

from producers.views.campaign import CampaignView
from producers.views.duplicates import PairView, WorklistView

urlpatterns = [
    path("campaign/", CampaignView.as_view(), name="producer-campaign"),
    path("duplicates/", WorklistView.as_view(), name="producer-duplicates"),
    path("duplicates/<int:kept>/<int:gone>/", PairView.as_view(), name="producer-duplicate"),
]
