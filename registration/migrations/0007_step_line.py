"""The columns of the trail come from core.steps.StepLine: their labels change, the table does not."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("registration", "0006_updates_joined_in_full"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="registrationstep",
                    name="at",
                    field=models.DateTimeField(verbose_name="เมื่อ"),
                ),
                migrations.AlterField(
                    model_name="registrationstep",
                    name="by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="โดย",
                    ),
                ),
                migrations.AlterField(
                    model_name="registrationstep",
                    name="reason",
                    field=models.TextField(blank=True, verbose_name="เหตุผล"),
                ),
            ]
        )
    ]
