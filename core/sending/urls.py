"""The address a browser asks whether its forms arrived; the roof mounts it behind the sign-in."""

from django.urls import path

from core.sending.views import ArrivedView

urlpatterns = [path("arrived/", ArrivedView.as_view(), name="forms-arrived")]
