"""Addresses of the data-quality worklists; the roof mounts them behind the sign-in."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
