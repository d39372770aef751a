"""Addresses of the reports, signed in only; the roof mounts them inside the portal's site."""

from django.contrib import admin
from django.urls import path

from core.reports.views import ReportListView, ReportView

urlpatterns = [
    path("", admin.site.admin_view(ReportListView.as_view()), name="report-list"),
    path("<slug:key>/", admin.site.admin_view(ReportView.as_view()), name="report"),
]
