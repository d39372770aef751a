"""The columns of both trails come from core.steps.StepLine: their labels change, no table does."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _by():
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name="โดย",
    )


class Migration(migrations.Migration):

    dependencies = [
        ("sales", "0011_readings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("auditstep", "at", models.DateTimeField(verbose_name="เมื่อ")),
                migrations.AlterField("auditstep", "by", _by()),
                migrations.AlterField("step", "at", models.DateTimeField(verbose_name="เมื่อ")),
                migrations.AlterField("step", "by", _by()),
                migrations.AlterField(
                    "step", "reason", models.TextField(blank=True, verbose_name="เหตุผล")
                ),
            ]
        )
    ]
