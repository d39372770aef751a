"""A report from the command line, as an officer would get it: the same form, door and figures."""

import sys
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from core.reports import engine
from core.reports.charts import NothingToDraw
from core.reports.registry import all_reports
from core.reports.renderers import FILE_FORMATS


class Command(BaseCommand):
    help = "ทำรายงานในนามของเจ้าหน้าที่: report rt3 --as ชื่อผู้ใช้ --param month=2026-10 --format xlsx"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("key", nargs="?", help="รหัสรายงาน เช่น rt3 (ดูทั้งหมดด้วย --list)")
        parser.add_argument("--list", action="store_true", help="แสดงรหัสและชื่อรายงานทั้งหมด")
        parser.add_argument("--as", dest="username", help="ชื่อผู้ใช้ที่ขอรายงาน")
        parser.add_argument(
            "--param", action="append", default=[], metavar="ชื่อ=ค่า", help="ตัวเลือก ระบุซ้ำได้"
        )
        parser.add_argument("--format", default="json", help="json, xlsx หรือ pdf")
        parser.add_argument("--thai-digits", action="store_true", help="เลขไทยในไฟล์ PDF")
        parser.add_argument("--output", help="ไฟล์ที่จะเขียน (ไม่ระบุ = ส่งออกทางหน้าจอ)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            for report in all_reports():
                self.stdout.write(f"{report.key}\t{report.title}")
            return
        content = self._content(options)
        if options["output"]:
            try:
                Path(options["output"]).write_bytes(content)
            except OSError as error:
                raise CommandError(f"เขียนไฟล์ {options['output']} ไม่ได้: {error.strerror}") from error
        elif options["format"] == "json":
            self.stdout.write(content.decode())
        else:
            sys.stdout.buffer.write(content)

    def _content(self, options: Any) -> bytes:
        if not options["key"] or not options["username"]:
            raise CommandError("ระบุรหัสรายงานและ --as ชื่อผู้ใช้ (ดูรหัสรายงานด้วย --list)")
        if options["format"] not in FILE_FORMATS:
            raise CommandError(f"ไม่มีรูปแบบ {options['format']} มี json, xlsx, pdf, svg และ map")
        user = get_user_model().objects.filter(username=options["username"]).first()
        if user is None or not user.is_active:
            raise CommandError(f"ไม่พบบัญชีที่ใช้งานได้ชื่อ {options['username']}")
        try:
            report = engine.find_report(options["key"], user)
            form = engine.read_parameters(report, user, self._given(options["param"]))
            table = (
                engine.build_paper(report, user, form, thai_digits=options["thai_digits"])
                if options["format"] == "pdf"
                else engine.build(report, user, form)
            )
        except engine.ReportNotFound as error:
            raise CommandError(
                f"ไม่พบรายงาน {options['key']} หรือพื้นที่ที่ระบุ สำหรับ {user.office}"
            ) from error
        except engine.BadParameters as error:
            raise CommandError("\n".join(error.messages())) from error
        try:
            return FILE_FORMATS[options["format"]].render(table, options["thai_digits"])
        except NothingToDraw as error:
            raise CommandError(f"รายงาน {options['key']} ไม่มีแผนภูมิ หรือไม่มีตัวเลขที่จะวาด") from error

    def _given(self, pairs: list[str]) -> dict[str, str]:
        given = {}
        for pair in pairs:
            name, equals, value = pair.partition("=")
            if not equals:
                raise CommandError(f"--param เขียนเป็น ชื่อ=ค่า เช่น month=2026-10 (พิมพ์ {pair})")
            given[name] = value
        return given
