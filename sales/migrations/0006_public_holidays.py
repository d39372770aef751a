"""Seeds the public holidays of พ.ศ. 2562-2575 and the roadmap's usual days; the department keeps both.

The file is what the `holidays` package knew when it was written (sales.calendar.public_holidays.proposals), so
that every installation begins with the same list.
"""

import csv
from datetime import date

from django.conf import settings
from django.db import migrations


def seed(apps, schema_editor):
    PublicHoliday = apps.get_model("sales", "PublicHoliday")
    with (settings.BASE_DIR / "fixtures/public_holidays.csv").open(encoding="utf-8") as file:
        PublicHoliday.objects.bulk_create(
            PublicHoliday(
                day=date.fromisoformat(row["day"]),
                name_th=row["name_th"],
                is_off=row["is_off"] == "yes",
            )
            for row in csv.DictReader(file)
        )
    apps.get_model("sales", "Roadmap").objects.create()


class Migration(migrations.Migration):
    dependencies = [("sales", "0005_calendar")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
