"""The portal: Django's admin site, renamed, re-dressed and opened to the three roles."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path


class PortalSite(AdminSite):
    """The whole portal behind one sign-in; the apps' pages are mounted beside the registers."""

    site_header = site_title = "ทะเบียน OTOP"
    index_title = "งานวันนี้"
    site_url = None
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Every active account works here; what it may see and do is the role's and the area's."""
        return request.user.is_active

    def index(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        # Inline: the site is made before the apps' models are loaded.
        from sales.views.home import HomeView

        return HomeView.as_view()(request)

    def get_urls(self) -> list:
        from core.reports.urls import urlpatterns as report_patterns

        from sales.urls import urlpatterns as sales_patterns

        return [
            *self._behind_sign_in("sales/", sales_patterns),
            *self._behind_sign_in("reports/", report_patterns),
            *super().get_urls(),
        ]

    def _behind_sign_in(self, prefix: str, patterns: list[URLPattern]) -> list[URLPattern]:
        return [
            path(f"{prefix}{pattern.pattern}", self.admin_view(pattern.callback), name=pattern.name)
            for pattern in patterns
        ]
