from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "sales"
    verbose_name = "ยอดจำหน่าย"

    def ready(self):
        from sales.months import kept_anomalies, merging, settlement  # noqa: F401  (their receivers)
