"""Files stored beside the database: saved completely or not at all, and cleaned up afterwards.

A file's row is the truth: one that no row names is only room on the disk, which `manage.py sweep_files`
frees at night.
"""

import errno
import logging
import os
from contextlib import suppress

import psycopg
from django.core.files.storage import FileSystemStorage, Storage
from django.db import transaction
from django.db.models.fields.files import FieldFile

logger = logging.getLogger(__name__)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO})


def disk_fault(error: BaseException | None) -> str:
    """A Thai message if the error was caused by a full or read-only disk, else ""."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, psycopg.errors.DiskFull):
            return "พื้นที่เก็บข้อมูลของระบบเต็ม"
        if isinstance(error, OSError) and error.errno in _FULL:
            return "พื้นที่เก็บไฟล์ของระบบเต็ม"
        if isinstance(error, OSError) and error.errno in _CLOSED:
            return "ระบบบันทึกไฟล์ไม่ได้"
        error = error.__cause__ or error.__context__
    return ""


class WholeFiles(FileSystemStorage):
    """File storage that leaves no partial file behind when a write fails."""

    def _save(self, name, content):
        path = self.path(name)
        was_there = os.path.lexists(path)
        try:
            return super()._save(name, content)
        except OSError:
            if not was_there:
                with suppress(OSError):
                    os.unlink(path)
            raise


def forget(*files: FieldFile) -> None:
    """Take files off their records now, and from the disk when that is committed; the caller saves."""
    for file in files:
        if file.name:
            delete_on_commit(file.storage, file.name)
            setattr(file.instance, file.field.name, "")


def delete_on_commit(storage: Storage, name: str) -> None:
    transaction.on_commit(lambda: delete_quietly(storage, name))


def delete_quietly(storage: Storage, name: str) -> None:
    """Deletes a file that no record needs; a failure is logged and left to the nightly sweep."""
    try:
        storage.delete(name)
    except OSError:
        logger.exception("a file that is no longer used could not be deleted: %s", name)
