from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('chuanchim', '0004_items_in_rows'),
    ]

    operations = [migrations.RemoveField('outlet', 'items_text')]
