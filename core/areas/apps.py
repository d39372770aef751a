from django.apps import AppConfig
from django.db.backends.signals import connection_created


class AreasConfig(AppConfig):
    name = "core.areas"
    verbose_name = "พื้นที่"

    def ready(self) -> None:
        from core.areas.row_security import begin_telling

        connection_created.connect(begin_telling)
