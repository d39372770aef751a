import csv

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


def load(apps, schema_editor):
    """Where the areas are loaded already, what the same file says of their postal codes."""
    subdistricts = apps.get_model("areas", "Subdistrict").objects
    held = set(subdistricts.values_list("pk", flat=True))
    if not held:
        return
    path = settings.BASE_DIR / "fixtures" / "areas" / "subdistricts.csv"
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] in held]
    model = subdistricts.model
    subdistricts.bulk_update(
        [
            model(
                pk=row["code"],
                postal_codes=row["postal_codes_all"].split(),
                postal_conflict=row["postal_conflict"] == "Y",
            )
            for row in rows
        ],
        ["postal_codes", "postal_conflict"],
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="subdistrict",
            name="postal_codes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=5),
                default=list,
                size=None,
                verbose_name="รหัสไปรษณีย์ทั้งหมด",
            ),
        ),
        migrations.AddField(
            model_name="subdistrict",
            name="postal_conflict",
            field=models.BooleanField(default=False, verbose_name="แหล่งข้อมูลบอกรหัสไปรษณีย์ไม่ตรงกัน"),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
