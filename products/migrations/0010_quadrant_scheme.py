from django.db import migrations

from products import starting_values


def load(apps, schema_editor):
    """The first scheme, where there is none yet."""
    schemes = apps.get_model("products", "QuadrantScheme").objects
    if not schemes.exists():
        schemes.create(
            **starting_values.QUADRANT_SCHEME,
            default_result=starting_values.QUADRANT_DEFAULT,
            aspects=starting_values.QUADRANT_ASPECTS,
            rules=starting_values.QUADRANT_RULES,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("products", "0009_starting_values"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
