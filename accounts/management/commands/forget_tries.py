"""Forgets wrong passwords and other vain tries that count no more: nightly."""

from django.core.management.base import BaseCommand

from core.users.brakes import forget_old


class Command(BaseCommand):
    help = "ล้างการนับรหัสผ่านผิดและการลองผิดอื่นที่เก่ากว่า 2 วัน"

    def handle(self, *args, **options):
        self.stdout.write(f"ล้างการนับการลองผิด {forget_old():,} รายการ")
