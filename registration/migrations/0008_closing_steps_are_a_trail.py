"""A line of a closing is never changed: its columns are named as in every trail, and a trigger keeps it.

Columns are renamed where they stand; no row is written.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('registration', '0007_step_line'),
    ]

    operations = [
        migrations.RenameField(
            model_name='closurestep',
            old_name='recorded_at',
            new_name='at',
        ),
        migrations.RenameField(
            model_name='closurestep',
            old_name='recorded_by',
            new_name='by',
        ),
        migrations.AlterModelOptions(
            name='closurestep',
            options={'ordering': ['at', 'pk'], 'verbose_name': 'ขั้นของการยกเลิก', 'verbose_name_plural': 'ขั้นของการยกเลิก'},
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='closurestep',
            trigger=pgtrigger.compiler.Trigger(name='unchanging', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='42540e57fe47dd80c68cb438dd79f3d349be35ef', operation='UPDATE OR DELETE', pgid='pgtrigger_unchanging_531de', table='registration_closurestep', when='BEFORE')),
        ),
    ]
