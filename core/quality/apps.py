from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "core.quality"
    verbose_name = "คุณภาพข้อมูล"
