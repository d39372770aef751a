"""Rows that were there before their history: what they said when it began."""

from django.db import migrations

from core.history.beginning import begin_history

TRACKED = [
    "products.Subcategory",
    "products.Standard",
    "products.IntellectualPropertyKind",
    "products.Product",
    "products.ProductMembership",
    "products.HeldStandard",
    "products.Award",
    "products.ProductProject",
    "products.Price",
    "products.IntellectualProperty",
    "products.ProductPicture",
    "products.QuadrantScheme",
]


def begin(apps, schema_editor):
    begin_history(apps, schema_editor, *TRACKED)


class Migration(migrations.Migration):
    dependencies = [("products", "0011_history")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
