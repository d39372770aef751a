"""The keys papers are signed with; one that fell into other hands is withdrawn here."""

from django.core.management.base import BaseCommand, CommandError

from core.thai import calendar
from sales.figures.paper_signing import key_in_use, public_key
from sales.models.papers import PaperKey, key_code


class Command(BaseCommand):
    help = "กุญแจที่เอกสารลงลายเซ็น กับวันที่ใช้ --withdraw CODE เพิกถอนกุญแจที่หลุดไปถึงผู้อื่น"

    def add_arguments(self, parser):
        parser.add_argument("--withdraw", metavar="CODE", help="the 8 digits of the key")

    def handle(self, *args, **options):
        if code := options["withdraw"]:
            self._withdraw(code)
        key_in_use()
        for one in PaperKey.objects.all():
            days = f"{one.since} to {one.until or 'now'}"
            gone = f", withdrawn {one.withdrawn_on}" if one.withdrawn_on else ""
            self.stdout.write(f"{one.code} {one.key} {days}{gone}")

    def _withdraw(self, code: str) -> None:
        if code == key_code(public_key()):
            raise CommandError("this key signs now: put another into PAPER_SIGNING_KEY first")
        found = [one for one in PaperKey.objects.filter(withdrawn_on=None) if one.code == code]
        if not found:
            raise CommandError(f"no key {code} that is in force")
        PaperKey.objects.filter(pk=found[0].pk).update(withdrawn_on=calendar.today())
