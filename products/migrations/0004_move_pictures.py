"""The one picture a product had becomes the first of its pictures, and its cover.

Only the name moves: the file lies where it was, not measured. It runs before the triggers of pictures
are there: nobody corrected those products.
"""

from django.db import migrations


def to_pictures(apps, schema_editor):
    Product = apps.get_model("products", "Product")
    ProductPicture = apps.get_model("products", "ProductPicture")
    ProductPicture.objects.bulk_create(
        (
            ProductPicture(
                product_id=pk, file=name, position=1, is_cover=True, uploaded_at=uploaded_at
            )
            for pk, name, uploaded_at in Product.objects.exclude(picture="")
            .values_list("pk", "picture", "updated_at")
            .iterator()
        ),
        batch_size=1000,
    )


def to_covers(apps, schema_editor):
    Product = apps.get_model("products", "Product")
    ProductPicture = apps.get_model("products", "ProductPicture")
    for picture in ProductPicture.objects.filter(is_cover=True).iterator():
        Product.objects.filter(pk=picture.product_id).update(picture=picture.file.name)


class Migration(migrations.Migration):

    dependencies = [
        ("products", "0003_productpicture"),
    ]

    operations = [migrations.RunPython(to_pictures, to_covers)]
