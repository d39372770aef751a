"""Whether a national id stands in clear in any table, uploaded file or given log."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from core.personal.plain_ids import in_files, in_tables, mask_tables
from core.postgresql.ownership import as_owner

SHOWN = 50


class Command(BaseCommand):
    help = (
        "ตรวจว่าไม่มีเลขประจำตัวประชาชนที่อ่านได้ในตาราง ไฟล์ หรือบันทึกของระบบ: find_plain_ids [ไฟล์บันทึก ...]"
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("paths", nargs="*", type=Path, help="บันทึกหรือโฟลเดอร์อื่นที่ตรวจด้วย")
        parser.add_argument(
            "--mask", action="store_true", help="ปิดเลขที่พบในตาราง (ด้วยบัญชีเจ้าของตาราง)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["mask"]:
            with as_owner(), transaction.atomic(), connection.cursor() as cursor:
                self.stdout.write(f"ปิดเลขใน {mask_tables(cursor):,} แถว")
        with connection.cursor() as cursor:
            found = list(in_tables(cursor))
        media = Path(settings.MEDIA_ROOT)
        found += in_files([*([media] if media.exists() else []), *options["paths"]])
        for one in found[:SHOWN]:
            self.stdout.write(str(one))
        if found:
            raise CommandError(f"พบเลขประจำตัวประชาชนที่อ่านได้ {len(found):,} แห่ง")
        self.stdout.write("ไม่พบเลขประจำตัวประชาชนที่อ่านได้")
