"""Addresses of the reports; the roof mounts them behind the sign-in."""

from django.urls import path

from core.reports.views import ReportListView, ReportView

urlpatterns = [
    path("", ReportListView.as_view(), name="report-list"),
    path("<slug:key>/", ReportView.as_view(), name="report"),
]
