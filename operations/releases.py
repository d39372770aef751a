"""A release as one archive, `otop-0.2.0.tar.gz`: made by `make release`, checked and unpacked by `otop`.

It holds the portal's files with compiled catalogues and collected static files, wheels of all locked
versions (with the hashes of requirements/portal.txt), VERSION, an SBOM and SHA256SUMS. Beside it may lie
a signature of gpg, `.asc`; where /etc/otop/release-key.asc is, an unsigned archive is refused.
"""

import hashlib
import os
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

from .failure import Refused
from .layout import Layout
from .machine import Machine
from .place import size_and_digest

SUMS = "SHA256SUMS"
NAME = "otop-"


def write_sums(tree: Path) -> None:
    """Of every file, as `sha256sum --check` reads them."""
    files = sorted(path for path in tree.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [f"{size_and_digest(path)[1]}  {path.relative_to(tree).as_posix()}\n" for path in files]
    (tree / SUMS).write_text("".join(lines))


def check_sums(tree: Path) -> None:
    """Refused where a file is missing, changed, or not in the list."""
    try:
        lines = (tree / SUMS).read_text().splitlines()
    except FileNotFoundError:
        raise _damaged(f"it has no {SUMS}") from None
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    there = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()} - {
        SUMS
    }
    if other := sorted(there ^ listed.keys()):
        raise _damaged(f"{other[0]} is missing or not listed")
    for name, digest in listed.items():
        if hashlib.sha256((tree / name).read_bytes()).hexdigest() != digest:
            raise _damaged(f"{name} is not as it was written")


def _damaged(why: str) -> Refused:
    return Refused(
        f"The archive is damaged: {why}.",
        "copy it here again and compare its sum with the one it was published with.",
        "ไฟล์ติดตั้งเสียหาย",
    )


def check_signature(machine: Machine, at: Layout, archive: Path) -> None:
    key = at.etc / "release-key.asc"
    if not key.exists():
        machine.say(f"the signature was not asked for: {key} is not there")
        return
    signature = archive.with_name(archive.name + ".asc")
    if not signature.exists():
        raise Refused(
            f"{signature} is not there, and this installation takes signed releases only.",
            f"bring the signature that was published with it (or remove {key}).",
            "ไม่พบลายเซ็นของไฟล์ติดตั้ง",
        )
    with tempfile.TemporaryDirectory() as home:
        ring = Path(home) / "ring.gpg"
        machine.run("gpg", "--homedir", home, "--batch", "--dearmor", "--output", ring, key)
        try:
            machine.run("gpgv", "--homedir", home, "--keyring", ring, signature, archive)
        except Refused as refused:
            raise Refused(
                f"The signature does not fit: {refused.why}",
                "take the archive and its signature from where they were published.",
                "ลายเซ็นของไฟล์ติดตั้งไม่ถูกต้อง",
            ) from None


def unpacked(machine: Machine, at: Layout, archive: Path) -> Path:
    """The release below /opt/otop/releases, checked, with an environment of its own."""
    if not archive.is_file():
        raise Refused(
            f"{archive} is not there.", "name the archive: otop upgrade otop-0.3.0.tar.gz"
        )
    check_signature(machine, at, archive)
    os.umask(0o022)  # the accounts of the services read it, whatever root's umask
    at.releases.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=at.releases, prefix=".new-") as folder:
        tree = _tree(archive, Path(folder))
        check_sums(tree)
        target = at.releases / (tree / "VERSION").read_text().strip()
        if (target / ".venv/complete").exists():
            return target
        shutil.rmtree(target, ignore_errors=True)
        tree.rename(target)
    make_environment(machine, target)
    return target


def _tree(archive: Path, folder: Path) -> Path:
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                outside = member.name.startswith("/") or ".." in Path(member.name).parts
                if outside or not (member.isfile() or member.isdir()):
                    raise _damaged(f"{member.name} does not belong into a release")
                tar.extract(member, folder, set_attrs=False)
                # Folders are made for root alone; the accounts of the services work in them.
                if member.isdir() or member.mode & 0o100:
                    (folder / member.name).chmod(0o755)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise _damaged(str(error)) from None
    trees = list(folder.iterdir())
    if len(trees) != 1 or not (trees[0] / "VERSION").is_file():
        raise _damaged("it holds no release")
    return trees[0]


def make_environment(machine: Machine, tree: Path) -> None:
    """From the wheels in the release alone: no network is asked."""
    machine.run(_python(), "-m", "venv", tree / ".venv")
    machine.run(
        tree / ".venv/bin/pip", "install", "--quiet", "--no-index", "--find-links", tree / "wheels",
        "--require-hashes", "-r", tree / "requirements/portal.txt",
    )  # fmt: skip
    (tree / ".venv/complete").touch()


def _python() -> str:
    """The system's: an environment made from another environment would hang on that one."""
    return getattr(sys, "_base_executable", None) or sys.executable
