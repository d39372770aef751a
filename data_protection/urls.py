"""Addresses of the duties of data protection; mounted behind the sign-in by the portal. The notice alone
stands outside (otop_registry.urls)."""

from django.urls import path

from data_protection.views.breach import BreachView
from data_protection.views.periods import PeriodsView, PeriodView
from data_protection.views.requests import CopyView, PersonView, RequestsView, RequestView

_RECORD = "<slug:app_label>/<slug:model_name>/<int:pk>"

urlpatterns = [
    path("requests/", RequestsView.as_view(), name="person-requests"),
    path("requests/<int:pk>/", RequestView.as_view(), name="person-request"),
    path("periods/", PeriodsView.as_view(), name="retention-periods"),
    path("periods/<slug:rule>/", PeriodView.as_view(), name="retention-period"),
    path("breach/", BreachView.as_view(), name="breach"),
    path(f"{_RECORD}/", PersonView.as_view(), name="person"),
    path(f"{_RECORD}/copy/", CopyView.as_view(), name="person-copy"),
]
