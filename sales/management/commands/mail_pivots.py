"""Send the saved pivots that people get by mail each month."""

from typing import Any

from django.core.management.base import BaseCommand

from sales.models import PivotMailLine
from sales.reports.pivot_mail import send_due


class Command(BaseCommand):
    help = "ส่งตารางสรุปที่มีผู้ขอรับทางอีเมล ในวันถัดจากวันที่กรมปิดเดือน (เมื่อกำหนด EMAIL_URL)"

    def handle(self, *args: Any, **options: Any) -> None:
        counted = send_due()
        told = [f"{outcome.label} {counted[outcome]}" for outcome in PivotMailLine.Outcome]
        self.stdout.write(f"ตารางสรุปทางอีเมล: {' '.join(told)}")
