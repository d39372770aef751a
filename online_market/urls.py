"""Addresses of the online-market KPI, below /online-market/; the roof mounts them behind the sign-in."""

from django.urls import path

from online_market.views.home import MarketView
from online_market.views.results import ResultView
from online_market.views.rounds import RoundFormView, RoundView
from online_market.views.surveys import SurveyView
from online_market.views.targets import TargetsView
from online_market.views.uploads import FormView, PreviewView, UploadView

urlpatterns = [
    path("", MarketView.as_view(), name="online-market"),
    path("rounds/new/", RoundFormView.as_view(), name="online-market-new"),
    path("rounds/<int:pk>/", RoundView.as_view(), name="online-market-round"),
    path("rounds/<int:pk>/edit/", RoundFormView.as_view(), name="online-market-edit"),
    path("rounds/<int:pk>/targets/", TargetsView.as_view(), name="online-market-targets"),
    path("surveys/<int:pk>/", SurveyView.as_view(), name="online-market-survey"),
    path("surveys/<int:pk>/form/", FormView.as_view(), name="online-market-form"),
    path("surveys/<int:pk>/upload/", UploadView.as_view(), name="online-market-upload"),
    path("surveys/<int:pk>/result/", ResultView.as_view(), name="online-market-result"),
    path("uploads/<int:pk>/", PreviewView.as_view(), name="online-market-preview"),
]
