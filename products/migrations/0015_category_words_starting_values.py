from django.db import migrations

from products import starting_values


def load(apps, schema_editor):
    """Fills the words once; the department's own are left alone."""
    words = apps.get_model("products", "CategoryWord").objects
    for category, values in starting_values.CATEGORY_WORDS.items():
        for word in values:
            words.get_or_create(name=word, defaults={"category": category})


class Migration(migrations.Migration):
    dependencies = [("products", "0014_category_words")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
