"""The address of the manual; the portal mounts it behind the sign-in."""

from django.urls import path

from otop_registry.manual.views import ManualView

urlpatterns = [path("", ManualView.as_view(), name="manual")]
