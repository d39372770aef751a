from django.db import migrations
from django.utils import timezone

from letters.starting_values import TEMPLATES


def add(apps, schema_editor):
    """Where there are none yet: each stands for itself, of the department."""
    template = apps.get_model("letters", "LetterTemplate")
    now = timezone.now()
    for words in TEMPLATES:
        template.objects.get_or_create(
            province=None, district=None, name=words["name"], defaults=words | {"changed_at": now}
        )


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_letters")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
