"""Pictures of records taken over: named by the code the old system knew the record by, checked and made
anew as one that an office sends (registration.picture_batches).

    P-12.jpg   P-12_2.png   P-12 (3).jpg   P-12/ด้านหน้า.jpg

Each is kept by itself, so a run that was killed goes on: what is there is not kept twice.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, cast, runtime_checkable
from zipfile import ZipFile

from core.jobs.progress import Progress
from core.pictures.processing import MOST_BYTES
from core.reading import FileRefused
from core.tables.workbooks import write_workbook
from core.thai.digits import to_arabic
from core.users.models import User
from registration import gaps
from registration.models import RegisteredRecord
from registration.picture_batches import (
    HAS_IT,
    UNREADABLE,
    PictureOutcome,
    is_picture,
    keep_bytes,
    names_in,
    pictures_of,
)
from taking_over.merged import records_called
from taking_over.models import TakenTable
from taking_over.picture_sets import PictureSet
from taking_over.receipts import Result
from taking_over.writing import quiet

AT_ONCE = 500
LARGEST_ZIP = 100 * 1024 * 1024  # of the page, which keeps it encrypted; a folder may be any size


@runtime_checkable
class Folders(Protocol):
    """Where files lie in folders of this machine (manage.py take_over)."""

    def folder(self, table: TakenTable) -> Path | None: ...


def take(
    table: TakenTable,
    of: PictureSet,
    opened: Callable[[TakenTable], IO[bytes]],
    *,
    by: User,
    progress: Progress,
    trial: bool,
) -> tuple[Result, bytes]:
    """Keep each picture with its record; also the workbook of those held back. `trial`: keep none."""
    result, refused = Result(), list[PictureOutcome]()
    model = cast(type[RegisteredRecord], of.of.model)
    with _package(table, opened) as (names, read), quiet(cast(type, pictures_of(model)), model):
        for begin in range(0, len(names), AT_ONCE):
            some = names[begin : begin + AT_ONCE]
            records = _records_of(some, of, by)
            for name in some:
                result.rows += 1
                outcome = _keep_one(name, records.get(name), read, by=by, trial=trial)
                if not outcome.refusal:
                    result.taken += 1
                elif outcome.refusal == HAS_IT:
                    result.already_there += 1
                else:
                    result.held[result.rows] = outcome.refusal
                    refused.append(outcome)
                progress.advance(of.title, result.rows, len(names))
    if not trial:
        gaps.mark_all(model)  # its pictures came without touching it
    if not refused:
        return result, b""
    rows = [[one.name, one.record, one.refusal] for one in refused]
    with write_workbook(f"{of.title} กันไว้", ["ไฟล์", "ระเบียน", "เหตุผล"], rows) as sheet:
        return result, sheet.read()


def _keep_one(
    name: str,
    record: RegisteredRecord | None,
    read: Callable[[str], bytes],
    *,
    by: User,
    trial: bool,
) -> PictureOutcome:
    if record is None:
        return PictureOutcome(name, refusal="ไม่มีระเบียนของรหัสในชื่อไฟล์ แก้ชื่อไฟล์ หรือส่งไฟล์ของระเบียนก่อน")
    try:
        data = read(name)
    except UNREADABLE:
        return PictureOutcome(name, str(record), refusal="เปิดไฟล์นี้ไม่ได้ เสียหรือล็อกด้วยรหัสผ่าน")
    return keep_bytes(record, data, name, by, trial=trial)


def _records_of(names: Sequence[str], of: PictureSet, by: User) -> dict[str, RegisteredRecord]:
    """By name of the file: the longest code it may begin with that is one."""
    told = {name: codes_in(name) for name in names}
    keys = records_called(of.of(by), {code for codes in told.values() for code in codes})
    of_names = {
        name: key
        for name, codes in told.items()
        if (key := next((keys[code] for code in codes if code in keys), None)) is not None
    }
    model = cast(type[RegisteredRecord], of.of.model)
    held = model._base_manager.filter(pk__among=set(of_names.values())).in_bulk()
    return {name: held[key] for name, key in of_names.items() if key in held}


def codes_in(name: str) -> list[str]:
    """The codes a file's name may say, its folder's first: A-1_2 is A-1_2, A-1 or A."""
    path = PurePosixPath(to_arabic(name.replace("\\", "/")))
    codes = [path.parent.name] if path.parent.name else []
    codes.append(path.stem)
    cuts = [found.start() for found in re.finditer(r"[ _.(-]", path.stem)]
    codes += [path.stem[:cut].strip() for cut in reversed(cuts)]
    return [one for one in dict.fromkeys(codes) if one]


@contextmanager
def _package(
    table: TakenTable, opened: Callable[[TakenTable], IO[bytes]]
) -> Iterator[tuple[list[str], Callable[[str], bytes]]]:
    """The names of the files, and how one is read: of a folder, else of a zip."""
    folder = opened.folder(table) if isinstance(opened, Folders) else None
    if folder is not None:
        root = folder
        names = sorted(
            str(path.relative_to(root).as_posix())
            for path in root.rglob("*")
            if path.is_file() and is_picture(path.name)
        )

        def read(name: str) -> bytes:
            with (root / name).open("rb") as file:
                return file.read(MOST_BYTES + 1)

        yield names, read
        return
    with opened(table) as file:
        try:
            package = ZipFile(file)
        except UNREADABLE:
            raise FileRefused("เปิดไฟล์ zip นี้ไม่ได้ บีบอัดใหม่แล้วส่งอีกครั้ง") from None

        def part(name: str) -> bytes:
            with package.open(name) as one:
                return one.read(MOST_BYTES + 1)

        with package:
            yield names_in(package), part
