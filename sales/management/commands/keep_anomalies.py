"""What is out of line in the open months, found anew and compared with what was kept: a part of what
runs at night."""

from django.core.management.base import BaseCommand

from sales.months.kept_anomalies import keep_all


class Command(BaseCommand):
    help = "หาข้อสังเกตของเดือนที่เปิดรับใหม่ทั้งหมด และแก้ที่เก็บไว้ไม่ตรง (ทุกคืน)"

    def handle(self, *args, **options):
        found, wrong = keep_all()
        if wrong:
            self.stderr.write(f"ข้อสังเกตที่เก็บไว้ไม่ตรงกับที่นับ {wrong:,} รายการ แก้แล้ว")
        self.stdout.write(f"ข้อสังเกตของเดือนที่เปิดรับ {found:,} รายการ")
