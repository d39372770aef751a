from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    name = "open_data"
    verbose_name = "ข้อมูลเปิด"

    def ready(self) -> None:
        from open_data import publishing  # noqa: F401  (its receivers)
