"""Addresses of the pages of the roof itself, behind the sign-in."""

from django.urls import path

from otop_registry.jump import JumpView
from otop_registry.menu_counts import CountsView
from otop_registry.reference_lists import ReferenceListsView
from otop_registry.system_state import SystemStateView

urlpatterns = [
    path("jump/", JumpView.as_view(), name="jump"),
    path("menu/counts/", CountsView.as_view(), name="menu-counts"),
    path("references/", ReferenceListsView.as_view(), name="references"),
    path("system/", SystemStateView.as_view(), name="system-state"),
]
