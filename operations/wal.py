"""The log of changes goes to the place as it is written: `otop archive`, a service of its own.

pg_receivewal streams from the server into a spool, through a slot, so that nothing is lost while this
does not run (the server keeps it, up to max_slot_wal_keep_size). Every few seconds what the spool
holds is sealed into the place, the segment being written too: a machine that is gone costs so many
seconds, and no segment has to be cut short for it. New files of the portal go the same way.
"""

import fcntl
import gzip
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from . import programs
from .bucket import Bucket, bring_log
from .failure import Refused
from .media import Media
from .packing import pack_bytes
from .place import SEALED, Place
from .sealing import opened
from .segments import NAME, PARTIAL
from .settings import Settings

SLOT = "otop_backup"
EVERY = 15  # seconds between two looks at the spool
MEDIA_EVERY = 60


def stream(settings: Settings, every: float = EVERY) -> int:
    """Until it is told to end. A pg_receivewal that ends is an error: systemd begins both again."""
    place = Place(settings.place, settings.key)
    place.prepare()
    spool = spool_of(settings)
    media = Media(place, settings.media, settings.state)
    receiver = _receiver(settings, spool)
    ending = False

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal ending
        ending = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    media_due = 0.0
    bucket = Bucket.of(settings)
    try:
        while not ending and receiver.poll() is None:
            try:
                sweep(place, spool)
                if time.monotonic() >= media_due:
                    media.add_new()
                    media_due = time.monotonic() + MEDIA_EVERY
                bring_log(bucket, place)
            except (OSError, Refused) as error:  # the place is away: the spool keeps all of it
                print(f"nothing reaches the place: {error}", file=sys.stderr, flush=True)
            _wait(every, lambda: ending or receiver.poll() is not None)
        if not ending:
            said = (receiver.stderr.read() if receiver.stderr else b"").decode(errors="replace")
            raise Refused(
                f"pg_receivewal ended:\n    {said.strip()[-600:]}",
                "mend what it says. Is the slot lost (the place was away too long)? Then "
                f"SELECT pg_drop_replication_slot('{SLOT}'), empty {spool}, and `otop backup --full`.",
                "การเก็บบันทึกการเปลี่ยนแปลงหยุดทำงาน",
            )
    finally:
        receiver.terminate()
        with suppress(subprocess.TimeoutExpired):
            receiver.wait(20)
    with suppress(OSError):
        sweep(place, spool)
    return 0


def spool_of(settings: Settings) -> Path:
    spool = settings.state / "spool"
    spool.mkdir(mode=0o700, exist_ok=True)
    return spool


def _receiver(settings: Settings, spool: Path) -> subprocess.Popen[bytes]:
    server = settings.server
    with programs.connect(server) as connection:
        major = connection.info.server_version // 10000
    receivewal = programs.programs_of(major) / "pg_receivewal"
    common: list[str | Path] = [
        receivewal,
        "--no-password",
        f"--slot={SLOT}",
        f"--directory={spool}",
    ]
    programs.run([*common, "--create-slot", "--if-not-exists"], "Making the slot", server)
    return subprocess.Popen(
        [*common, "--no-loop", "--synchronous", "--status-interval=5"],
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"} | server.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def _wait(seconds: float, enough: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not enough():
        time.sleep(min(0.5, seconds))


def sweep(place: Place, spool: Path) -> int:
    """Seal what the spool holds into the place; how many files. Finished segments leave the spool."""
    done = 0
    with _alone(spool):
        # The partial ones first: one that is finished meanwhile is sealed whole right after.
        for path in sorted(spool.iterdir(), key=lambda each: (each.suffix != PARTIAL, each.name)):
            segment = path.name.removesuffix(PARTIAL)
            if not NAME.fullmatch(segment) and path.suffix != ".history":
                continue
            target = place.wal / (path.name + SEALED)
            if path.suffix == PARTIAL:
                done += _partial(path, target, place)
                continue
            pack_bytes(path.read_bytes(), target, place.key, path.name)
            (place.wal / (segment + PARTIAL + SEALED)).unlink(missing_ok=True)
            if path.suffix != ".history":
                path.unlink()
            done += 1
    return done


def _partial(path: Path, target: Path, place: Place) -> int:
    try:
        content = path.read_bytes()
    except FileNotFoundError:  # finished just now
        return 0
    seen = path.parent / "sealed-partial"  # what the place has of it
    mark = f"{path.name} {place.key.name_of(content)}"
    if seen.exists() and seen.read_text() == mark and target.exists():
        return 0
    pack_bytes(content, target, place.key, path.name)
    seen.write_text(mark)
    return 1


@contextmanager
def _alone(spool: Path) -> Iterator[None]:
    with (spool.parent / "spool.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fetch(place: Place, name: str, into: Path) -> None:
    """One segment out of the place, the unfinished one padded as PostgreSQL wants it."""
    sealed_name = name if (place.wal / (name + SEALED)).exists() else name + PARTIAL
    target = into / name
    with (
        opened(place.wal / (sealed_name + SEALED), place.key, sealed_name) as file,
        gzip.GzipFile(fileobj=file) as plain,
        target.open("wb") as out,
    ):
        shutil.copyfileobj(plain, out, 1 << 20)


def names(place: Place) -> list[str]:
    """Segments and histories that the place holds, each by its own name, an unfinished one too."""
    found = {
        path.name.removesuffix(SEALED).removesuffix(PARTIAL)
        for path in place.wal.glob("*" + SEALED)
    }
    return sorted(found)
