"""The programs of a failover that this machine need not have: etcd, HAProxy and PgBouncer out of
Debian's packages, unpacked below the project's var/ and installed nowhere; Patroni comes by pip (see the
Makefile)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from ..failure import Refused
from ..settings import ROOT

FOLDER = ROOT / "var" / "engines"
PACKAGES = ("etcd-server", "haproxy", "pgbouncer")
_PROGRAMS = {
    "etcd": "usr/bin/etcd",
    "haproxy": "usr/sbin/haproxy",
    "pgbouncer": "usr/sbin/pgbouncer",
}
_UNPACKED = FOLDER / "debian"


def fetch() -> None:
    """Download the packages from where this machine gets its own, with what they need and it lacks, and
    unpack them; nothing is done where that was done before."""
    if all((_UNPACKED / path).exists() for path in _PROGRAMS.values()):
        return
    for program in ("apt-get", "dpkg"):
        if shutil.which(program) is None:
            raise Refused(
                f"{', '.join(PACKAGES)} come from Debian's packages, and there is no {program} here.",
                "rehearse on Debian or Ubuntu.",
            )
    archives = FOLDER / "archives"
    (archives / "partial").mkdir(parents=True, exist_ok=True)
    _run(
        "apt-get", "install", "--download-only", "--yes", "--reinstall", "--no-install-recommends",
        "-o", f"Dir::Cache::archives={archives}", "-o", "Debug::NoLocking=1",
        "-o", "APT::Sandbox::User=", *PACKAGES,
    )  # fmt: skip
    for archive in archives.glob("*.deb"):
        _run("dpkg", "--extract", str(archive), str(_UNPACKED))


def mmdebstrap() -> str:
    """A script of Perl, which needs nothing but apt."""
    return _unpacked("usr/bin/mmdebstrap", "mmdebstrap")


def nspawn() -> str:
    return _unpacked("usr/bin/systemd-nspawn", "systemd-container", "libsystemd-shared")


def _unpacked(path: str, *packages: str) -> str:
    """A program of Debian's packages that needs no more than these and what every Debian has."""
    if not (_UNPACKED / path).exists():
        archives = FOLDER / "archives"
        archives.mkdir(parents=True, exist_ok=True)
        _run("apt-get", "download", "-o", "APT::Sandbox::User=", *packages, cwd=archives)
        for package in packages:
            for archive in archives.glob(f"{package}_*.deb"):
                _run("dpkg", "--extract", str(archive), str(_UNPACKED))
    return str(_UNPACKED / path)


def program(name: str) -> str:
    return str(_UNPACKED / _PROGRAMS[name])


def libraries() -> dict[str, str]:
    """For the programs above: libraries that came with them."""
    folders = sorted((_UNPACKED / "usr" / "lib").glob("*-linux-*"))
    folders += [path for folder in folders for path in folder.glob("systemd")]
    return {"LD_LIBRARY_PATH": ":".join(map(str, folders))}


def patroni() -> list[str]:
    code = "import sys; from patroni.__main__ import main; main()"
    return [sys.executable, "-c", code]


def patroni_path() -> dict[str, str]:
    return {"PYTHONPATH": str(FOLDER / "patroni")}


def not_as_root() -> list[str]:
    """PostgreSQL and PgBouncer refuse root. Root's own files stay reachable in a user namespace that
    calls it somebody else."""
    if os.geteuid() != 0:
        return []
    inside = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
    if subprocess.run([*inside, "true"], capture_output=True).returncode:
        raise Refused(
            "This kernel gives root no user namespace, and PostgreSQL runs as nobody's root.",
            "run this as an ordinary account.",
        )
    return inside


def versions() -> str:
    """What is rehearsed with, for the note."""
    told = []
    for name in _PROGRAMS:
        said = _run(program(name), "-v" if name == "haproxy" else "--version")
        told.append(said.splitlines()[0].split(" - ")[0])
    told.append(f"Patroni {_run(*patroni(), '--version').split()[-1]}")
    return "; ".join(told)


def _run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(
        command,
        env=os.environ | libraries() | patroni_path() if command[0] != "apt-get" else None,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise Refused(
            f"{' '.join(command[:2])} failed:\n{done.stdout[-1500:]}",
            "see above; `apt-get update` first, where Debian's lists are old.",
        )
    return done.stdout
