"""`otop restore --at TIME`: the database and the files as they were at that second, into empty folders.

First the copy is brought to the moment its state was noted, and every table, four reports and the keys
are held against the note; only then it goes on to the time asked for. What is not as noted ends it.
"""

import argparse
import re
import shutil
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from local_postgres.place import Account

from . import noting, programs, wal
from .failure import Refused
from .media import listed, put_back
from .packing import unpack
from .place import SEALED, Place, Record
from .recovery import Recovery, account_named, target_of
from .segments import NAME, Segment, first_missing
from .settings import Settings, read_settings

PAUSED = "SELECT pg_get_wal_replay_pause_state() = 'paused'"
PROMOTED = "SELECT NOT pg_is_in_recovery()"
LATEST, NOTED = "latest", "backup"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at",
        required=True,
        help="2026-11-28T14:30:00+07:00 (without a zone: the portal's, Asia/Bangkok), latest, or "
        "backup: the newest noted moment",
    )
    parser.add_argument("--into", required=True, type=Path, help="data folder of the empty server")
    parser.add_argument("--media", type=Path, help="folder of the files (default MEDIA_ROOT)")
    parser.add_argument("--owner", help="account of the server (default postgres)")


def command(asked: argparse.Namespace) -> int:
    settings = read_settings()
    done = restore(
        settings,
        at=asked.at,
        data=asked.into,
        media=asked.media or settings.media,
        account=account_named(asked.owner),
    )
    print(done.told())
    return 0


@dataclass
class Restored:
    """What was restored, and how long the steps took (seconds)."""

    record: Record
    last_change: str  # when the last change in it was committed
    files: int
    steps: dict[str, float] = field(default_factory=dict)

    def told(self) -> str:
        rows = sum(told[0] for told in self.record.state["tables"].values())
        steps = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in self.steps.items())
        return (
            f"From {self.record.name}: {len(self.record.state['tables'])} tables ({rows:,} rows) and "
            f"{len(self.record.state['reports'])} reports as noted at {self.record.noted_at}; the last "
            f"change in it is of {self.last_change}; {self.files} files. {steps}."
        )


def restore(settings: Settings, *, at: str, data: Path, media: Path, account: Account) -> Restored:
    place = Place(settings.place, settings.key)
    moment = _moment(at)
    record = _backup_for(place, moment)
    _refuse_full(data, media)
    clock = _Clock()
    data, beside = data.absolute(), data.absolute().with_name(data.name + ".restoring")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(mode=0o755)  # the server's account reads the log in it
    try:
        log_folder = beside / "log"
        log_folder.mkdir()
        _refuse_gap(place, record, moment, at)
        _put_together(place, place.chain(record), data, beside)
        clock.did("copy")
        _fetch_log(place, record, log_folder)
        clock.did("log")
        account.own(data)
        account.own(beside)
        recovery = Recovery(record, data, log_folder, beside, account)
        _to_the_note(settings, recovery, record)
        clock.did("replay to the note, compared")
        last_change = _to_the_time(settings, recovery, record, None if at == NOTED else at, moment)
        clock.did("replay to the time")
        began = datetime.fromisoformat(record.began)
        until = moment or (
            datetime.fromisoformat(record.noted_at) if at == NOTED else datetime.now(UTC)
        )
        files = put_back(place, listed(place, record.name, began, until), media)
        clock.did("files")
    except BaseException:
        print(
            f"{data} is not whole: empty it before the next try. What the server said is in "
            f"{beside / 'postgresql.log'}",
            file=sys.stderr,
        )
        raise
    shutil.rmtree(beside)
    return Restored(record, last_change, files, clock.steps)


class _Clock:
    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self._last = time.monotonic()

    def did(self, what: str) -> None:
        now = time.monotonic()
        self.steps[what], self._last = now - self._last, now


def _moment(at: str) -> datetime | None:
    """None for latest and backup. Refuses what is no time, or is to come."""
    if at in (LATEST, NOTED):
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise Refused(
            f"--at {at} is no time.",
            "write --at 2026-11-28T14:30:00, --at latest or --at backup.",
            "เวลาไม่ถูกต้อง เขียนเช่น 2026-11-28T14:30:00 (ปี ค.ศ.)",
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo("Asia/Bangkok"))
    if moment > datetime.now(UTC):
        raise Refused(
            f"{at} is yet to come.",
            "is the year a Buddhist one, or the zone another? 2569 is 2026.",
            "เวลานั้นยังมาไม่ถึง (ใช้ปี ค.ศ.)",
        )
    return moment


def _backup_for(place: Place, moment: datetime | None) -> Record:
    records = place.records()
    if not records:
        raise Refused(
            f"There is no backup in {place.folder}.",
            "name the folder with backups/ in it as BACKUP_PLACE. Files alone (media/) cannot be "
            "restored: which of them belongs to what stands in the database.",
            "ไม่มีข้อมูลสำรองของฐานข้อมูล มีแต่ไฟล์กู้คืนไม่ได้",
        )
    early = [
        record
        for record in records
        if moment is None or datetime.fromisoformat(record.noted_at) <= moment
    ]
    if not early:
        raise Refused(
            f"The oldest moment in {place.folder} is {records[0].noted_at}.",
            "ask for that or a later one.",
            "ข้อมูลสำรองเก่าสุดใหม่กว่าเวลาที่ขอ",
        )
    return early[-1]


