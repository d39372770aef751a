"""Addresses of the online-market KPI; the roof mounts them behind the sign-in."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
