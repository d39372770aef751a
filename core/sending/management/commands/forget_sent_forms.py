"""Forgets forms sent so long ago that nobody sends them again: nightly."""

from django.core.management.base import BaseCommand

from core.sending.models import SentForm


class Command(BaseCommand):
    help = "ล้างรายการแบบฟอร์มที่ส่งแล้วเกิน 14 วัน (ใช้กันการส่งซ้ำเท่านั้น)"

    def handle(self, *args, **options):
        gone, _ = SentForm.objects.old().delete()
        self.stdout.write(f"ล้างรายการแบบฟอร์มที่ส่งแล้ว {gone:,} รายการ")
