from django.db import migrations

from products import starting_values


def load(apps, schema_editor):
    """Words that came into the list later; the department's own are left alone."""
    words = apps.get_model("products", "CategoryWord").objects
    for category, values in starting_values.CATEGORY_WORDS.items():
        for word in values:
            words.get_or_create(name=word, defaults={"category": category})


class Migration(migrations.Migration):
    dependencies = [("products", "0015_category_words_starting_values")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
