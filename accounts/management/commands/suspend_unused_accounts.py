"""Suspends accounts nobody uses, and those nobody answered for in a review that says so: nightly."""

from django.core.management.base import BaseCommand

from accounts import recertification, unused
from core.history.acting import acting


class Command(BaseCommand):
    help = "พักบัญชีที่ไม่ได้เข้าใช้เกินกำหนด และบัญชีที่ไม่มีคำตอบในการทบทวนประจำปีที่กำหนดให้พัก"

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="บอกว่าจะพักบัญชีใด ไม่พักจริง")

    def handle(self, *args, **options):
        round = recertification.current_round()
        due = round is not None and recertification.is_enforceable(round)
        if options["dry_run"]:
            accounts = list(unused.unused_accounts())
            unanswered = list(recertification.unanswered(round)) if due else []
            told = "จะพัก"
        else:
            with acting(command="suspend_unused_accounts"):
                accounts = unused.suspend_unused()
                unanswered = recertification.enforce(round) if due else []
            told = "พัก"
        already = {account.pk for account in accounts}
        unanswered = [one for one in unanswered if one.pk not in already]
        for account in accounts:
            self.stdout.write(f"{account.username}\tไม่ได้เข้าใช้")
        for account in unanswered:
            self.stdout.write(f"{account.username}\tไม่มีคำตอบใน{round}")
        self.stdout.write(f"{told} {len(accounts)} + {len(unanswered)} บัญชี")
