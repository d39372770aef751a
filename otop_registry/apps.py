from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    """The roof: the portal site itself, the demo, and what spans the apps below."""

    name = "otop_registry"
    verbose_name = "พอร์ทัลทะเบียน OTOP"

    def ready(self):
        """Connects siblings of core that know nothing of each other."""
        from quality.checking import certification_obstacles
        from registration.obstacles import ask_before_certifying

        ask_before_certifying(certification_obstacles)


class PortalAdminConfig(AdminConfig):
    """Django's admin under our own site; the apps keep `@admin.register` and import no site."""

    default_site = "otop_registry.portal.PortalSite"
