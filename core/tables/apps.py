from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TablesConfig(AppConfig):
    """Tables in Excel and CSV. It finds the `imports.py` and `part_tables.py` of every app by name and
    imports none."""

    name = "core.tables"
    label = "imports"  # of its tables in the database
    verbose_name = "นำเข้าและส่งออก"

    def ready(self) -> None:
        autodiscover_modules("imports", "part_tables")
