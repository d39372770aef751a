"""What changed records lack, where nobody asked since: part of what runs at night."""

from django.contrib import admin
from django.core.management.base import BaseCommand

from registration import gaps
from registration.record_admin import RecordAdmin


class Command(BaseCommand):
    help = "นับความครบถ้วนของระเบียนที่เปลี่ยนไป (ทุกคืน)"

    def handle(self, *args, **options):
        for model, own in admin.site._registry.items():
            if isinstance(own, RecordAdmin):
                counted = gaps.count(model, own.sections)
                self.stdout.write(f"{model._meta.verbose_name}: นับความครบถ้วน {counted:,} ระเบียน")
