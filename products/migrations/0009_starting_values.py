from django.db import migrations

from products import starting_values


def load(apps, schema_editor):
    """Fills each list once; the department's own are left alone."""

    def fill(model: str, rows: list[dict]) -> None:
        items = apps.get_model("products", model).objects
        for position, row in enumerate(rows, 1):
            items.get_or_create(**row, defaults={"position": position * 10})

    fill(
        "Subcategory",
        [
            {"category": category, "name": name}
            for category, names in starting_values.SUBCATEGORIES.items()
            for name in names
        ],
    )
    fill("Standard", [{"name": name} for name in starting_values.STANDARDS])
    fill(
        "IntellectualPropertyKind",
        [{"name": name} for name in starting_values.INTELLECTUAL_PROPERTY_KINDS],
    )


class Migration(migrations.Migration):

    dependencies = [
        ("products", "0008_subcategory_of_category"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
