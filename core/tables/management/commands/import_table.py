"""A table from the command line, as its officer would import it: the same check, door and load."""

import hashlib
import json
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from core.history.acting import acting
from core.reading import FileRefused
from core.tables.checking import check
from core.tables.loading import LoadRefused, load
from core.tables.preview import counts, preview
from core.tables.tables import all_tables, table_of
from core.tables.workflow import read_for, receipt


class Command(BaseCommand):
    help = "นำเข้าตารางในนามของเจ้าหน้าที่: import_table producers ไฟล์.xlsx --as ชื่อผู้ใช้ [--check-only]"

    def add_arguments(self, parser: Any) -> None:
        entities = ", ".join(table.entity for table in all_tables())
        parser.add_argument("entity", help=f"ตาราง: {entities}")
        parser.add_argument("file", help="ไฟล์ .xlsx, .xls, .ods หรือ .csv")
        parser.add_argument("--as", dest="username", required=True, help="ชื่อผู้ใช้ที่นำเข้า")
        parser.add_argument("--check-only", action="store_true", help="ตรวจอย่างเดียว ไม่บันทึก")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the receipt as JSON. On any fault nothing is written and the command fails."""
        user = get_user_model().objects.filter(username=options["username"]).first()
        if user is None or not user.is_active:
            raise CommandError(f"ไม่พบบัญชีที่ใช้งานได้ชื่อ {options['username']}")
        found = table_of(options["entity"])
        if found is None or user.role not in found.importers:
            raise CommandError(f"ไม่มีตาราง {options['entity']} ให้ {user.office} นำเข้า")
        path = Path(options["file"])
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"อ่านไฟล์ {path} ไม่ได้: {error.strerror}") from error
        file_hash = hashlib.sha256(content).hexdigest()
        try:
            read = read_for(found(user), BytesIO(content), path.name)
        except FileRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        table = found(user)
        checked = check(table, read)
        told: dict[str, Any] = {"entity": table.entity, "file": path.name, "sha256": file_hash}
        told |= {"rows": counts(checked), "notes": checked.notes}
        if checked.faulty or options["check_only"]:
            told["faulty"] = preview(table, checked)["faulty"]
            self._print(told)
            if checked.faulty:
                raise CommandError(f"มี {len(checked.faulty):,} แถวที่ต้องแก้ ไม่มีแถวใดบันทึก")
            return
        table = found(user)
        try:
            with acting(user, label=f"นำเข้า{table.title}", command="import_table"):
                loaded = load(table, read, fingerprint=checked.fingerprint)
        except LoadRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._print(receipt(table, path.name, file_hash, loaded))

    def _print(self, told: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
