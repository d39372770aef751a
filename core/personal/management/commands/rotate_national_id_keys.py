"""Encrypts every national id anew under the newest key of NATIONAL_ID_KEYS."""

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.personal.encryption import decrypt, encrypt_anew, keyed_hash
from core.personal.models import NationalIdHolder

BATCH = 1000


class Command(BaseCommand):
    help = (
        "เข้ารหัสเลขประจำตัวประชาชนใหม่ด้วยกุญแจตัวแรกใน NATIONAL_ID_KEYS (เก็บกุญแจเดิมไว้ต่อท้ายจนกว่าจะเสร็จ) "
        "--new-hash-key คำนวณค่าค้นหาใหม่เมื่อเปลี่ยน NATIONAL_ID_HASH_KEY ด้วย"
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--new-hash-key", action="store_true")

    def handle(self, *, new_hash_key: bool, **options) -> None:
        for model in apps.get_models():
            if issubclass(model, NationalIdHolder):
                count = sum(self._batches(model, new_hash_key))
                self.stdout.write(f"{model._meta.verbose_name}: {count}")

    def _batches(self, model: type[NationalIdHolder], new_hash_key: bool):
        """One transaction a batch: a run that is broken off is simply run again."""
        last = 0
        held = model._default_manager.exclude(national_id_encrypted="").order_by("pk")
        while True:
            with transaction.atomic():
                rows = list(
                    held.filter(pk__gt=last)
                    .only("pk", "national_id_encrypted", "national_id_hash")
                    .select_for_update(no_key=True)[:BATCH]
                )
                for row in rows:
                    self._renew(row, new_hash_key)
                model._default_manager.bulk_update(
                    rows, ["national_id_encrypted", "national_id_hash"]
                )
            if not rows:
                return
            last = rows[-1].pk
            yield len(rows)

    def _renew(self, row: NationalIdHolder, new_hash_key: bool) -> None:
        try:
            if new_hash_key:
                row.national_id_hash = keyed_hash(decrypt(row.national_id_encrypted))
            row.national_id_encrypted = encrypt_anew(row.national_id_encrypted)
        except InvalidToken:
            raise CommandError(
                f"{row._meta.verbose_name} {row.pk}: ไม่มีกุญแจใดใน NATIONAL_ID_KEYS เปิดได้ "
                "เติมกุญแจเดิมต่อท้ายแล้วสั่งใหม่ ที่ทำเสร็จไปแล้วไม่เสียหาย"
            ) from None
