"""`make rehearse-upgrade`: the release before on a bare Debian, filled, upgraded, taken back, upgraded
to one that fails, upgraded again; the installer and `otop`, on Debian's own PostgreSQL and nginx.

The bare Debian lies below var/ (mmdebstrap, from this machine's own sources) and runs in namespaces of
its own: no port, account or file of this machine is touched. systemd is not init there; systemctl.py
stands in for it, so what units promise beyond account, environment, socket and command is not rehearsed.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ..failure import Refused
from ..settings import ROOT
from . import engines

BEFORE, AFTER, BROKEN = "0.0.1", "0.0.2", "0.0.3"
PACKAGES = (
    "systemd,postgresql,nginx,openssl,python3-venv,logrotate,curl,iproute2,ca-certificates,procps"
)
_FAILS = """from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("areas", "{leaf}")]
    operations = [migrations.RunSQL("SELECT 1 / 0")]
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", help="a commit (default: the one before the last migration)")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "upgrade")
    asked = parser.parse_args()
    try:
        _rehearse(asked.before or _before_the_last_migration(), asked.folder)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def _rehearse(before: str, folder: Path) -> None:
    if os.geteuid() != 0:
        raise Refused("A bare Debian is made and entered by root.", "run it as root.")
    shutil.rmtree(folder / "root", ignore_errors=True)
    given = folder / "root" / "rehearsal"
    _bare_debian(folder / "root")
    given.mkdir()
    for version, commit in ((BEFORE, before), (AFTER, "HEAD"), (BROKEN, "HEAD")):
        archive = _release(folder, version, commit)
        shutil.copy2(archive, given)
        print(f"{archive.name}: {_git(ROOT, 'log', '-1', '--format=%h %s', commit)}", flush=True)
    for name in ("upgrade_inside.py", "systemctl.py"):
        shutil.copy2(Path(__file__).with_name(name), given)
    inside = (
        "mount --make-rprivate / && mount --bind $1 $1 && cd $1 && mount -t proc proc proc && "
        "mount -t tmpfs tmpfs run && mount --rbind /dev dev && "
        "mount -t tmpfs -o mode=1777 tmpfs dev/shm && shift && "
        'exec chroot . /usr/bin/python3 /rehearsal/upgrade_inside.py "$@"'
    )
    done = subprocess.run(
        [
            "unshare", "--mount", "--pid", "--fork", "--net", "--ipc", "--uts", "--kill-child", "--",
            "sh", "-euc", inside, "sh", folder / "root", BEFORE, AFTER, BROKEN,
        ],
        env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"},
    )  # fmt: skip
    if done.returncode:
        raise Refused("The rehearsal failed.", f"see above, and {folder / 'root'}.")


def _before_the_last_migration() -> str:
    last = _git(ROOT, "log", "-1", "--format=%H", "--", "*/migrations/*.py")
    return _git(ROOT, "rev-parse", f"{last}^")


def _bare_debian(root: Path) -> None:
    """Debian of this machine's own release, with what docs/operations.md asks for and no more."""
    engines.fetch_mmdebstrap()
    name = _os_release()["VERSION_CODENAME"]
    sources = _sources()
    root.parent.mkdir(parents=True, exist_ok=True)
    _run(
        "unshare", "--mount", "--", engines.mmdebstrap(), "--quiet", "--mode=root", "--variant=minbase",
        f"--include={PACKAGES}", name, root, *sources,
    )  # fmt: skip


def _sources() -> list[str]:
    """Where this machine gets Debian itself from, not what others have added."""
    apt = Path("/etc/apt")
    files = [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*"))]
    found = [
        str(path)
        for path in files
        if (path.exists() and "debian.org" in path.read_text()) or path.name == "debian.sources"
    ]
    if not found:
        raise Refused("No sources of Debian were found below /etc/apt.", "rehearse on Debian.")
    return found


def _release(folder: Path, version: str, commit: str) -> Path:
    """`make release` of that commit as another version; the broken one with a migration that fails."""
    tree = folder / f"tree-{version}"
    shutil.rmtree(tree, ignore_errors=True)
    _run("git", "clone", "--quiet", "--shared", "--no-checkout", ROOT, tree)
    _git(tree, "checkout", "--quiet", "--detach", _git(ROOT, "rev-parse", commit))
    project = tree / "pyproject.toml"
    lines = project.read_text().splitlines(keepends=True)
    at = next(nth for nth, line in enumerate(lines) if line.startswith("version = "))
    lines[at] = f'version = "{version}"\n'
    project.write_text("".join(lines))
    if version == BROKEN:
        migrations = tree / "core/areas/migrations"
        leaf = max(path.stem for path in migrations.glob("0*.py"))
        (migrations / "9999_fails.py").write_text(_FAILS.format(leaf=leaf))
    _git(tree, "add", "--all")
    _git(
        tree, "-c", "user.name=rehearsal", "-c", "user.email=rehearsal@localhost",
        "commit", "--quiet", "--message", version,
    )  # fmt: skip
    _run(sys.executable, "-m", "operations.release", "--output", folder / "releases", cwd=tree)
    return folder / "releases" / f"otop-{version}.tar.gz"


def _os_release() -> dict[str, str]:
    pairs = (line.partition("=") for line in Path("/etc/os-release").read_text().splitlines())
    return {name: value.strip('"') for name, _, value in pairs}


def _git(tree: Path, *asked: str) -> str:
    return _run("git", "-C", tree, *asked).strip()


def _run(*command: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        tail = (done.stderr or done.stdout)[-2000:]
        raise Refused(f"{' '.join(map(str, command[:5]))} failed:\n{tail}", "see above.")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
