"""Accounts of before: in use as they were; those that were switched off are suspended.

The days without a sign-in are counted from this migration (standing_since), so nobody is suspended
on the day the rule comes.
"""

from django.db import migrations
from django.utils import timezone

REASON = "ปิดใช้อยู่ก่อนมีสถานะบัญชี"


def suspend_switched_off(apps, schema_editor):
    accounts = apps.get_model("accounts", "User")._base_manager.filter(is_active=False)
    step = apps.get_model("accounts", "AccountStep")
    now = timezone.now()
    step._base_manager.bulk_create(
        step(
            account=account,
            name="suspend",
            at=now,
            from_standing="active",
            to_standing="suspended",
            from_office=account.district_id or account.province_id or "",
            to_office=account.district_id or account.province_id or "",
            reason=REASON,
        )
        for account in accounts
    )
    accounts.update(standing="suspended", standing_since=now)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_standing_and_life"),
        ("pghistory", "0007_auto_20250421_0444"),  # the triggers of the history call its function
    ]

    operations = [migrations.RunPython(suspend_switched_off, migrations.RunPython.noop)]
