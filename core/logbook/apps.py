from django.apps import AppConfig


class LogbookConfig(AppConfig):
    """The log that proves itself: who came in, what was refused, shown, taken out and decided."""

    name = "core.logbook"
    verbose_name = "บันทึกการใช้งาน"
