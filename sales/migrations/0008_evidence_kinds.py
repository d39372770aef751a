from django.db import migrations

from sales import starting_values


def load(apps, schema_editor):
    kinds = apps.get_model("sales", "EvidenceKind").objects
    for position, name in enumerate(starting_values.EVIDENCE_KINDS, 1):
        kinds.get_or_create(name=name, defaults={"position": position * 10})


class Migration(migrations.Migration):

    dependencies = [
        ('sales', "0007_evidence"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
