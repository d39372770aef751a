"""A bare Debian below var/, booted with systemd as its first process (systemd-nspawn): what a rehearsal
installs on. It has a network of its own, without a line out; no port, account or file of this machine is
touched. Root alone can make and boot it."""

import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

from ..failure import Refused
from . import engines
from .inside import REBOOTED

PACKAGES = (
    "systemd,systemd-sysv,dbus,sudo,postgresql,nginx,openssl,python3-venv,logrotate,curl,iproute2,"
    "ca-certificates,procps"
)
GIVEN = "rehearsal"  # the folder in its root that scripts and releases are put into
_UNIT = """[Unit]
Description=What is rehearsed on this machine
After=network.target postgresql.service nginx.service

[Service]
Type=exec
WorkingDirectory=/{given}
ExecStart=/usr/bin/python3 -m {module}
ExecStopPost=/bin/sh -c '[ $EXIT_STATUS = {rebooted} ] || systemctl --no-block exit $EXIT_STATUS'
StandardOutput=append:/{given}/told
StandardError=append:/{given}/told
Environment=LANG=C.UTF-8 PYTHONUNBUFFERED=1

[Install]
WantedBy=multi-user.target
"""


def make(root: Path, suite: str | None = None) -> None:
    """Debian of that suite (bookworm, trixie; this machine's own where none is named) from where this
    machine gets its own, with what docs/operations.md asks for and no more."""
    if os.geteuid() != 0:
        raise Refused("A bare Debian is made and booted by root.", "run it as root.")
    own = _os_release()["VERSION_CODENAME"]
    shutil.rmtree(root, ignore_errors=True)
    root.parent.mkdir(parents=True, exist_ok=True)
    sources = root.with_suffix(".sources")
    sources.write_text(_sources().replace(own, suite or own))
    run(
        "unshare", "--mount", "--", engines.mmdebstrap(), "--quiet", "--mode=root", "--variant=minbase",
        f"--include={PACKAGES}", suite or own, root, sources,
    )  # fmt: skip
    (root / GIVEN).mkdir()


def boot(root: Path, module: str) -> None:
    """Start it; its multi-user target runs that module of Python, whose end ends the machine. What it
    says is said here as it comes; refused when it fails."""
    unit = root / "etc/systemd/system/rehearsal.service"
    unit.write_text(_UNIT.format(given=GIVEN, module=module, rebooted=REBOOTED))
    wanted = root / "etc/systemd/system/multi-user.target.wants/rehearsal.service"
    wanted.parent.mkdir(exist_ok=True)
    wanted.symlink_to(Path("..") / unit.name)
    told = root / GIVEN / "told"
    told.touch()
    console = root.with_suffix(".console")
    over = threading.Event()
    saying = threading.Thread(target=_say, args=(told, over))
    saying.start()
    try:
        with console.open("w") as output:
            ended = subprocess.run(
                [
                    engines.nspawn(), f"--directory={root}", "--boot", "--private-network",
                    "--register=no", "--keep-unit", "--machine=otop-rehearsal", "--hostname=portal",
                    "--console=pipe", "--quiet", "--link-journal=no",
                ],
                env=os.environ | engines.libraries(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
    finally:
        over.set()
        saying.join()
    if ended.returncode:
        raise Refused(
            f"The rehearsal failed ({ended.returncode}).", f"see above, {console} and {root}."
        )


def _say(told: Path, over: threading.Event) -> None:
    with told.open() as file:
        while True:
            last = over.is_set()
            while text := file.read():
                print(text, end="", flush=True)
            if last:
                return
            time.sleep(0.3)


def _sources() -> str:
    """Where this machine gets Debian itself from, not what others have added."""
    apt = Path("/etc/apt")
    files = [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*"))]
    found = [
        path.read_text()
        for path in files
        if path.exists()
        and path.suffix in (".list", ".sources")
        and ("debian.org" in path.read_text() or path.name == "debian.sources")
    ]
    if not found:
        raise Refused("No sources of Debian were found below /etc/apt.", "rehearse on Debian.")
    return "\n\n".join(found)


def _os_release() -> dict[str, str]:
    pairs = (line.partition("=") for line in Path("/etc/os-release").read_text().splitlines())
    return {name: value.strip('"') for name, _, value in pairs}


def run(*command: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        tail = (done.stderr or done.stdout)[-2000:]
        raise Refused(f"{' '.join(map(str, command[:5]))} failed:\n{tail}", "see above.")
    return done.stdout
