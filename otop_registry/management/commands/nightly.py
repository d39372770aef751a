"""What every installation runs once a night: one line for its cron."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

# In this order: who is suspended is counted as such.
COMMANDS: tuple[tuple[str, dict[str, bool]], ...] = (
    ("suspend_unused_accounts", {}),
    ("quality", {"refresh": True}),
    ("compare_names", {}),
    ("count_gaps", {}),
    ("compare_sizes", {}),
    ("keep_completeness", {}),
    ("clearsessions", {}),
    ("forget_sent_forms", {}),
    ("forget_tries", {}),
    ("close_log", {}),
    ("forget_access", {}),
    ("apply_retention", {}),
    ("publish_withdrawn_papers", {}),
    ("mail_pivots", {}),
    ("sweep_files", {}),
)


class Command(BaseCommand):
    help = (
        "งานประจำคืน: พักบัญชีที่ไม่ได้ใช้ นับข้อตรวจคุณภาพทั่วประเทศ เทียบชื่อที่คล้ายกัน นับความครบถ้วน "
        "ล้างการเข้าใช้ที่หมดอายุ รายการแบบฟอร์มที่ส่งแล้ว ข้อมูลที่พ้นระยะเวลาเก็บรักษา และไฟล์ที่ไม่มีรายการใดใช้ "
        "ปิดและลงลายมือชื่อบันทึกการใช้งานของวันก่อน "
        "ทำรายการเอกสารรับรองที่ใช้ไม่ได้แล้ว ส่งตารางสรุปที่มีผู้ขอรับทางอีเมล"
    )

    def handle(self, *args, **options):
        """Runs every command even if one fails; failures are reported at the end."""
        failed = []
        for name, said in COMMANDS:
            try:
                call_command(name, stdout=self.stdout, **said)
            except Exception as error:
                failed.append(f"{name}: {error}")
        if failed:
            raise CommandError("\n".join(failed))
