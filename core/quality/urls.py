"""Addresses of the data-quality worklists; the roof mounts them behind the sign-in."""

from django.urls import path

from core.quality.views.campaigns import CampaignsView, CampaignView, NewCampaignView
from core.quality.views.overview import CountView, QualityView
from core.quality.views.rules import SeverityView
from core.quality.views.worklist import (
    DismissedView,
    DismissView,
    NextView,
    RevokeView,
    WorklistView,
)

urlpatterns = [
    path("", QualityView.as_view(), name="quality"),
    path("count/", CountView.as_view(), name="quality-count"),
    path("rules/", SeverityView.as_view(), name="quality-rules"),
    path("campaigns/", CampaignsView.as_view(), name="quality-campaigns"),
    path("campaigns/new/", NewCampaignView.as_view(), name="quality-campaign-new"),
    path("campaigns/<int:pk>/", CampaignView.as_view(), name="quality-campaign"),
    path("<slug:code>/", WorklistView.as_view(), name="quality-worklist"),
    path("<slug:code>/next/<int:pk>/", NextView.as_view(), name="quality-next"),
    path("<slug:code>/dismiss/<int:pk>/", DismissView.as_view(), name="quality-dismiss"),
    path("<slug:code>/dismissed/", DismissedView.as_view(), name="quality-dismissed"),
    path("<slug:code>/revoke/<int:pk>/", RevokeView.as_view(), name="quality-revoke"),
]
