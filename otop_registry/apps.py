from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    """The roof: the portal site itself, the demo, and what spans the apps below."""

    name = "otop_registry"
    verbose_name = "พอร์ทัลทะเบียน OTOP"

    def ready(self):
        """Connects siblings that know nothing of each other, and the reports of errors."""
        from quality.checking import certification_obstacles
        from registration.obstacles import ask_before_certifying

        ask_before_certifying(certification_obstacles)
        if settings.SENTRY_DSN:
            from otop_registry.watching.reporting import report_to

            report_to(settings.SENTRY_DSN)


class PortalAdminConfig(AdminConfig):
    """Django's admin under our own site; the apps keep `@admin.register` and import no site."""

    default_site = "otop_registry.portal.PortalSite"
