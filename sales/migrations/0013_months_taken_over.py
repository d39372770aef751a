"""Months taken over from the system before the portal: their mark, and the line of the trail.

Every month so far is the portal's own.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0012_step_line'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='salesmonth',
            name='source',
            field=models.CharField(choices=[('portal', 'ระบบนี้'), ('taken_over', 'นำเข้าจากระบบเดิม')], db_default='portal', default='portal', max_length=10, verbose_name='ที่มา'),
        ),
        migrations.AddField(
            model_name='salesmonth',
            name='taken_over_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='นำเข้าเมื่อ'),
        ),
        migrations.AddField(
            model_name='salesmonth',
            name='taken_over_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='นำเข้าโดย'),
        ),
        migrations.AddField(
            model_name='salesmonth',
            name='taken_over_content',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='salesmonth',
            name='taken_over_file',
            field=models.CharField(blank=True, db_default='', default='', max_length=255, verbose_name='ไฟล์'),
        ),
        migrations.AddField(
            model_name='salesmonth',
            name='taken_over_hash',
            field=models.CharField(blank=True, db_default='', default='', max_length=64, verbose_name='รหัสตรวจไฟล์'),
        ),
        migrations.AddField(
            model_name='salesmonth',
            name='totals_only',
            field=models.BooleanField(db_default=False, default=False, verbose_name='มีเฉพาะยอดรวม'),
        ),
        migrations.AlterField(
            model_name='step',
            name='name',
            field=models.CharField(choices=[('open_month', 'เปิดเดือน'), ('confirm_district', 'อำเภอยืนยัน'), ('return_district', 'ส่งกลับแก้ไข'), ('confirm_province', 'จังหวัดยืนยัน'), ('report_province', 'รายงานกรม'), ('withdraw_province', 'ถอนรายงาน'), ('close_month', 'ปิดเดือน'), ('reopen_month', 'เปิดเดือนอีกครั้ง'), ('change_dates', 'เปลี่ยนกำหนดวัน'), ('take_over_month', 'นำเข้าจากระบบเดิม'), ('ask_extension', 'ขอขยายเวลา'), ('approve_extension', 'อนุมัติขยายเวลา'), ('refuse_extension', 'ไม่อนุมัติขยายเวลา'), ('withdraw_extension', 'ถอนคำขอขยายเวลา'), ('grant_extension', 'กรมขยายเวลาให้')], max_length=30),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='salesmonth',
            trigger=pgtrigger.compiler.Trigger(name='as_taken_over', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."totals_only" IS DISTINCT FROM (NEW."totals_only") OR OLD."taken_over_at" IS DISTINCT FROM (NEW."taken_over_at") OR OLD."taken_over_by_id" IS DISTINCT FROM (NEW."taken_over_by_id") OR OLD."taken_over_file" IS DISTINCT FROM (NEW."taken_over_file") OR OLD."taken_over_hash" IS DISTINCT FROM (NEW."taken_over_hash") OR OLD."taken_over_content" IS DISTINCT FROM (NEW."taken_over_content"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='51e21b4014669d5237718d7694f5aed3d8e79ee0', operation='UPDATE', pgid='pgtrigger_as_taken_over_e979c', table='sales_salesmonth', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='salesmonth',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source', 'portal'), ('taken_over_at', None), ('taken_over_by', None), ('taken_over_content', ''), ('taken_over_file', ''), ('taken_over_hash', ''), ('totals_only', False)), models.Q(('source', 'taken_over'), ('taken_over_at__isnull', False), ('taken_over_by__isnull', False), ('taken_over_content__regex', '^[0-9a-f]{64}$'), ('taken_over_hash__regex', '^[0-9a-f]{64}$'), models.Q(('taken_over_file', ''), _negated=True)), _connector='OR'), name='month_taken_over_with_stamps'),
        ),
        migrations.AddConstraint(
            model_name='salesmonth',
            constraint=models.CheckConstraint(condition=models.Q(('totals_only', False), ('status', 'closed'), _connector='OR'), name='month_of_totals_only_stays_closed'),
        ),
    ]
