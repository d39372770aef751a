from django.db import migrations

from products import starting_values


def load(apps, schema_editor):
    """The mark's scheme without criteria and not in force, where there is none yet."""
    schemes = apps.get_model("products", "QuadrantScheme").objects
    if not schemes.filter(kind="mark").exists():
        schemes.create(**starting_values.MARK_SCHEME)


class Migration(migrations.Migration):

    dependencies = [
        ("products", "0017_otop_mark"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
