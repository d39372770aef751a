from django.db import migrations

from core.thai.periods import periods_of


def count_so_far(apps, schema_editor):
    """The counts of what was confirmed before they were kept; the statement itself reads the tables."""
    confirmed = apps.get_model("sales", "ProvinceMonth").objects.filter(status="confirmed")
    months = list(confirmed.values_list("month", flat=True).distinct())
    if not months:
        return
    from sales.figures.period_producers import recount

    provinces = list(confirmed.values_list("province", flat=True).distinct())
    for _, periods in periods_of(months):
        recount(provinces, [period for period in periods if not period.is_month])


class Migration(migrations.Migration):
    dependencies = [("sales", "0002_period_producers")]

    operations = [migrations.RunPython(count_so_far, migrations.RunPython.noop)]
