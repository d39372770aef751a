"""Where a history begins for rows that were there before it: what they said then, kept as their first
event. Called once for each model, by the migration that follows the one that makes its events.
"""

from django.db import connections

from core.history.tracking import FIRST


def begin_history(apps, schema_editor, *models: str) -> None:
    """`models`: labels as "producers.Producer", whose rows without any event get their first one."""
    connection = connections[schema_editor.connection.alias]
    quote = connection.ops.quote_name
    for label in models:
        app_label, name = label.split(".")
        model, events = apps.get_model(label), apps.get_model(app_label, f"{name}Event")
        kept = {field.name for field in events._meta.concrete_fields}
        columns = [
            quote(field.column) for field in model._meta.concrete_fields if field.name in kept
        ]
        table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {quote(events._meta.db_table)}"  # noqa: S608  (names of models)
                f" (pgh_created_at, pgh_label, pgh_obj_id, {', '.join(columns)})"
                f" SELECT clock_timestamp(), %s, {key}, {', '.join(columns)} FROM {table}"
                f" WHERE {key} NOT IN (SELECT pgh_obj_id FROM {quote(events._meta.db_table)})",
                [FIRST],
            )
