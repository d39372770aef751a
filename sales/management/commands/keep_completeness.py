"""How complete reported months are, where nobody kept it yet: part of what runs at night."""

from django.core.management.base import BaseCommand

from sales.figures.completeness import keep_what_is_missing


class Command(BaseCommand):
    help = "เก็บความครบถ้วนของเดือนที่จังหวัดรายงานแล้วแต่ยังไม่ได้เก็บ (ทุกคืน)"

    def handle(self, *args, **options):
        self.stdout.write(f"เก็บความครบถ้วน {keep_what_is_missing():,} อำเภอ-เดือน")
