"""Rows that were there before their history: what they said when it began."""

from django.db import migrations

from core.history.beginning import begin_history

TRACKED = [
    "accounts.User",
]


def begin(apps, schema_editor):
    begin_history(apps, schema_editor, *TRACKED)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_history")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
