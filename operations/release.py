"""`make release`: otop-VERSION.tar.gz in var/release, from what is committed.

Wheels for the Pythons of Debian 12 and 13, so that an installation asks no network. Needs one itself.
"""

import argparse
import gzip
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

from .place import size_and_digest
from .releases import NAME, SUMS, write_sums
from .settings import ROOT

PYTHONS = ("3.11", "3.13")  # Debian 12, 13
PLATFORMS = ("manylinux2014_x86_64", "manylinux_2_28_x86_64", "manylinux_2_34_x86_64")
LEFT_OUT = ("tests", "bench", ".github", ".ci", "docs/pictures")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--key", help="sign with this key of gpg")
    parser.add_argument("--output", type=Path, default=ROOT / "var" / "release")
    asked = parser.parse_args()
    print(build(asked.output, asked.key))
    return 0


def version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


def build(output: Path, key: str | None = None) -> Path:
    tree = output / (NAME + version())
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    _committed(tree)
    (tree / "VERSION").write_text(version() + "\n")
    (tree / "COMMIT").write_text(_said("git", "rev-parse", "HEAD"))
    _made(tree)
    _wheels(tree)
    _bill_of_materials(tree)
    write_sums(tree)
    archive = packed(tree, int(_said("git", "log", "-1", "--format=%ct")))
    shutil.rmtree(tree)
    if key:
        asked: list[str | Path] = [
            "gpg",
            "--batch",
            "--yes",
            "--local-user",
            key,
            "--armor",
            "--detach-sign",
            archive,
        ]
        subprocess.run(asked, check=True)
    return archive


def _committed(tree: Path) -> None:
    content = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(content.stdout)) as tar:
        for member in tar:
            if not member.name.startswith(LEFT_OUT):
                tar.extract(member, tree)


def _made(tree: Path) -> None:
    """Compiled catalogues and collected static files, so that nothing is written after installing."""
    env = {
        "PATH": os.environ.get("PATH", os.defpath),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",  # is not asked
        "SECRET_KEY": "of the build alone, which serves nobody",
        "NATIONAL_ID_KEYS": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
        "NATIONAL_ID_HASH_KEY": "of the build alone, which keeps nothing",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    compiling = [
        sys.executable, "-m", "babel.messages.frontend", "-q", "compile", "-d", "locale", "-D", "django",
    ]  # fmt: skip
    collecting = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    for command in (compiling, collecting):
        subprocess.run(command, cwd=tree, env=env, check=True)


def _wheels(tree: Path) -> None:
    platforms = [f"--platform={platform}" for platform in PLATFORMS]
    for python in PYTHONS:
        subprocess.run(
            [
                sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
                "--require-hashes", "--only-binary=:all:", "--no-deps", f"--python-version={python}",
                *platforms, "--dest", tree / "wheels", "-r", tree / "requirements/portal.txt",
            ],
            check=True,
        )  # fmt: skip


def _bill_of_materials(tree: Path) -> None:
    """CycloneDX, from the lock: every package, its version and hashes."""
    made = subprocess.run(
        [
            sys.executable, "-m", "cyclonedx_py", "requirements", "--pyproject",
            ROOT / "pyproject.toml", "--output-reproducible", "--of", "JSON",
            tree / "requirements/portal.txt",
        ],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    (tree / "sbom.cdx.json").write_text(made.stdout)


def packed(tree: Path, made_at: int) -> Path:
    """The same tree makes the same bytes: no accounts of who built it, and one time (in seconds; that of
    the commit, because nginx tells a file of the next release apart by it)."""
    archive = tree.with_name(tree.name + ".tar.gz")

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        member.mtime = made_at
        member.mode = 0o755 if member.mode & 0o100 else 0o644
        return member

    with (
        archive.open("wb") as file,
        gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as small,
        tarfile.open(fileobj=small, mode="w") as tar,
    ):
        for path in [tree, *sorted(tree.rglob("*"))]:
            tar.add(path, arcname=str(path.relative_to(tree.parent)), recursive=False, filter=plain)
    archive.with_name(SUMS).write_text(f"{size_and_digest(archive)[1]}  {archive.name}\n")
    return archive


def _said(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
