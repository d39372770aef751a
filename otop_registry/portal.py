"""The portal: Django's admin site, renamed, re-dressed and opened to the three roles."""

from django.contrib.admin import AdminSite
from django.urls import include, path


class PortalSite(AdminSite):
    site_header = site_title = "ทะเบียน OTOP"
    index_title = "งานวันนี้"
    site_url = None
    enable_nav_sidebar = False

    def get_urls(self):
        return [path("reports/", include("core.reports.urls")), *super().get_urls()]
