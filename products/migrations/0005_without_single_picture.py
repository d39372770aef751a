import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0004_move_pictures'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='product',
            name='content_changed',
        ),
        migrations.RemoveField(
            model_name='product',
            name='picture',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='product',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."category" IS DISTINCT FROM (NEW."category") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."price" IS DISTINCT FROM (NEW."price") OR OLD."producer_id" IS DISTINCT FROM (NEW."producer_id") OR OLD."production" IS DISTINCT FROM (NEW."production") OR OLD."quadrant" IS DISTINCT FROM (NEW."quadrant"))', func='\n            NEW.content_changed_at := clock_timestamp();\n            NEW.version := OLD.version + 1;\n            RETURN NEW;\n        ', hash='049e93d4641c2119c6e6290e9b478ccfcb569cde', operation='UPDATE', pgid='pgtrigger_content_changed_d6336', table='products_product', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='productpicture',
            trigger=pgtrigger.compiler.Trigger(name='touches_record_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        UPDATE products_product\n           SET content_changed_at = clock_timestamp(), version = version + 1\n         WHERE id IN (SELECT product_id FROM new_rows);\n        RETURN NULL;\n        ', hash='473a3f40dea5db61e5bd3df30359977e0f6796ab', level='STATEMENT', operation='INSERT', pgid='pgtrigger_touches_record_insert_7e7d5', referencing='REFERENCING NEW TABLE AS new_rows ', table='products_productpicture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='productpicture',
            trigger=pgtrigger.compiler.Trigger(name='touches_record_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        UPDATE products_product\n           SET content_changed_at = clock_timestamp(), version = version + 1\n         WHERE id IN (SELECT product_id FROM old_rows UNION SELECT product_id FROM new_rows);\n        RETURN NULL;\n        ', hash='82d84875d2aca3447c587284f0b37751c260ff87', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_touches_record_update_64d66', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='products_productpicture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='productpicture',
            trigger=pgtrigger.compiler.Trigger(name='touches_record_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        UPDATE products_product\n           SET content_changed_at = clock_timestamp(), version = version + 1\n         WHERE id IN (SELECT product_id FROM old_rows);\n        RETURN NULL;\n        ', hash='bb6f3a04e4ad5b9b1d9078f039b7f9b85458378e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_touches_record_delete_841df', referencing='REFERENCING OLD TABLE AS old_rows ', table='products_productpicture', when='AFTER')),
        ),
    ]
