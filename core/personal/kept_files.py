"""Files that may hold numbers of persons: kept encrypted, under the keys of national ids."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.files.base import ContentFile
from django.db import models

from core.personal import encryption


class EncryptedFilesHolder(models.Model):
    """A record with files of that kind, `encrypted_files` by their fields; abstract."""

    encrypted_files: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def keep(self, name: str, content: bytes) -> None:
        """Keep this as the file of the field `name`, encrypted; the record is saved by the caller."""
        getattr(self, name).save("", ContentFile(encryption.encrypt_bytes(content)), save=False)

    def content(self, name: str) -> bytes:
        """The file of the field `name` again; FileNotFoundError where there is none."""
        held = getattr(self, name)
        if not held:
            raise FileNotFoundError(name)
        with held.open() as file:
            return encryption.decrypt_bytes(file.read())

    def held_files(self) -> Iterator[Any]:
        """Those that stand on the disk."""
        for name in self.encrypted_files:
            if (held := getattr(self, name)) and held.storage.exists(held.name):
                yield held
