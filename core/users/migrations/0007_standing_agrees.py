from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_standing_of_old_accounts'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_active', True), ('standing', 'active')), models.Q(('is_active', False), ('standing__in', ['invited', 'suspended', 'ended'])), _connector='OR'), name='user_standing_agrees_with_is_active'),
        ),
    ]
