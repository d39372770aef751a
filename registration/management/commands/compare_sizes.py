"""The kept number of records of each register against its records: part of what runs at night."""

from django.contrib import admin
from django.core.management.base import BaseCommand

from registration.counts import put_counts_together
from registration.record_admin import RecordAdmin
from registration.sizes import put_together, size_of


class Command(BaseCommand):
    help = "เทียบจำนวนระเบียนที่เก็บไว้กับทะเบียน และแก้ที่ต่าง (ทุกคืน)"

    def handle(self, *args, **options):
        for model, own in admin.site._registry.items():
            if not isinstance(own, RecordAdmin):
                continue
            name = model._meta.verbose_name
            if wrong := put_together(model):
                self.stderr.write(f"{name}: จำนวนที่เก็บไว้ต่างไป {wrong:+,} ระเบียน แก้แล้ว")
            self.stdout.write(f"{name}: {size_of(model):,} ระเบียน")
        if wrong := put_counts_together():
            self.stderr.write(f"จำนวนที่รับรองแล้วรายพื้นที่ที่เก็บไว้ต่างไป {wrong:,} ระเบียน แก้แล้ว")
