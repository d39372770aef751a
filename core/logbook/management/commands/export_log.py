from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.logbook.verifying import export


class Command(BaseCommand):
    help = "เขียนบันทึกและหัวบันทึกลงโฟลเดอร์ ตรวจได้ด้วย core/logbook/proof.py โดยไม่ต้องใช้ระบบ"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder: Path, **options):
        try:
            count = export(folder)
        except OSError as error:
            raise CommandError(f"เขียนลง {folder} ไม่ได้: {error}") from error
        self.stdout.write(f"{count:,} บรรทัด")
