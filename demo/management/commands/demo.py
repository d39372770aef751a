"""manage.py demo: a made-up registry and years of sales to try the portal with."""

import os

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.thai.calendar import month_name, parse_month, today
from demo.accounts import DEMO_PASSWORD, DEMO_SIGN_INS
from demo.build import NotEmptyError, TooEarlyError, build_demo, has_records
from demo.nation.build import (
    FEWEST_MONTHS,
    MONTHS,
    TooFewMonthsError,
    build_nation,
)
from producers.models import Producer
from products.models import Product
from sales.models import SalesRow


class Command(BaseCommand):
    help = "สร้างข้อมูลตัวอย่าง (บุคคลและยอดสมมติ) ในฐานข้อมูลที่ยังว่าง"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-of",
            metavar="YYYY-MM",
            help="เดือนปัจจุบันของข้อมูลตัวอย่าง (ค.ศ.); เดือนก่อนหน้าคือเดือนที่กำลังบันทึก",
        )
        parser.add_argument(
            "--nation",
            action="store_true",
            help="ทั่วประเทศ 77 จังหวัด ผู้ผลิตเกือบแสนราย แทนที่จะเป็นจังหวัดเดียว (ใช้เวลาหลายนาที)",
        )
        parser.add_argument(
            "--months",
            type=int,
            default=MONTHS,
            metavar="N",
            help=f"จำนวนเดือนของยอดจำหน่ายทั่วประเทศ ใช้กับ --nation ({MONTHS})",
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="ถ้ามีข้อมูลอยู่แล้วไม่ทำอะไร แทนที่จะแจ้งว่าทำไม่ได้"
        )

    def handle(self, *args, **options) -> None:
        if os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith("_production"):
            raise CommandError("ข้อมูลตัวอย่างมีบัญชีที่ใครก็รู้รหัสผ่าน จึงสร้างในระบบจริงไม่ได้")
        if options["if_empty"] and has_records():
            self.stdout.write("มีข้อมูลอยู่แล้ว ไม่ได้สร้างข้อมูลตัวอย่างเพิ่ม")
            return
        as_of = today().replace(day=1)
        if options["as_of"]:
            try:
                as_of = parse_month(options["as_of"])
            except ValueError as error:
                raise CommandError("เขียน --as-of เป็น ปี ค.ศ.-เดือน เช่น 2026-11") from error
        try:
            if options["nation"]:
                build_nation(as_of, timezone.now(), options["months"])
            else:
                build_demo(as_of, timezone.now())
        except TooEarlyError as error:
            raise CommandError(f"--as-of ต้องเป็น {error} หรือหลังจากนั้น") from error
        except TooFewMonthsError as error:
            raise CommandError(f"--months ต้องเป็น {FEWEST_MONTHS} ขึ้นไป") from error
        except NotEmptyError as error:
            raise CommandError(
                "ฐานข้อมูลนี้มีข้อมูลหรือบัญชีตัวอย่างอยู่แล้ว ข้อมูลตัวอย่างสร้างได้เฉพาะในฐานข้อมูลที่ว่าง "
                "และคำสั่งนี้ไม่ลบข้อมูลใด ๆ"
            ) from error
        self.stdout.write(
            f"ข้อมูลตัวอย่าง ณ {month_name(as_of)}: ผู้ผลิต {Producer.objects.registered().count():,} "
            f"ผลิตภัณฑ์ {Product.objects.registered().count():,} แถวยอดจำหน่าย {SalesRow.objects.count():,}"
        )
        self.stdout.write(f"รหัสผ่านของทุกบัญชี: {DEMO_PASSWORD}")
        for username, shows in DEMO_SIGN_INS:
            self.stdout.write(f"  {username:<15} {shows}")
