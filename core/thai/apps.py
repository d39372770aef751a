from django.apps import AppConfig


class ThaiConfig(AppConfig):
    """Thai calendar, digits and dictionary order; the lowest floor of the house."""

    name = "core.thai"
    verbose_name = "ปฏิทินและตัวเลขไทย"

    def ready(self) -> None:
        from core.thai import lookups  # noqa: F401  (registers them)
