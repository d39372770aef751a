"""Of the night: which certified papers no longer stand, for those who verify without the portal."""

from django.core.management.base import BaseCommand

from sales.certificates.published import publish


class Command(BaseCommand):
    help = "ทำรายการเอกสารรับรองที่ใช้ไม่ได้แล้ว สำหรับหน้าตรวจลายเซ็น"

    def handle(self, *args, **options):
        self.stdout.write(f"withdrawn papers: {len(publish().marks)}")
