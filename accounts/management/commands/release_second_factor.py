"""For the operator: the last account of the department lost its second factor; no office is above."""

from django.core.management.base import BaseCommand, CommandError

from accounts.second_factor.keeping import release
from core.history.acting import acting
from core.steps import StepRefused
from core.users.models import User


class Command(BaseCommand):
    help = "ปลดการยืนยันขั้นที่สองของบัญชีเมื่อทำวิธียืนยันหาย และไม่มีสำนักงานอื่นปลดให้ได้ ต้องยืนยันตัวบุคคลก่อน"

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True)

    def handle(self, *, username: str, reason: str, **options) -> None:
        account = User.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"ไม่มีบัญชีชื่อผู้ใช้ {username}")
        try:
            with acting(command="release_second_factor"):
                release([account.pk], by=None, reason=reason)
        except StepRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"ปลดแล้ว {username} ต้องตั้งวิธียืนยันใหม่เมื่อเข้าสู่ระบบครั้งต่อไป")
