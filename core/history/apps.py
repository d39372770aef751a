from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """What happened to every record: kept by triggers, readable on its page, known of a past day."""

    name = "core.history"
    verbose_name = "ประวัติ"
