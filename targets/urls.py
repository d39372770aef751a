"""Addresses of targets and estimates, below /targets/; the roof mounts them behind the sign-in."""

from django.urls import path

from targets.views.estimates import EstimatesView, EstimateView
from targets.views.growth import GrowthView
from targets.views.home import TargetsView
from targets.views.levels import LevelsView
from targets.views.plan import PlanView

urlpatterns = [
    path("", TargetsView.as_view(), name="targets"),
    path("plans/<int:pk>/", PlanView.as_view(), name="targets-plan"),
    path("levels/<int:year>/", LevelsView.as_view(), name="targets-levels"),
    path("growth/<int:year>/", GrowthView.as_view(), name="targets-growth"),
    path("estimates/", EstimatesView.as_view(), name="targets-estimates"),
    path("estimates/<int:pk>/", EstimateView.as_view(), name="targets-estimate"),
]
