"""Files that nobody needs any more: kept long enough, or left by work that was undone."""

from django.core.management.base import BaseCommand

from core.jobs.workflow import forget_old_files as forget_results
from core.tables.workflow import forget_old_files as forget_imports
from otop_registry.stray_files import sweep


class Command(BaseCommand):
    help = "ลบไฟล์ที่เก็บครบกำหนด และไฟล์ที่ไม่มีระเบียนใดใช้"

    def handle(self, *args, **options):
        forget_results()
        forget_imports()
        self.stdout.write(f"ลบไฟล์ที่ไม่มีระเบียนใดใช้ {sweep():,} ไฟล์")
