from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ImportsConfig(AppConfig):
    """Tables in Excel and CSV. It finds the `imports.py` of every app by name and imports none."""

    name = "core.imports"
    verbose_name = "นำเข้าและส่งออก"

    def ready(self):
        autodiscover_modules("imports")
