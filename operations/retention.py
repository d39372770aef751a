"""What no restore of the last BACKUP_DAYS needs is deleted, and nothing else."""

import shutil
from datetime import UTC, datetime, timedelta

from .media import list_of, unpack_list
from .place import SEALED, Place, Record, stamp
from .segments import NAME, PARTIAL, Segment

YOUNG = timedelta(days=1)  # a file sealed now may stand in a list only a minute later


def forget(place: Place, days: int, now: datetime | None = None) -> list[str]:
    """A line for each backup that went. The newest backup before the limit stays: the first days after
    the limit are restored from it; so does everything it stands on."""
    limit = (now or datetime.now(UTC)) - timedelta(days=days)
    records = place.records()
    before = [record for record in records if datetime.fromisoformat(record.noted_at) <= limit]
    kept = [record for record in records if record not in before[:-1]]
    needed = {each.name for record in kept for each in place.chain(record)}
    gone = [record for record in records if record.name not in needed]
    for record in gone:
        shutil.rmtree(place.backups / record.name)
    if gone:
        staying = [record for record in records if record.name in needed]
        _forget_log(place, staying)
        _forget_files(place, staying)
    return [f"{record.name} is older than {days} days and went." for record in gone]


def _forget_log(place: Place, staying: list[Record]) -> None:
    first = min(Segment.named(record.first_wal, record.segment_size).number for record in staying)
    size = staying[0].segment_size
    for path in place.wal.glob("*" + SEALED):
        name = path.name.removesuffix(SEALED).removesuffix(PARTIAL)
        if NAME.fullmatch(name) and Segment.named(name, size).number < first:
            path.unlink()


def _forget_files(place: Place, staying: list[Record]) -> None:
    oldest = min(datetime.fromisoformat(record.began) for record in staying)
    named = {kept.content for record in staying for kept in list_of(place, record.name)}
    for path in place.added.glob("*" + SEALED):
        if path.name.removesuffix(SEALED) < stamp(oldest):
            path.unlink()
        else:
            named |= {kept.content for kept in unpack_list(place, path)}
    young = (datetime.now(UTC) - YOUNG).timestamp()
    for path in place.objects.glob("*/*" + SEALED):
        if path.name.removesuffix(SEALED) not in named and path.stat().st_mtime < young:
            path.unlink()
