from django.db import migrations


class Migration(migrations.Migration):
    """A product's sub-category belongs to its category: one foreign key over both columns.

    Checked at the end of the transaction, as Django's own foreign keys are; nothing is asked of a
    product without a sub-category.
    """

    dependencies = [
        ("products", "0007_record"),
    ]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE products_product ADD CONSTRAINT product_subcategory_of_category
            FOREIGN KEY (subcategory_id, category)
            REFERENCES products_subcategory (id, category) DEFERRABLE INITIALLY DEFERRED
            """,
            "ALTER TABLE products_product DROP CONSTRAINT product_subcategory_of_category",
        )
    ]
