from django.db import migrations

from producers import starting_values


def load(apps, schema_editor):
    lists = apps.get_model("producers", "RegistryList").objects
    for position, (name, names) in enumerate(starting_values.REGISTRY_LISTS, 1):
        lists.get_or_create(name=name, defaults={"names": names, "position": position * 10})


class Migration(migrations.Migration):

    dependencies = [
        ('producers', '0008_lists'),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
