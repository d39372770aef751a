"""Addresses of the offices' side of the catalogue, below /catalogue/; the roof mounts them behind the
sign-in."""

from django.urls import path

from catalogue.views.office import OutletConsentView, ProducerConsentView

urlpatterns = [
    path("producers/<int:pk>/", ProducerConsentView.as_view(), name="catalogue-consent"),
    path("outlets/<int:pk>/", OutletConsentView.as_view(), name="catalogue-outlet-consent"),
]
