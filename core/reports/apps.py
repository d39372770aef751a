from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ReportsConfig(AppConfig):
    """The engine of reports. It finds the `reports.py` of every app by name and imports none."""

    name = "core.reports"
    verbose_name = "รายงาน"

    def ready(self) -> None:
        autodiscover_modules("reports")
