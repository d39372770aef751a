from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The made-up province and nation; `manage.py demo` builds them."""

    name = "demo"
    verbose_name = "ข้อมูลสาธิต"
