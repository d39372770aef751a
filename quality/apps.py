from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class QualityConfig(AppConfig):
    """The checks of data quality. It finds the `quality.py` of every app by name and imports none."""

    name = "quality"
    verbose_name = "คุณภาพข้อมูล"

    def ready(self):
        autodiscover_modules("quality")
        import_module("quality.settling")
