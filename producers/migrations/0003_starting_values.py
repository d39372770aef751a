from django.db import migrations

from producers import starting_values


def load(apps, schema_editor):
    """Fills each list once; the department's own are left alone."""

    def fill(model: str, rows: list[dict]) -> None:
        items = apps.get_model("producers", model).objects
        for position, row in enumerate(rows, 1):
            items.get_or_create(name=row.pop("name"), defaults={"position": position * 10} | row)

    fill("Agency", [{"name": name} for name in starting_values.AGENCIES])
    agencies = dict(apps.get_model("producers", "Agency").objects.values_list("name", "pk"))
    fill(
        "Programme",
        [
            {"name": name, "agency_id": agencies.get(agency)}
            for name, agency in starting_values.PROGRAMMES
        ],
    )
    fill("FundingSource", [{"name": name} for name in starting_values.FUNDING_SOURCES])
    fill("TransportMode", [{"name": name} for name in starting_values.TRANSPORT_MODES])
    fill(
        "ExcludedKind",
        [{"name": name, "words": words} for name, words in starting_values.EXCLUDED_KINDS],
    )


class Migration(migrations.Migration):

    dependencies = [
        ('producers', '0002_record'),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