def _refuse_full(data: Path, media: Path) -> None:
    for folder, option in ((data, "--into"), (media, "--media")):
        if folder.exists() and any(folder.iterdir()):
            raise Refused(
                f"{folder} is not empty, and a restore writes over nothing.",
                f"stop what uses it and move it away, or name another folder: {option} FOLDER.",
                "โฟลเดอร์ไม่ว่าง ระบบไม่เขียนทับข้อมูลเดิม",
            )
    if not data.parent.is_dir():
        raise Refused(
            f"{data.parent} is not there.", "make it, or name another folder: --into FOLDER."
        )


def _put_together(place: Place, chain: list[Record], data: Path, beside: Path) -> None:
    """Each backup opened, verified by PostgreSQL, and combined into `data`."""
    folder = programs.programs_of(chain[0].major)
    copies = []
    for record in chain:
        for file, said in record.files.items():
            place.check(record.name, file, said)
        copy = beside / record.name
        copy.mkdir(mode=0o700)
        unpack(
            place.backups / record.name / ("base" + SEALED), copy, place.key, f"{record.name}/base"
        )
        programs.run([folder / "pg_verifybackup", "--quiet", copy], f"Verifying {record.name}")
        copies.append(copy)
    if data.exists():
        data.rmdir()
    if len(copies) == 1:
        copies[0].rename(data)
    else:
        programs.run(
            [folder / "pg_combinebackup", f"--output={data}", *copies], "Combining the backups"
        )
        for copy in copies:
            shutil.rmtree(copy)
    data.chmod(0o700)
    (data / "standby.signal").unlink(missing_ok=True)


def _refuse_gap(place: Place, record: Record, moment: datetime | None, at: str) -> None:
    """Refused where a piece of the log is missing between the backup and what stands beyond the gap."""
    size = record.segment_size
    there = [Segment.named(name, size) for name in wal.names(place) if NAME.fullmatch(name)]
    missing, beyond = first_missing(Segment.named(record.first_wal, size), there)
    point = Segment.named(record.point_wal, size)
    short = missing.number <= point.number
    gone = short or (beyond and at != NOTED and _later_than(place, missing, size, moment))
    if not gone:
        return
    before = Segment(missing.timeline, missing.number - 1).name(size)
    reach = (
        "" if short else f" Until {_written(place, before):%Y-%m-%dT%H:%M:%S%z} all of it is there."
    )
    raise Refused(
        f"A piece of the log is missing in {place.wal}: {missing.name(size)}.{reach}",
        "bring the file back from another copy of the place, or restore to a time before the gap, or "
        "from a later backup.",
        f"บันทึกการเปลี่ยนแปลงขาดไฟล์ {missing.name(size)}",
    )


def _later_than(place: Place, missing: Segment, size: int, moment: datetime | None) -> bool:
    """Whether the moment asked for lies behind the gap, as far as the times of the files tell."""
    if moment is None:
        return True
    before = Segment(missing.timeline, missing.number - 1).name(size)
    return _written(place, before) < moment


def _written(place: Place, name: str) -> datetime:
    paths = sorted(place.wal.glob(f"{name}*"))
    told = paths[0].stat().st_mtime if paths else 0
    return datetime.fromtimestamp(told, UTC)


def _fetch_log(place: Place, record: Record, log_folder: Path) -> None:
    first = Segment.named(record.first_wal, record.segment_size).number
    for name in wal.names(place):
        history = re.fullmatch(r"[0-9A-F]{8}\.history", name)
        if history or (
            NAME.fullmatch(name) and Segment.named(name, record.segment_size).number >= first
        ):
            wal.fetch(place, name, log_folder)


def _to_the_note(settings: Settings, recovery: Recovery, record: Record) -> None:
    with recovery.replaying({"recovery_target_name": record.restore_point}, "pause"):
        recovery.wait(PAUSED, settings.portal_database).close()
        address = recovery.address(settings.portal_database)
        month = record.state["month"]
        found = noting.state_of(settings, address, *(["--month", month] if month else []))
    if lines := noting.differences(record.state, found):
        raise Refused(
            "What was restored is not what was noted at the backup:\n    "
            + "\n    ".join(lines[:20]),
            "do not work with it. Restore from another backup; keep this place as it is for whoever "
            "looks into it.",
            "ข้อมูลที่กู้คืนไม่ตรงกับที่บันทึกไว้ตอนสำรอง ห้ามใช้งาน",
        )


def _to_the_time(
    settings: Settings, recovery: Recovery, record: Record, at: str | None, moment: datetime | None
) -> str:
    """Replays on and opens the database for writing; when the last change in it was."""
    target = {"recovery_target_name": record.restore_point} if at is None else target_of(moment)
    with recovery.replaying(target, "promote"):
        recovery.wait(PROMOTED, settings.portal_database).close()
    return _last_change(recovery) or record.noted_at


def _last_change(recovery: Recovery) -> str:
    """As the server's log tells it: after the promotion the server itself has forgotten."""
    found = re.findall(
        r"last completed transaction was at log time (.+)$",
        recovery.said.read_text(errors="replace"),
        re.MULTILINE,
    )
    return found[-1] if found else ""
