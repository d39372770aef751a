from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.logbook import proof
from core.logbook.heads import public_key
from core.logbook.verifying import faults


class Command(BaseCommand):
    help = "ตรวจว่าบันทึกการใช้งานไม่ถูกแก้ ลบ หรือแทรก ทั้งสายของบันทึก หัวประจำวัน และแถวที่บันทึกไว้"

    def add_arguments(self, parser):
        parser.add_argument("--heads", type=Path, help="ไฟล์หัวบันทึกที่เก็บไว้นอกเครื่อง (หนึ่งไฟล์รวมทุกวัน)")
        parser.add_argument("--key", action="store_true", help="แสดงกุญแจสาธารณะสำหรับจดไว้นอกเครื่อง")

    def handle(self, *args, **options):
        if options["key"]:
            self.stdout.write(public_key())
            return
        sent = proof.read(str(options["heads"])) if options["heads"] else None
        try:
            found = list(faults(sent))
        except OSError as error:
            raise CommandError(f"เปิดไฟล์หัวบันทึกไม่ได้: {error}") from error
        for fault in found:
            self.stdout.write(fault)
        if found:
            raise CommandError(f"พบ {len(found):,} จุดที่ไม่ตรงกับที่บันทึกไว้")
        self.stdout.write("บันทึกครบและไม่ถูกแก้")
