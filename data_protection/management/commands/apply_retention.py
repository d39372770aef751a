"""Erase what is older than its period."""

from typing import Any

from django.core.management.base import BaseCommand

from core.postgresql.ownership import as_owner
from data_protection.retention import Done, apply, due, standings

OWNER_NEEDED = "ข้ามไว้: ต้องใช้บัญชีเจ้าของตาราง (บริการ otop-retention ทำทุกคืน)"


class Command(BaseCommand):
    help = "ลบข้อมูลที่พ้นระยะเวลาเก็บรักษา ตามที่กรมกำหนด ทีละชุด และบันทึกทุกชุด; --dry-run นับอย่างเดียว"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help="นับอย่างเดียว ไม่ลบ")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            for standing in standings():
                for done in due(standing):
                    state = "มีผล" if standing.in_force else "ยังไม่มีผล"
                    self._say(done, f"ครบกำหนด ({state})")
            return
        with as_owner():
            for standing in standings():
                for done in apply(standing):
                    self._say(done, OWNER_NEEDED if done.passed_over else "ลบแล้ว")

    def _say(self, done: Done, what: str) -> None:
        if done.rows:
            self.stdout.write(f"{done.rule.key} {done.table}: {done.rows:,} รายการ {what}")
