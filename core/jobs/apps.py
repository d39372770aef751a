from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Work in the background. It finds the `jobs.py` of every app by name and imports none."""

    name = "core.jobs"
    verbose_name = "งานที่ระบบกำลังดำเนินการ"

    def ready(self) -> None:
        autodiscover_modules("jobs")
