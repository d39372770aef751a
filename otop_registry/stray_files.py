"""Files on the disk that no row names: of a save that was undone, or that could not be deleted then."""

from collections.abc import Iterator
from datetime import timedelta

from django.apps import apps
from django.core.files.storage import Storage, default_storage
from django.db import models
from django.utils import timezone

from core.documents.keeping import delete_quietly

# A file is written before its row is committed.
YOUNG = timedelta(days=1)


def sweep(storage: Storage = default_storage) -> int:
    """Delete every file of the storage that is old enough and named by no column; how many."""
    before = timezone.now() - YOUNG
    old = [name for name in _files(storage, "") if storage.get_modified_time(name) < before]
    named = set(_named())  # read after the files: a row of just now is in it
    strays = [name for name in old if name not in named]
    for name in strays:
        delete_quietly(storage, name)
    return sum(not storage.exists(name) for name in strays)


def _files(storage: Storage, folder: str) -> Iterator[str]:
    folders, files = storage.listdir(folder)
    for name in files:
        yield f"{folder}{name}"
    for name in folders:
        yield from _files(storage, f"{folder}{name}/")


def _named() -> Iterator[str]:
    """All file names stored in any file column, history events included."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                rows = model._base_manager.exclude(**{field.name: ""})
                yield from rows.values_list(field.name, flat=True).iterator()
