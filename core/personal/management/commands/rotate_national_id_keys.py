"""Encrypts every national id and every file that may hold some anew under the newest key of
NATIONAL_ID_KEYS; afterwards the database knows that key alone (core.personal.keys)."""

import shutil
from pathlib import Path

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from core.personal.encryption import decrypt, encrypt_anew, encrypt_bytes_anew, keyed_hash
from core.personal.kept_files import EncryptedFilesHolder
from core.personal.keys import WrongKeys, check_keys, note_newest_only
from core.personal.models import NationalIdHolder
from core.users.models import Authenticator, User

BATCH = 1000


class Command(BaseCommand):
    help = (
        "เข้ารหัสเลขประจำตัวประชาชนใหม่ด้วยกุญแจตัวแรกใน NATIONAL_ID_KEYS (เก็บกุญแจเดิมไว้ต่อท้ายจนกว่าจะเสร็จ) "
        "--new-hash-key คำนวณค่าค้นหาใหม่เมื่อเปลี่ยน NATIONAL_ID_HASH_KEY ด้วย"
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--new-hash-key", action="store_true")

    def handle(self, *, new_hash_key: bool, **options) -> None:
        if not new_hash_key:
            try:
                check_keys()
            except WrongKeys as wrong:
                raise CommandError(str(wrong)) from None
        for model in apps.get_models():
            if issubclass(model, NationalIdHolder):
                count = sum(self._batches(model, new_hash_key))
                self.stdout.write(f"{model._meta.verbose_name}: {count}")
        self.stdout.write(f"{Authenticator._meta.verbose_name}: {self._secrets()}")
        if new_hash_key:  # of a number that is not kept: each binds the account again
            User.objects.exclude(identity_hash=None).update(identity_hash=None)
        files = sum(map(self._files, apps.get_models()))
        self.stdout.write(f"ไฟล์ที่เก็บแบบเข้ารหัส: {files}")
        note_newest_only()

    @transaction.atomic
    def _secrets(self) -> int:
        """How many secrets of second factors were encrypted anew: a few hundred, in one go."""
        held = Authenticator.objects.exclude(secret_encrypted="").select_for_update()
        for one in held:
            try:
                one.secret_encrypted = encrypt_anew(one.secret_encrypted)
            except InvalidToken:
                raise CommandError(_no_key(f"{one._meta.verbose_name} {one.pk}")) from None
            one.save(update_fields=["secret_encrypted"])
        return len(held)

    def _files(self, model: type[models.Model]) -> int:
        """How many files of this model were encrypted anew. Each is written whole beside the old one
        and takes its name: a run that is broken off is simply run again."""
        if not issubclass(model, EncryptedFilesHolder):
            return 0
        count = 0
        for record in model._base_manager.order_by("pk").iterator(chunk_size=200):
            for held in record.held_files():
                path = Path(held.path)
                fresh = path.with_suffix(".rotated")
                try:
                    fresh.write_bytes(encrypt_bytes_anew(path.read_bytes()))
                except InvalidToken:
                    raise CommandError(_no_key(f"{model._meta.verbose_name} {record.pk}")) from None
                shutil.copymode(path, fresh)
                fresh.replace(path)
                count += 1
        return count

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
            raise CommandError(_no_key(f"{row._meta.verbose_name} {row.pk}")) from None


def _no_key(of: str) -> str:
    return f"{of}: ไม่มีกุญแจใดใน NATIONAL_ID_KEYS เปิดได้ เติมกุญแจเดิมต่อท้ายแล้วสั่งใหม่ ที่ทำเสร็จไปแล้วไม่เสียหาย"
