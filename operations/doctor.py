"""`otop doctor`: everything a helper on the telephone would ask, a line each, and no secret in any."""

import argparse
import json
import shutil
import smtplib
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from . import noting
from .bucket import Bucket
from .failure import Refused
from .layout import SERVICES, TIMERS, Layout
from .place import SEALED, Place
from .settings import ROOT, Settings, read_settings
from .upgrade import ready

BACKUP_AGE = timedelta(hours=26)
LOG_AGE = timedelta(minutes=10)  # a portal in use writes its worker's beat every three seconds
CERTIFICATE_LEFT = timedelta(days=30)
FREE = 5 << 30

# Says what is well; raises NotWell where it is not.
Check = Callable[[Settings, Layout], str]


class NotWell(Exception):
    """What is wrong, with the mend."""


def command(asked: argparse.Namespace) -> int:
    faults = 0
    for name, well, said in examined(read_settings(), Layout()):
        faults += not well
        print(f"{'ok  ' if well else 'LOOK'}  {name:<13}{said}")
    print("All is well." if not faults else f"{faults} to look at. / มี {faults} เรื่องต้องดู")
    return 1 if faults else 0


def examined(settings: Settings, at: Layout) -> Iterator[tuple[str, bool, str]]:
    for name, check in CHECKS.items():
        try:
            yield name, True, check(settings, at)
        except (NotWell, OSError) as fault:
            yield name, False, str(fault)
        except Refused as refused:
            yield name, False, f"{refused.why} {refused.mend}"
        except (subprocess.SubprocessError, ValueError) as fault:
            yield name, False, f"cannot be asked: {type(fault).__name__}"


def _version(settings: Settings, at: Layout) -> str:
    path = ROOT / "VERSION"
    release = path.read_text().strip() if path.exists() else "a checkout, no release"
    before = at.previous.resolve().name if at.previous.is_symlink() else "none"
    return f"{release} (before: {before}) in {ROOT}"


def _services(settings: Settings, at: Layout) -> str:
    names = [*SERVICES, *TIMERS]
    said = subprocess.run(["systemctl", "is-active", *names], capture_output=True, text=True)
    states = dict(zip(names, said.stdout.split(), strict=False))
    if down := [name for name in names if states.get(name) != "active"]:
        raise NotWell(f"not running: {', '.join(down)} (systemctl status {down[0]})")
    return f"{len(names)} units run"


def _portal(settings: Settings, at: Layout) -> str:
    status, said = ready(at.root / "run/otop/web.sock")
    if status == 200:
        return "database, migrations, media, disk, worker, clock and keys are well"
    if status != 503:
        raise NotWell(f"it does not answer ({said or status}): journalctl -u otop-web")
    faults = [f"{name}: {told}" for name, told in json.loads(said).items() if told != "ok"]
    raise NotWell("; ".join(faults))


def _migrations(settings: Settings, at: Layout) -> str:
    noting.portal(settings, None, "migrate", "--check")
    return "all are applied"


def _disk(settings: Settings, at: Layout) -> str:
    told = []
    for path in (settings.media, settings.state, settings.place, Path("/var/lib/postgresql")):
        if path.exists():
            free = shutil.disk_usage(path).free
            if free < FREE:
                raise NotWell(f"{free / (1 << 30):.1f} GB left at {path}")
            told.append(f"{path} {free / (1 << 30):.0f} GB")
    return "free: " + ", ".join(told)


def _clock(settings: Settings, at: Layout) -> str:
    asked = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
    said = subprocess.run(asked, capture_output=True, text=True).stdout.strip()
    if said != "yes":
        raise NotWell("it follows no time server: timedatectl set-ntp true, or the office's server")
    return "follows a time server"


def _certificate(settings: Settings, at: Layout) -> str:
    path = at.tls / "certificate.pem"
    found = x509.load_pem_x509_certificate(path.read_bytes())
    left = found.not_valid_after_utc - datetime.now(UTC)
    told = f"{path} until {found.not_valid_after_utc:%Y-%m-%d}"
    if left < CERTIFICATE_LEFT:
        raise NotWell(f"{told}: put a new one there, systemctl reload nginx")
    return told + (" (made here, no office's)" if found.issuer == found.subject else "")


def _backup(settings: Settings, at: Layout) -> str:
    records = Place(settings.place, settings.key).records()
    if not records:
        raise NotWell("there is none yet: otop backup")
    age = datetime.now(UTC) - datetime.fromisoformat(records[-1].noted_at)
    told = f"{len(records)}, the newest {records[-1].name}, {age.total_seconds() / 3600:.0f} h old"
    if age > BACKUP_AGE:
        raise NotWell(f"{told}: systemctl status otop-backup")
    return told


def _log(settings: Settings, at: Layout) -> str:
    place = Place(settings.place, settings.key)
    times = [path.stat().st_mtime for path in place.wal.glob("*" + SEALED)]
    if not times:
        raise NotWell("nothing of the log is in the place: systemctl status otop-archive")
    age = datetime.now(UTC) - datetime.fromtimestamp(max(times), UTC)
    if age > LOG_AGE:
        raise NotWell(f"the newest piece is {age.total_seconds() / 60:.0f} min old: otop-archive")
    return f"the newest piece is {age.total_seconds():.0f} s old"


def _bucket(settings: Settings, at: Layout) -> str:
    bucket = Bucket.of(settings)
    if bucket is None:
        return "none: the only copy is that of BACKUP_PLACE"
    newest = bucket.newest()
    if newest is None:
        raise NotWell("nothing of the log is in it: journalctl -u otop-archive")
    age = datetime.now(UTC) - newest
    if age > LOG_AGE:
        raise NotWell(f"its newest piece is {age.total_seconds() / 60:.0f} min old: otop-archive")
    return f"its newest piece is {age.total_seconds():.0f} s old"


def _mail(settings: Settings, at: Layout) -> str:
    address = urlsplit(settings.known.get("EMAIL_URL", ""))
    if not address.hostname:
        return "none: invitations are printed"
    with smtplib.SMTP(address.hostname, address.port or 25, timeout=5):
        return f"{address.hostname} answers"


def _keys(settings: Settings, at: Layout) -> str:
    asked = (
        "import json; from core.personal.keys import fingerprints;"
        " from sales.figures.paper_signing import public_key; from sales.models.papers import key_code;"
        " print(json.dumps(fingerprints() | {'papers': [key_code(public_key())]}))"
    )
    told = json.loads(noting.portal(settings, None, "shell", "--no-imports", "-c", asked))
    own = ", ".join(f"{purpose} {' '.join(known)}" for purpose, known in told.items())
    return f"fingerprints: {own}; backup {settings.key.fingerprint()}"


CHECKS: dict[str, Check] = {
    "version": _version,
    "services": _services,
    "portal": _portal,
    "migrations": _migrations,
    "disk": _disk,
    "clock": _clock,
    "certificate": _certificate,
    "backup": _backup,
    "log": _log,
    "second copy": _bucket,
    "mail": _mail,
    "keys": _keys,
}
