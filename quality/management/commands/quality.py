"""The checks from the command line, as an officer sees them; and the nightly count of the nation."""

import json

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from core.jobs.nationwide import UnderWay
from core.thai import calendar
from quality import counting
from quality.rules import all_rules, get_rule, rule_of_code
from quality.worklists import worklist


class Command(BaseCommand):
    help = (
        "นับระเบียนที่ไม่ผ่านข้อตรวจในนามของเจ้าหน้าที่: quality --as ชื่อผู้ใช้ --format json; "
        "รายการของข้อเดียว: --code P04 --list; นับทั่วประเทศ (ทุกคืน): --refresh"
    )

    def add_arguments(self, parser):
        parser.add_argument("--as", dest="username", help="ชื่อผู้ใช้ที่ขอนับ")
        parser.add_argument("--format", default="table", choices=["table", "json"])
        parser.add_argument("--code", help="ข้อเดียว เช่น P04")
        parser.add_argument("--list", action="store_true", help="แสดงเลขที่ระเบียนของ --code")
        parser.add_argument(
            "--refresh", action="store_true", help="เรียนรู้คำจากทะเบียน นับทั่วประเทศ และนับรอบแก้ไขที่เปิดอยู่"
        )

    def handle(self, *args, **options):
        if options["refresh"]:
            try:
                at, wrong = counting.refresh()
            except UnderWay as under_way:
                raise CommandError(str(under_way)) from under_way
            if wrong:
                self.stderr.write(f"จำนวนที่เก็บไว้ไม่ตรงกับที่นับ {wrong:,} จำนวน (อำเภอและข้อ) แก้แล้ว")
            self.stdout.write(f"นับทั่วประเทศแล้วเมื่อ {calendar.moment(at)}")
            return
        user = get_user_model().objects.filter(username=options["username"]).first()
        if user is None or not user.is_active:
            raise CommandError(f"ระบุ --as ชื่อผู้ใช้: ไม่พบบัญชีที่ใช้งานได้ชื่อ {options['username']}")
        code = options["code"]
        if code and get_rule(code) is None:
            known = ", ".join(rule.code for rule in all_rules())
            raise CommandError(f"ไม่มีข้อตรวจ {code} มี {known}")
        if options["list"]:
            self._list(user, code, options["format"])
        else:
            self._counts(user, code, options["format"])

    def _list(self, user, code: str | None, file_format: str) -> None:
        if not code:
            raise CommandError("ระบุ --code คู่กับ --list เช่น --code P04 --list")
        keys = list(worklist(rule_of_code(code), user).values_list("pk", flat=True))
        if file_format == "json":
            self.stdout.write(json.dumps(keys))
        else:
            for key in keys:
                self.stdout.write(str(key))

    def _counts(self, user, code: str | None, file_format: str) -> None:
        counted = counting.count_in(user, None if code is None else [code])
        if file_format == "json":
            said = {
                key: {"title": rule_of_code(key).title, "faulty": tally.faulty, "of": tally.of}
                for key, tally in counted.items()
            }
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
            return
        for key, tally in counted.items():
            self.stdout.write(f"{key}\t{tally.faulty:,}\t{tally.of:,}\t{rule_of_code(key).title}")
