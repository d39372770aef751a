from django.apps import AppConfig


class TakingOverConfig(AppConfig):
    """What stands in the old systems comes in as it is (DOMAIN.md 14)."""

    name = "taking_over"
    verbose_name = "การนำเข้าจากระบบเดิม"
