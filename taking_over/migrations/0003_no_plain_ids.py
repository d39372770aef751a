"""Whatever text still holds a national id in clear shows its mask from here on: names, notes, addresses,
reasons, their history, previews of imports, what jobs were asked. Here because it looks at every table."""

from django.db import migrations

from core.personal.plain_ids import mask_tables


def mask(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        mask_tables(cursor)


class Migration(migrations.Migration):

    dependencies = [
        ('taking_over', '0002_clerks_words'),
        ('accounts', '0009_clerks_words'),
        ('admin', '0003_logentry_add_action_flag_choices'),
        ('areas', '0003_clerks_words'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('axes', '0010_accessattemptexpiration'),
        ('chuanchim', '0011_status_leaves_its_line'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('correspondence', '0002_clerks_words'),
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
        ('imports', '0001_imports'),
        ('jobs', '0003_clerks_words'),
        ('online_market', '0003_clerks_words'),
        ('personal', '0002_key_fingerprints'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('producers', '0020_status_leaves_its_line'),
        ('products', '0026_status_leaves_its_line'),
        ('quality', '0003_foreign_words'),
        ('registration', '0013_gaps_kept'),
        ('sales', '0024_status_leaves_its_line'),
        ('sending', '0001_forms_sent_once'),
        ('sessions', '0001_initial'),
        ('targets', '0004_clerks_words'),
    ]

    operations = [migrations.RunPython(mask, migrations.RunPython.noop)]
