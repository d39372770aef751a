from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "sales"
    verbose_name = "ยอดจำหน่าย"

    def ready(self):
        # Their receivers, in this order: rows are settled before what stands beside them.
        from sales.months import merging, settlement  # noqa: F401
        from sales.proposals import leaving  # noqa: F401
