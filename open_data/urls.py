"""The department's desk of open data; the roof mounts it behind the sign-in."""

from django.urls import path

from open_data.views.office import OpenDataDeskView

urlpatterns = [path("", OpenDataDeskView.as_view(), name="open-data-desk")]
