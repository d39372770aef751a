"""The names that changed and nobody asked about since, compared: part of what runs at night."""

from django.core.management.base import BaseCommand

from core.areas.models import Province
from producers import alike_names
from producers.models import Producer


class Command(BaseCommand):
    help = "เทียบชื่อผู้ผลิตที่เปลี่ยนไปกับชื่ออื่นในอำเภอเดียวกัน (ทุกคืน)"

    def handle(self, *args, **options):
        """A transaction a province, so that no page waits for the nation."""
        compared = sum(
            alike_names.compare(Producer.objects.filter(district__province=code))
            for code in Province.objects.order_by("pk").values_list("pk", flat=True)
        )
        self.stdout.write(f"เทียบชื่อ {compared:,} ราย")
