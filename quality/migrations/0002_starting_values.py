from django.db import migrations

from quality import starting_values


def load(apps, schema_editor):
    """Fills the words once; the department's own are left alone."""
    words = apps.get_model("quality", "CheckWord").objects
    for use, values in [
        ("placeholder", starting_values.PLACEHOLDERS),
        ("foreign", starting_values.FOREIGN),
    ]:
        for word in values:
            words.get_or_create(use=use, name=word)


class Migration(migrations.Migration):
    dependencies = [
        ("quality", "0001_worklists_and_campaigns"),
        ("accounts", "0004_updates_joined_in_full"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
