"""The allocation of DOMAIN.md 9 on a file, without the database."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from targets.allocation import CannotAllocate, Level, allocate, remainder
from targets.income_file import (
    BadTable,
    FileLine,
    IncomeTable,
    csv_lines,
    excel_lines,
    read_income,
)
from targets.result_file import read_result, result_text
from targets.schemes import parse_scheme

RULE_YEARS = 3


class Command(BaseCommand):
    help = (
        "แบ่งเป้าหมายให้พื้นที่จากรายได้ย้อนหลัง: allocate_targets FILE.csv "
        "(คอลัมน์: รหัสหรือชื่อพื้นที่ แล้วตามด้วยรายได้ปีละหนึ่งคอลัมน์; - คืออ่านจาก standard input)"
    )
    requires_system_checks: list = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", help="ไฟล์ CSV หรือ Excel หรือ - สำหรับ standard input")
        taken_off = parser.add_mutually_exclusive_group()
        taken_off.add_argument(
            "--round-1",
            metavar="INCOME.csv",
            help="ตารางรายได้ของรอบที่ 1: ได้รอบที่ 2 = ทั้งปี ลบ รอบที่ 1 โดยปัดเศษครั้งเดียวในขั้นสุดท้าย",
        )
        taken_off.add_argument(
            "--minus",
            metavar="RESULT.csv",
            help="ลบด้วยผลที่ปัดเศษแล้วของอีกตาราง (ต่างจาก --round-1 ได้ช่องละ 1 บาท)",
        )
        parser.add_argument(
            "--levels",
            default="low,standard,high",
            help="ระดับเป้าหมาย: 5, ชื่อคั่นด้วยลูกน้ำ, ชื่อ=ตำแหน่ง, JSON หรือชื่อไฟล์ (ค่าเดิม low,standard,high)",
        )
        parser.add_argument(
            "--years",
            default=str(RULE_YEARS),
            help="ใช้กี่ปีล่าสุด (ค่าเดิม 3) หรือ all สำหรับทุกปีในไฟล์",
        )
        parser.add_argument("--area", default="", help="ชื่อคอลัมน์ของพื้นที่ ถ้ามีทั้งรหัสและชื่อ")

    def handle(self, *args, **options):
        try:
            text = self._result(options)
        except (BadTable, CannotAllocate) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(text, ending="")

    def _result(self, options) -> str:
        levels = self._levels(options["levels"])
        table = self._income(options["file"], options)
        result = allocate(table.incomes, levels)
        if options["round_1"]:
            first = self._income(options["round_1"], options)
            if first.years != table.years:
                raise BadTable(
                    f"{options['round_1']}: มีรายได้ปี {' '.join(first.years)} "
                    f"แต่ตารางทั้งปีมี {' '.join(table.years)} ใช้ปีเดียวกันทั้งสองตาราง"
                )
            result = remainder(result, allocate(first.incomes, levels))
        elif options["minus"]:
            result = remainder(result, read_result(self._lines(options["minus"]), levels))
        return result_text(result)

    def _income(self, name: str, options) -> IncomeTable:
        """The years of a file that are used; what is odd in it is said."""
        where = f"{name}: " if options["round_1"] else ""  # of two files each says which
        lines = self._lines(name)
        try:
            table = read_income(lines, area=options["area"])
        except BadTable as error:
            raise BadTable(*(f"{where}{message}" for message in error.messages)) from error
        for warning in table.warnings:
            self.stderr.write(f"{where}{warning}")
        return table.last(self._years(options["years"], len(table.years)))

    def _years(self, said: str, there: int) -> int:
        if said == "all":
            return there
        if not said.isdecimal() or int(said) < 2:
            raise CommandError("--years เป็นจำนวนปีตั้งแต่ 2 ขึ้นไป หรือ all")
        if there < int(said):
            self.stderr.write(f"ไฟล์มีรายได้ {there} ปี ใช้เท่าที่มี (หลักเกณฑ์ใช้ {said} ปีล่าสุด)")
        return int(said)

    def _levels(self, said: str) -> tuple[Level, ...]:
        path = Path(said)
        text = said
        if path.suffix.lower() in {".json", ".csv", ".txt"}:
            text = self._read(said).decode("utf-8-sig", "replace")
        try:
            return parse_scheme(text)
        except ValueError as error:
            raise CommandError(f"--levels: {error}") from error

    def _lines(self, name: str) -> list[FileLine]:
        content = self._read(name)
        try:
            return excel_lines(content) if content.startswith(b"PK") else csv_lines(content)
        except BadTable as error:
            raise BadTable(*(f"{name}: {message}" for message in error.messages)) from error

    def _read(self, name: str) -> bytes:
        if name == "-":
            source = getattr(sys.stdin, "buffer", sys.stdin)
            said = source.read()
            return said.encode() if isinstance(said, str) else said
        try:
            return Path(name).read_bytes()
        except OSError as error:
            reason = "ไม่มีไฟล์นี้" if isinstance(error, FileNotFoundError) else error.strerror
            raise CommandError(f"อ่านไฟล์ {name} ไม่ได้: {reason}") from error
