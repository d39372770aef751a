from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "core.areas"
    verbose_name = "พื้นที่"
