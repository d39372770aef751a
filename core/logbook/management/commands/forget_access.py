from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection


class Command(BaseCommand):
    help = "ลบบันทึกการเข้าใช้และการเปิดดูข้อมูลที่เก่ากว่า ACCESS_KEPT_DAYS วัน (ไม่น้อยกว่า 90 วัน)"

    def handle(self, *args, **options):
        with connection.cursor() as cursor:
            cursor.execute("SELECT logbook_forget(%s)", [settings.ACCESS_KEPT_DAYS])
            (count,) = cursor.fetchone()
        self.stdout.write(f"ลบ {count:,} รายการ")
