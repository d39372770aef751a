"""Addresses of the products' own pages; the roof mounts them behind the sign-in."""

from django.urls import path

from products.views.assessment import AssessmentView, CertificateView, MarkView
from products.views.expiring import ExpiringLettersView

urlpatterns = [
    path("assessment/<int:pk>/", AssessmentView.as_view(), name="product-assessment"),
    path("mark/<int:pk>/", MarkView.as_view(), name="product-mark"),
    path("certificate/<int:pk>/", CertificateView.as_view(), name="product-certificate"),
    path("expiring/letters/", ExpiringLettersView.as_view(), name="product-expiring-letters"),
]
