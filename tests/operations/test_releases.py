"""An archive of a release: what is damaged or does not belong is refused, nothing half is left."""

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from operations import release, releases
from operations.failure import Refused
from operations.layout import Layout
from operations.machine import Machine
from tests.support.machine import Remembered


def made(folder: Path, version: str = "0.9") -> Path:
    tree = folder / f"otop-{version}"
    (tree / "deploy").mkdir(parents=True)
    (tree / "VERSION").write_text(f"{version}\n")
    (tree / "manage.py").write_text("# made up\n")
    (tree / "deploy/install.sh").write_text("#!/bin/sh\n")
    (tree / "deploy/install.sh").chmod(0o755)
    releases.write_sums(tree)
    return release.packed(tree, 1_790_000_000)


@pytest.fixture
def at(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "root")


def test_a_whole_one_is_unpacked(tmp_path, at, monkeypatch):
    monkeypatch.setattr(releases, "make_environment", lambda machine, tree: None)
    tree = releases.unpacked(Remembered(), at, made(tmp_path))
    assert tree == at.releases / "0.9"
    assert (tree / "deploy/install.sh").stat().st_mode & 0o100
    for folder in (tree, tree / "deploy"):  # the accounts of the services work in it
        assert folder.stat().st_mode & 0o777 == 0o755
    assert [path.name for path in at.releases.iterdir()] == ["0.9"]


def test_the_same_tree_makes_the_same_bytes(tmp_path):
    first = made(tmp_path / "one").read_bytes()
    assert made(tmp_path / "two").read_bytes() == first


def test_sums_are_those_of_sha256sum(tmp_path):
    archive = made(tmp_path)
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path / "out", filter="data")
    for folder in (tmp_path, tmp_path / "out/otop-0.9"):
        subprocess.run(["sha256sum", "--quiet", "--check", "SHA256SUMS"], cwd=folder, check=True)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda tree: (tree / "manage.py").write_text("# changed"), "manage.py is not as it was"),
        (lambda tree: (tree / "manage.py").unlink(), "manage.py is missing"),
        (lambda tree: (tree / "more.py").write_text(""), "more.py is missing or not listed"),
        (lambda tree: (tree / "SHA256SUMS").unlink(), "it has no SHA256SUMS"),
        (lambda tree: (tree / "VERSION").unlink(), "it holds no release"),
        (lambda tree: (tree / "link").symlink_to("/etc/passwd"), "link does not belong"),
    ],
)
def test_a_damaged_one(tmp_path, at, damage, told):
    made(tmp_path)
    damage(tmp_path / "otop-0.9")
    with pytest.raises(Refused, match=told):
        releases.unpacked(Remembered(), at, release.packed(tmp_path / "otop-0.9", 0))
    assert list(at.releases.iterdir()) == []


def test_one_that_was_cut_short(tmp_path, at):
    archive = made(tmp_path)
    archive.write_bytes(archive.read_bytes()[:-30])
    with pytest.raises(Refused, match="The archive is damaged"):
        releases.unpacked(Remembered(), at, archive)
    assert list(at.releases.iterdir()) == []


def test_a_path_that_leads_outside(tmp_path, at):
    archive = tmp_path / "otop-0.9.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        member = tarfile.TarInfo("otop-0.9/../../outside")
        tar.addfile(member, io.BytesIO(b""))
    with pytest.raises(Refused, match="does not belong into a release"):
        releases.unpacked(Remembered(), at, archive)


def test_one_that_is_not_there(tmp_path, at):
    with pytest.raises(Refused, match="is not there"):
        releases.unpacked(Remembered(), at, tmp_path / "none.tar.gz")


@pytest.mark.skipif(not shutil.which("gpg"), reason="no gpg on this machine")
def test_signatures(tmp_path, at):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    gpg = ["gpg", "--homedir", str(home), "--batch", "--passphrase", ""]
    for name in ("maker@portal.example", "other@portal.example"):
        subprocess.run(
            [*gpg, "--quick-gen-key", name, "ed25519", "sign"], check=True, capture_output=True
        )
    at.etc.mkdir(parents=True)
    public = [*gpg, "--armor", "--export", "maker@portal.example"]
    (at.etc / "release-key.asc").write_bytes(
        subprocess.run(public, capture_output=True, check=True).stdout
    )
    archive = made(tmp_path)

    def sign(name: str) -> None:
        asked = ["--yes", "--local-user", name, "--armor", "--detach-sign", archive]
        subprocess.run([*gpg, *asked], check=True, capture_output=True)

    with pytest.raises(Refused, match="takes signed releases only"):
        releases.check_signature(Machine(), at, archive)
    sign("other@portal.example")
    with pytest.raises(Refused, match="The signature does not fit"):
        releases.check_signature(Machine(), at, archive)
    sign("maker@portal.example")
    releases.check_signature(Machine(), at, archive)
    archive.write_bytes(archive.read_bytes() + b" ")
    with pytest.raises(Refused, match="The signature does not fit"):
        releases.check_signature(Machine(), at, archive)
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False)
