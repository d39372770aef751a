"""Pictures of many records at once: a zip, or the files of a folder, each named by the record's code.

    1234.jpg   1234_2.png   1234 (3).jpg   1234/ด้านหน้า.jpg    all of record 1234

Kept in the background (core.jobs), each checked and remade as one on the record's own form; a file that
is refused is named with its reason and stops no other. A picture the record has already is not kept
twice, so a batch can be sent again.
"""

import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any, cast

from django.core.files.base import File
from django.db import transaction
from django.db.models import Model

from core.areas.scope import Role, visible_rows
from core.documents.keeping import forget
from core.jobs import workflow
from core.jobs.models import Job
from core.jobs.performers import JobRefused, Outcome, performs
from core.jobs.progress import Progress
from core.pictures.forms import MOST_PICTURES
from core.pictures.models import Picture
from core.pictures.processing import MOST_BYTES, Prepared, RefusedPicture, prepare
from core.steps import StepRule, is_for
from core.tables.workbooks import write_workbook
from core.thai.digits import to_arabic
from core.users.models import User
from registration.models import RegisteredRecord, Status
from registration.record_state import closed_because
from registration.registers import register_or_404

MOST_FILES = 2000  # of one zip
MOST_PICTURES_SENT = 500  # chosen from a folder
LARGEST_ZIP = 500 * 1024 * 1024
KEEPING = "เก็บรูป"
HAS_IT = "มีรูปนี้แล้ว"

# As on the form of one record (otop_registry.rights).
SEND = StepRule("send", frozenset(Status), None, frozenset({Role.DISTRICT, Role.PROVINCE}))

_CODE = re.compile(r"(\d{1,18})(?:[ _.(-].*)?")
_NO_PICTURES = {"thumbs.db", ".ds_store", "desktop.ini"}
# What zipfile raises of a part that was tampered with, cut off or locked by a password.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


class BatchRefused(Exception):
    """The files are not taken at all; the message says why, in Thai."""


@dataclass(frozen=True)
class PictureOutcome:
    """What became of one file: of which record it is kept, or why it is not."""

    name: str
    record: str = ""
    refusal: str = ""
    warning: str = ""


def pictures_of(model: type[Model]) -> type[Picture] | None:
    """The model of a register's pictures; None for one without any."""
    for relation in model._meta.related_objects:
        if issubclass(cast(type[Model], relation.related_model), Picture):
            return cast(type[Picture], relation.related_model)
    return None


def code_of(name: str) -> int | None:
    """The record's code in a file's name: its folder, where that is a number, else its beginning."""
    path = PurePosixPath(to_arabic(name.replace("\\", "/")))
    folder = path.parent.name
    if folder.isascii() and folder.isdigit() and len(folder) <= 18:
        return int(folder)
    found = _CODE.fullmatch(path.stem)
    return int(found[1]) if found else None


# --- Sending --------------------------------------------------------------------------------------


@transaction.atomic
def ask(model: type[RegisteredRecord], uploads: Sequence[File], *, by: User) -> Job:
    """Put the sent files in the queue: one zip, or the pictures themselves. BatchRefused for another
    role, for what is no zip that opens, and for too much at once."""
    if not is_for(SEND, by):
        raise BatchRefused("ส่งรูปได้เฉพาะอำเภอและจังหวัด")
    if not uploads:
        raise BatchRefused("เลือกไฟล์ zip หรือเลือกรูปก่อน")
    title = f"เก็บรูป{model._meta.verbose_name}"
    job = workflow.ask(
        "pictures", title=title, by=by, parameters={"model": model._meta.label_lower}
    )
    if len(uploads) == 1 and str(uploads[0].name).lower().endswith(".zip"):
        _refuse_unreadable(uploads[0])
        job.file.save("-.zip", uploads[0], save=False)
    elif len(uploads) > MOST_PICTURES_SENT:
        raise BatchRefused(
            f"เลือกไว้ {len(uploads):,} รูป ส่งได้ครั้งละไม่เกิน {MOST_PICTURES_SENT} รูป แบ่งส่ง หรือรวมเป็นไฟล์ zip"
        )
    else:
        with _packed(uploads) as packed:
            job.file.save("-.zip", File(packed), save=False)
    job.save(update_fields=["file"])
    return job


def _refuse_unreadable(upload: File) -> None:
    if (upload.size or 0) > LARGEST_ZIP:
        raise BatchRefused(f"ไฟล์ใหญ่เกิน {LARGEST_ZIP // 1024**2} MB แบ่งเป็นหลายไฟล์")
    try:
        with zipfile.ZipFile(cast(Any, upload)) as package:
            names = names_in(package)
    except UNREADABLE:
        raise BatchRefused("เปิดไฟล์ zip นี้ไม่ได้ บีบอัดใหม่แล้วส่งอีกครั้ง") from None
    upload.seek(0)
    if not names:
        raise BatchRefused("ไฟล์ zip นี้ไม่มีรูป")
    if len(names) > MOST_FILES:
        raise BatchRefused(f"มี {len(names):,} ไฟล์ ส่งได้ครั้งละไม่เกิน {MOST_FILES:,} แบ่งเป็นหลายไฟล์ zip")


