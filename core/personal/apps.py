from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import DatabaseError


class PersonalConfig(AppConfig):
    """National ids: encrypted, found by a keyed hash, masked, revealed with a reason (DOMAIN.md 12)."""

    name = "core.personal"
    verbose_name = "ข้อมูลส่วนบุคคล"

    def ready(self) -> None:
        checks.register(_keys, checks.Tags.database)


def _keys(databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """`manage.py check --database default`, and `migrate` before it changes anything."""
    from core.personal.keys import WrongKeys, check_keys

    if not databases:
        return []
    try:
        check_keys()
    except WrongKeys as wrong:
        return [checks.Critical(str(wrong), id="personal.C001")]
    except DatabaseError:
        pass  # away, or not migrated yet: others say so
    return []
