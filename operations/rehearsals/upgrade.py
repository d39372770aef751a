"""`make rehearse-upgrade`: the release before on a bare Debian, filled, upgraded, taken back, upgraded
to one that fails, upgraded again, started anew, and looked after by the guide's own commands; the
installer and `otop`, on Debian's own PostgreSQL, nginx and systemd. What runs there is in inside/.
"""

import argparse
import shutil
import sys
from pathlib import Path

from ..failure import Refused
from ..settings import ROOT
from . import bare_debian
from .bare_debian import run
from .inside import AFTER, BEFORE, BROKEN

INSIDE = Path(__file__).with_name("inside")
_FAILS = """from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("areas", "{leaf}")]
    operations = [migrations.RunSQL("SELECT 1 / 0")]
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", help="a commit (default: the one before the last migration)")
    parser.add_argument("--suite", help="of Debian: bookworm, trixie (default: this machine's)")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "upgrade")
    asked = parser.parse_args()
    try:
        _rehearse(asked.before or _before_the_last_migration(), asked.suite, asked.folder)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def _rehearse(before: str, suite: str | None, folder: Path) -> None:
    root = folder / "root"
    bare_debian.make(root, suite)
    for version, commit in ((BEFORE, before), (AFTER, "HEAD"), (BROKEN, "HEAD")):
        archive = _release(folder, version, commit)
        shutil.copy2(archive, root / bare_debian.GIVEN)
        print(f"{archive.name}: {_git(ROOT, 'log', '-1', '--format=%h %s', commit)}", flush=True)
    shutil.copytree(INSIDE, root / bare_debian.GIVEN / INSIDE.name)
    bare_debian.boot(root, INSIDE.name)


def _before_the_last_migration() -> str:
    last = _git(ROOT, "log", "-1", "--format=%H", "--", "*/migrations/*.py")
    return _git(ROOT, "rev-parse", f"{last}^")


def _release(folder: Path, version: str, commit: str) -> Path:
    """`make release` of that commit as another version; the broken one with a migration that fails."""
    tree = folder / f"tree-{version}"
    shutil.rmtree(tree, ignore_errors=True)
    run("git", "clone", "--quiet", "--shared", "--no-checkout", ROOT, tree)
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
    run(sys.executable, "-m", "operations.release", "--output", folder / "releases", cwd=tree)
    return folder / "releases" / f"otop-{version}.tar.gz"


def _git(tree: Path, *asked: str) -> str:
    return run("git", "-C", tree, *asked).strip()


if __name__ == "__main__":
    sys.exit(main())
