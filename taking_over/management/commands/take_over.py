"""manage.py take_over: what stands in the old systems comes in, a folder of tables at a time."""

import json
import sys
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from core.reading import FileRefused
from core.steps import StepRefused
from core.users.models import User
from taking_over import reporting, workflow
from taking_over.folder import files_of
from taking_over.models import TakenTable, TakeOver
from taking_over.receipts import Receipt
from taking_over.reconciling import read_expected, reconcile

HELD_BACK = "held-back"


class Command(BaseCommand):
    help = (
        "นำเข้าจากระบบเดิม: โฟลเดอร์ที่มีไฟล์ละหนึ่งตาราง (producers.csv, ผลิตภัณฑ์.xlsx …) ไฟล์ละหนึ่งธุรกรรม "
        "ถ้าหยุดกลางคันสั่งซ้ำแล้วทำต่อ สั่งซ้ำไม่เพิ่มซ้ำ"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="โฟลเดอร์ของไฟล์ .csv .xlsx .xls .ods")
        parser.add_argument("--as", dest="username", required=True, help="ชื่อผู้ใช้ของกรม")
        parser.add_argument("--check-only", action="store_true", help="ทำทั้งหมดแล้วถอยกลับ ไม่เก็บอะไร")
        parser.add_argument(
            "--rehearse", action="store_true", help="ซ้อมในพื้นที่แยก (schema) รายงานแล้วลบทิ้ง"
        )
        parser.add_argument("--report", metavar="FILE", help="เขียนรายงาน (.json หรือข้อความ)")
        parser.add_argument(
            "--expected", metavar="FILE", help="จำนวนที่คาดไว้รายจังหวัด (CSV) เทียบทุกช่อง"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["folder"]).resolve()
        if not folder.is_dir():
            raise CommandError(f"ไม่มีโฟลเดอร์ {folder}")
        by = User.objects.filter(username=options["username"], is_active=True).first()
        if by is None:
            raise CommandError(f"ไม่พบบัญชีที่ใช้งานได้ชื่อ {options['username']}")
        try:
            expected = options["expected"] and read_expected(Path(options["expected"]).read_bytes())
        except (OSError, FileRefused) as error:
            raise CommandError(f"อ่าน {options['expected']} ไม่ได้: {error}") from error
        if options["rehearse"]:
            from taking_over.rehearsal import rehearsal

            try:
                with rehearsal() as told:
                    self.stdout.write(told)
                    self._run(folder, by, options, expected or None)
            except StepRefused as refusal:
                raise CommandError(str(refusal)) from refusal
            return
        self._run(folder, by, options, expected or None)

    def _run(
        self, folder: Path, by: User, options: dict[str, Any], expected: dict[str, Any] | None
    ) -> None:
        try:
            take_over = self._begun(folder, by)
            opened = _Files(folder)
            with _Bar() as bar:
                if options["check_only"]:
                    workflow.check(
                        take_over,
                        opened,
                        by=by,
                        progress=bar,
                        told=self._told(folder, bar),
                        look=lambda: reconcile(by, expected),
                    )
                else:
                    workflow.go_on_after_check(take_over, by=by)
                    workflow.run(
                        take_over, opened, by=by, progress=bar, told=self._told(folder, bar)
                    )
                    workflow.keep_reconciliation(take_over, reconcile(by, expected))
        except StepRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        take_over.refresh_from_db()
        self.stdout.write(reporting.as_text(take_over))
        if options["report"]:
            self._write_report(Path(options["report"]), take_over)

    def _begun(self, folder: Path, by: User) -> TakeOver:
        found = files_of(folder)
        for one in found:
            if one.table is None:
                self.stderr.write(f"ไม่รู้ว่า {one.path.name} เป็นตารางใด ตั้งชื่อไฟล์ตามตาราง ไม่ได้อ่าน")
        tables = [(one.path, one.table) for one in found if one.table is not None]
        if not tables:
            raise CommandError(f"ไม่มีไฟล์ของตารางใดใน {folder}")
        take_over = workflow.begin(str(folder)[-255:], by=by)
        for path, table in tables:
            with _listed(path) if path.is_dir() else path.open("rb") as file:
                workflow.add_file(take_over, table, path.name, file)
        return take_over

    def _told(self, folder: Path, bar: "_Bar") -> Any:
        def told(receipt: Receipt) -> None:
            bar.clear()
            table = receipt.table
            said = table.message or (
                f"อ่าน {receipt.result.rows:,} นำเข้า {receipt.result.taken:,} "
                f"มีอยู่แล้ว {receipt.result.already_there:,} กันไว้ {len(receipt.result.held):,}"
            )
            self.stderr.write(f"{table.file_title}: {said}")
            self._keep_beside(folder, table, "xlsx", receipt.held_back)
            self._keep_beside(folder, table, "not-taken.csv", receipt.not_taken)

        return told

    def _keep_beside(self, folder: Path, table: TakenTable, suffix: str, content: bytes) -> None:
        """Rows to be corrected and sent again, beside the files they are from."""
        if not content:
            return
        beside = folder / HELD_BACK
        beside.mkdir(exist_ok=True)
        path = beside / f"{table.entity} {Path(table.file_title).stem}.{suffix}"
        path.write_bytes(content)
        self.stderr.write(f"  → {path}")

    def _write_report(self, path: Path, take_over: TakeOver) -> None:
        text = (
            json.dumps(reporting.as_data(take_over), ensure_ascii=False, indent=1)
            if path.suffix == ".json"
            else reporting.as_text(take_over)
        )
        path.write_text(text + "\n", encoding="utf-8")
        self.stdout.write(f"รายงาน {path}")


class _Files:
    """The files of the folder, opened again for each part of the work."""

    def __init__(self, folder: Path):
        self.at = folder

    def __call__(self, table: TakenTable) -> IO[bytes]:
        return (self.at / table.file_title).open("rb")

    def folder(self, table: TakenTable) -> Path | None:
        """Where the pictures lie, if not in a zip."""
        path = self.at / table.file_title
        return path if path.is_dir() else None


def _listed(folder: Path) -> IO[bytes]:
    """What a folder is known by: names and sizes; another picture in it, and it is done again."""
    names = sorted(path for path in folder.rglob("*") if path.is_file())
    told = (f"{path.relative_to(folder)} {path.stat().st_size}" for path in names)
    return BytesIO("\n".join(told).encode())


class _Bar:
    """How far it is, on stderr: a bar on a terminal."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._stage = ""

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *error: object) -> None:
        self.clear()

    def clear(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
        self._stage = ""

    def advance(self, stage: str, done: int = 0, total: int = 0) -> None:
        if not sys.stderr.isatty():
            return
        if stage != self._stage:
            self.clear()
            self._stage = stage
            self._bar = tqdm(desc=stage, unit=" แถว", file=sys.stderr)
        self._bar.n = done
        self._bar.refresh()
