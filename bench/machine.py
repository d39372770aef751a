"""With what PostgreSQL ran, for the head of the results."""

from django.db import connection

_NAMES = ("server_version", "shared_buffers", "work_mem", "effective_cache_size", "jit")


def server_settings() -> str:
    """PostgreSQL 18.1, shared_buffers 128MB, work_mem 4MB …"""
    with connection.cursor() as cursor:
        shown = []
        for name in _NAMES:
            cursor.execute("SELECT current_setting(%s)", [name])
            shown.append(cursor.fetchone()[0])
    version, *others = shown
    return f"PostgreSQL {version}, " + ", ".join(
        f"{name} {value}" for name, value in zip(_NAMES[1:], others, strict=True)
    )
