from django.core.management.base import BaseCommand, CommandError

from core.logbook.heads import HeadNotSent, close_days, send


class Command(BaseCommand):
    help = "ปิดบันทึกการใช้งานของวันก่อน ลงลายมือชื่อ แล้วส่งไปเก็บนอกเครื่องตามที่ตั้งไว้"

    def handle(self, *args, **options):
        """What could not be sent is still closed and signed: `export_log` has it."""
        signed = close_days()
        for one in signed:
            self.stdout.write(f"{one.head.day} {one.head.hash}")
        try:
            for place in send(signed):
                self.stdout.write(f"ส่งไปที่ {place} แล้ว")
        except HeadNotSent as error:
            raise CommandError(f"ส่งหัวบันทึกไปเก็บนอกเครื่องไม่ได้: {error}") from error
