"""Files of the portal in the place: each content once, and lists of which file had which content when.

A file is never changed once it is written (the portal makes new names), so size and time of change tell
whether it is known. Between two backups what is new is listed by itself, once a minute.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .failure import Refused
from .packing import pack_bytes, unpack_bytes
from .place import SEALED, Place, stamp
from .sealing import Damaged, opened, sealed

PIECE = 1 << 20
# A file is there before its row is committed, and its list is written up to a minute later.
LATER = timedelta(minutes=5)


@dataclass(frozen=True)
class Kept:
    """A file as the place has it: path below MEDIA_ROOT, and the name of its content."""

    path: str
    size: int
    changed: int  # nanoseconds
    content: str


class Media:
    """The files below `root`. What is known to be in the place is remembered in `state`."""

    def __init__(self, place: Place, root: Path, state: Path) -> None:
        self._place, self._root = place, root
        self._memory = state / "media.json"
        self._known = {kept.path: kept for kept in self._remembered()}

    def add_new(self) -> int:
        """Seal files that are new, and list them; how many."""
        fresh = [kept for kept in self._scan() if self._known.get(kept.path) != kept]
        if fresh:
            name = stamp(datetime.now(UTC))
            pack_bytes(_written(fresh), self._place.added / (name + SEALED), self._place.key, name)
            self._known |= {kept.path: kept for kept in fresh}
            self._remember()
        return len(fresh)

    def add_all(self, path: Path, name: str) -> dict[str, object]:
        """The list of all files that are there, for a backup; size and sum of the list."""
        self._known = {kept.path: kept for kept in self._scan()}
        self._remember()
        return pack_bytes(_written(list(self._known.values())), path, self._place.key, name)

    def _scan(self) -> Iterator[Kept]:
        for path in _files(self._root):
            try:
                found = path.stat()
                told = path.relative_to(self._root).as_posix()
                known = self._known.get(told)
                if known and (known.size, known.changed) == (found.st_size, found.st_mtime_ns):
                    yield known
                else:
                    yield Kept(told, found.st_size, found.st_mtime_ns, self._keep(path))
            except FileNotFoundError:  # swept meanwhile
                continue

    def _keep(self, path: Path) -> str:
        content = _name_of(self._place, path)
        target = object_path(self._place, content)
        if target.exists():
            os.utime(target)  # as young as a new one: retention leaves it
        else:
            target.parent.mkdir(mode=0o750, exist_ok=True)
            with path.open("rb") as file, sealed(target, self._place.key, content) as out:
                while piece := file.read(PIECE):
                    out.write(piece)
            if _name_within(self._place, content) != content:
                target.unlink()
                raise Damaged(
                    path.name, "it changed while it was read, or the disk of the place fails"
                )
        return content

    def _remembered(self) -> list[Kept]:
        try:
            return _read(self._memory.read_bytes())
        except (OSError, ValueError, TypeError):
            return []

    def _remember(self) -> None:
        half = self._memory.with_suffix(".part")
        half.write_bytes(_written(list(self._known.values())))
        half.replace(self._memory)


def object_path(place: Place, content: str) -> Path:
    return place.objects / content[:2] / (content + SEALED)


def _files(root: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(root):
        for name in names:
            yield Path(folder, name)


def _name_of(place: Place, path: Path) -> str:
    with path.open("rb") as file:
        return place.key.name_of_stream(file)


def _name_within(place: Place, content: str) -> str:
    with opened(object_path(place, content), place.key, content) as file:
        return place.key.name_of_stream(file)


def listed(place: Place, backup: str, began: datetime, until: datetime) -> dict[str, Kept]:
    """What stood there at a moment: the backup's list and those written from then until it."""
    found = {kept.path: kept for kept in list_of(place, backup)}
    for path in sorted(place.added.glob("*" + SEALED)):
        name = path.name.removesuffix(SEALED)
        if stamp(began) <= name <= stamp(until + LATER):
            found |= {kept.path: kept for kept in unpack_list(place, path)}
    return found


def unpack_list(place: Place, path: Path) -> list[Kept]:
    """A list of files that came between two backups."""
    return _read(unpack_bytes(path, place.key, path.name.removesuffix(SEALED)))


def list_of(place: Place, backup: str) -> list[Kept]:
    path = place.backups / backup / ("media" + SEALED)
    return _read(unpack_bytes(path, place.key, f"{backup}/media"))


def put_back(place: Place, files: dict[str, Kept], root: Path) -> int:
    """Write the files below `root`, which must be empty; how many."""
    if root.exists() and any(root.iterdir()):
        raise Refused(
            f"{root} is not empty, and a restore writes over nothing.",
            "move it away (the runbook says how), or name another folder: --media FOLDER.",
            "โฟลเดอร์ไฟล์ไม่ว่าง",
        )
    for kept in files.values():
        target = root / kept.path
        target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        try:
            with opened(object_path(place, kept.content), place.key, kept.content) as file:
                with target.open("wb") as out:
                    while piece := file.read(PIECE):
                        out.write(piece)
        except FileNotFoundError:
            raise Damaged(kept.path, "its content is not in the place") from None
        os.utime(target, ns=(kept.changed, kept.changed))
    return len(files)


def _written(files: list[Kept]) -> bytes:
    rows = ([kept.path, kept.size, kept.changed, kept.content] for kept in files)
    return json.dumps(list(rows), ensure_ascii=False).encode()


def _read(content: bytes) -> list[Kept]:
    return [Kept(*row) for row in json.loads(content)]
