import re

from django.db import migrations


def split(apps, schema_editor):
    """What outlets sell was one text, parted by commas or lines: each becomes a row."""
    outlets = apps.get_model("chuanchim", "Outlet")
    items = apps.get_model("chuanchim", "Item")
    rows = []
    for outlet in outlets.objects.exclude(items_text="").iterator():
        names = dict.fromkeys(name.strip() for name in re.split(r"[,\n]", outlet.items_text))
        rows += [items(outlet=outlet, name=name[:255]) for name in names if name]
    items.objects.bulk_create(rows, batch_size=2000)


# Split, not corrected: what the province certified is still what stands there.
UNCHANGED = """
    UPDATE chuanchim_outlet SET content_changed_at = COALESCE(acknowledged_at, certified_at, created_at)
     WHERE items_text <> '' AND status IN ('certified', 'announced')
"""


def fill(apps, schema_editor):
    from chuanchim.starting_values import CRITERIA

    criteria = apps.get_model("chuanchim", "Criterion").objects
    for position, name in enumerate(CRITERIA, 1):
        criteria.get_or_create(name=name, defaults={"position": position * 10})


class Migration(migrations.Migration):

    dependencies = [
        ('chuanchim', '0003_record'),
    ]

    operations = [
        migrations.RunPython(split, migrations.RunPython.noop),
        migrations.RunSQL(UNCHANGED, migrations.RunSQL.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
