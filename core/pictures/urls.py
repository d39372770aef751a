"""Addresses of pictures; the roof mounts them behind the sign-in."""

from django.urls import path

from core.pictures.views import PictureView

urlpatterns = [
    path("<str:app>/<str:model>/<int:pk>/<str:size>/", PictureView.as_view(), name="picture"),
]
