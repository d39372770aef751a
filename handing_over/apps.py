from django.apps import AppConfig


class HandingOverConfig(AppConfig):
    """What an officer who leaves hands over to the office: open work, dates, links given out."""

    name = "handing_over"
    verbose_name = "การส่งมอบงาน"