def names_in(package: zipfile.ZipFile) -> list[str]:
    """What could be pictures: no folders, and nothing that systems leave in them by themselves."""
    return [
        one.filename for one in package.infolist() if not one.is_dir() and is_picture(one.filename)
    ]


def is_picture(name: str) -> bool:
    """Whether a file's name may be a picture's, and not of what systems leave beside them."""
    return not name.startswith("__MACOSX/") and PurePosixPath(name).name.lower() not in _NO_PICTURES


def _packed(uploads: Sequence[File]) -> IO[bytes]:
    packed = TemporaryFile()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as package:
        for number, upload in enumerate(uploads):
            name = PurePosixPath(str(upload.name))
            if str(name) in package.namelist():
                name = name.with_stem(f"{name.stem}_{number}")
            with package.open(str(name), "w") as part:
                for chunk in upload.chunks():
                    part.write(chunk)
    packed.seek(0)
    return packed


# --- The worker's part ----------------------------------------------------------------------------


@performs("pictures")
def keep_pictures(job: Job, progress: Progress) -> Outcome:
    """Keep what was sent, through the door of who sent it; a list says what became of every file."""
    model = register_or_404(*job.parameters["model"].split("."))
    outcomes = []
    try:
        with job.file.open("rb") as sent, zipfile.ZipFile(sent) as package:
            names = names_in(package)
            for count, name in enumerate(names):
                progress.advance(KEEPING, count, len(names))
                outcomes.append(_keep_one(model, package, name, job.by))
    except FileNotFoundError:
        raise JobRefused("ไฟล์ที่ส่งมาไม่อยู่แล้ว ส่งอีกครั้ง") from None
    forget(job.file)
    kept = sum(not one.refusal for one in outcomes)
    refused = [one for one in outcomes if one.refusal]
    said = f"เก็บแล้ว {kept:,} รูป"
    if refused:
        shown = " · ".join(f"{one.name}: {one.refusal}" for one in refused[:5])
        said += f" ไม่รับ {len(refused):,} ไฟล์ ({shown}{' …' if len(refused) > 5 else ''})"
    rows = [
        [one.name, one.record, one.refusal or "เก็บแล้ว", one.warning]
        for one in sorted(outcomes, key=lambda one: not one.refusal)
    ]
    listed = write_workbook("ผลการส่งรูป", ["ไฟล์", "ระเบียน", "ผล", "ควรดู"], rows)
    return Outcome(
        said,
        {"kept": kept, "refused": len(refused)},
        file=listed,
        file_title="ผลการส่งรูป.xlsx",
    )


def _keep_one(
    model: type[RegisteredRecord], package: zipfile.ZipFile, name: str, by: User
) -> PictureOutcome:
    code = code_of(name)
    if code is None:
        return PictureOutcome(name, refusal="ชื่อไฟล์ไม่ขึ้นต้นด้วยรหัส เช่น 1234.jpg หรือ 1234_2.jpg")
    record = visible_rows(model, by).filter(pk=code).first()
    if record is None:
        return PictureOutcome(name, refusal=f"ไม่พบรหัส {code} ในพื้นที่ของท่าน")
    if closed := closed_because(by, record):
        return PictureOutcome(name, str(record), refusal=closed)
    try:
        with package.open(name) as part:
            data = part.read(MOST_BYTES + 1)
    except UNREADABLE:
        return PictureOutcome(name, str(record), refusal="ไฟล์นี้ใน zip เสียหรือล็อกด้วยรหัสผ่าน")
    return keep_bytes(record, data, name, by)


def keep_bytes(
    record: RegisteredRecord, data: bytes, name: str, by: User, *, trial: bool = False
) -> PictureOutcome:
    """Keep a picture with its record, checked and made anew; `trial`: only say what became of it."""
    try:
        prepared = prepare(BytesIO(data))
    except RefusedPicture as refusal:
        return PictureOutcome(name, str(record), refusal=str(refusal))
    return _keep(record, prepared, name, by, trial=trial)


def _keep(
    record: RegisteredRecord, prepared: Prepared, name: str, by: User, *, trial: bool
) -> PictureOutcome:
    pictures = cast(type[Picture], pictures_of(type(record)))
    own = list(pictures._default_manager.filter(**{pictures.owner_field: record}))
    if len(own) >= MOST_PICTURES:
        said = f"มีรูปได้ไม่เกิน {MOST_PICTURES} รูป ลบรูปที่ไม่ใช้ก่อน"
        return PictureOutcome(name, str(record), refusal=said)
    if any(_is_same(one, prepared) for one in own):
        return PictureOutcome(name, str(record), refusal=HAS_IT)
    if trial:
        return PictureOutcome(name, str(record))
    picture = pictures(**{pictures.owner_field: record}).keep(prepared, by=by)
    picture.save()
    return PictureOutcome(name, str(record), warning=" ".join(picture.faults))


def _is_same(picture: Picture, prepared: Prepared) -> bool:
    """Remade, the same file gives the same bytes."""
    try:
        if picture.file.size != len(prepared.picture):
            return False
        with picture.file.open("rb") as kept:
            return kept.read() == prepared.picture
    except FileNotFoundError:
        return False
