from django.db import migrations

from quality import starting_values


def mend(apps, schema_editor):
    """Words that Thai companies have too go out of use; those of a foreign firm's branch come in."""
    words = apps.get_model("quality", "CheckWord").objects
    words.filter(use="foreign", name__in=starting_values.NOT_FOREIGN).update(is_active=False)
    for word in starting_values.FOREIGN:
        words.get_or_create(use="foreign", name=word)


class Migration(migrations.Migration):
    dependencies = [("quality", "0002_starting_values")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
