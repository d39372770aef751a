"""Addresses of the data-quality worklists; the roof mounts them behind the sign-in."""

from django.urls import path, register_converter

from quality.views.campaigns import CampaignsView, CampaignView, NewCampaignView
from quality.views.mends import MendsView
from quality.views.overview import CountView, QualityView
from quality.views.rules import SeverityView
from quality.views.worklist import (
    DismissedView,
    DismissView,
    NextView,
    RevokeView,
    WorklistView,
)


class CheckCode:
    """P01 to C04 and nothing else: the admin's lists of this app lie beside the worklists."""

    regex = "[A-Z][0-9]{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CheckCode, "check")

urlpatterns = [
    path("", QualityView.as_view(), name="quality"),
    path("count/", CountView.as_view(), name="quality-count"),
    path("rules/", SeverityView.as_view(), name="quality-rules"),
    path("campaigns/", CampaignsView.as_view(), name="quality-campaigns"),
    path("campaigns/new/", NewCampaignView.as_view(), name="quality-campaign-new"),
    path("campaigns/<int:pk>/", CampaignView.as_view(), name="quality-campaign"),
    path("<check:code>/", WorklistView.as_view(), name="quality-worklist"),
    path("<check:code>/mends/", MendsView.as_view(), name="quality-mends"),
    path("<check:code>/next/<int:pk>/", NextView.as_view(), name="quality-next"),
    path("<check:code>/dismiss/<int:pk>/", DismissView.as_view(), name="quality-dismiss"),
    path("<check:code>/dismissed/", DismissedView.as_view(), name="quality-dismissed"),
    path("<check:code>/revoke/<int:pk>/", RevokeView.as_view(), name="quality-revoke"),
]
