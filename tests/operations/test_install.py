"""The installer: what it writes, that a second run changes nothing, and that the files are understood by
the programs that read them."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from operations import install
from operations.failure import Refused
from operations.install import LARGEST_BODY, Installer, nginx_site
from operations.layout import SERVICES, TIMERS, Layout
from operations.reachable import FENCED, fence
from operations.settings import ROOT, environment_file
from registration.picture_batches import LARGEST_ZIP
from tests.support.machine import Remembered

CLUSTERS = json.dumps([{"version": "15", "cluster": "main", "port": 5432}])


@pytest.fixture
def at(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def installed(at: Layout, version: str = "15") -> Remembered:
    machine = Remembered({"pg_lsclusters": CLUSTERS.replace("15", version)})
    if not (at.tls / "key.pem").exists():
        at.tls.mkdir(parents=True)
        (at.tls / "key.pem").touch()  # openssl is only remembered
    Installer(machine, at, "portal.example", 3, None).install()
    return machine


def written(at: Layout) -> dict[str, str]:
    return {
        str(path.relative_to(at.root)): path.read_text()
        for path in at.root.rglob("*")
        if path.is_file()
    }


def test_everything_is_there(at):
    machine = installed(at)
    assert f"systemctl enable --now {' '.join([*SERVICES, *TIMERS])}" in machine.told
    assert {f"user {name}" for name in ("otop", "otop-backup otop")} <= set(machine.told)
    units = {path.name for path in at.units.iterdir()}
    assert {*SERVICES, *TIMERS} <= units
    for timer in TIMERS:
        assert timer.replace(".timer", ".service") in units
    assert at.current.resolve() == ROOT
    assert "server_name portal.example;" in at.nginx_site.read_text()


def test_secrets_are_roots_alone(at):
    installed(at)
    seen = []
    for path in (at.portal_env, at.owner_env, at.backup_env):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        seen += environment_file(path.read_text()).values()
    assert len(seen) == len(set(seen))
    portal = environment_file(at.portal_env.read_text())
    assert portal["DATABASE_URL"].startswith("postgres://otop_web:")
    assert "PASSWORD" not in " ".join(portal)
    assert environment_file(at.owner_env.read_text())["DATABASE_URL"].startswith("postgres://otop:")


def test_no_secret_is_on_a_command_line(at):
    machine = installed(at)
    told = "\n".join(machine.told + machine.said)
    for path in (at.portal_env, at.owner_env, at.backup_env):
        for name, value in environment_file(path.read_text()).items():
            if "KEY" in name or "URL" in name:
                assert value not in told


def test_a_second_run_changes_nothing(at):
    installed(at)
    before = written(at)
    machine = installed(at)
    assert written(at) == before
    assert not [line for line in machine.said if "made" in line and "env" in line]
    assert not [told for told in machine.told if told.startswith("systemctl restart postgresql@")]


def test_what_was_set_by_hand_stays_and_what_is_missing_comes(at):
    at.etc.mkdir(parents=True)
    at.portal_env.write_text("EMAIL_URL=smtp://mail.example\nSECRET_KEY=by-hand\n")
    installed(at)
    known = environment_file(at.portal_env.read_text())
    assert (known["SECRET_KEY"], known["EMAIL_URL"]) == ("by-hand", "smtp://mail.example")
    assert known["NATIONAL_ID_KEYS"]


def test_the_portal_starts_with_these_settings(at):
    """As far as `check --deploy`: a secret that is too short or a name that is missing would be told."""
    installed(at)
    known = environment_file(at.portal_env.read_text())
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **known},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_incremental_copies_where_the_server_can(at):
    installed(at, "15")
    assert "summarize_wal" not in (at.root / "etc/postgresql/15/main/conf.d/otop.conf").read_text()
    installed(at, "17")
    assert "summarize_wal = on" in (at.root / "etc/postgresql/17/main/conf.d/otop.conf").read_text()


def test_programs_that_are_missing_are_named(at):
    machine = Remembered()
    machine.has = lambda program: program != "nginx"  # type: ignore[method-assign]
    with pytest.raises(Refused, match=r"missing: nginx\.\n.*apt-get install nginx"):
        Installer(machine, at, "portal.example", 2, None).install()
    assert machine.told == []


def test_a_host_that_is_none(at):
    with pytest.raises(Refused, match="no name of a host"):
        Installer(Remembered(), at, "https://portal.example/", 2, None)


def test_no_server_of_debians(at):
    machine = Remembered({"pg_lsclusters": "[]"})
    with pytest.raises(Refused, match="No PostgreSQL of Debian's"):
        Installer(machine, at, "portal.example", 2, None).install()


def test_only_root_installs(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    from operations.__main__ import main

    assert main(["install", "--host", "portal.example"]) == 1
    assert main(["upgrade", "otop.tar.gz"]) == 1


def test_proxy_and_portal_agree_on_sizes():
    largest = int(re.findall(r"client_max_body_size (\d+)m;", nginx_site("portal.example"))[0])
    assert largest == LARGEST_BODY
    assert LARGEST_ZIP < largest * 1024 * 1024 < LARGEST_ZIP * 1.1


def test_addresses_of_invitations_stand_in_no_log():
    text = nginx_site("portal.example")
    assert "~^/invitation/ /invitation/-;" in text  # tests/operations/test_nginx.py runs it
    assert "$request_uri" not in text.split("log_format")[1].split(";")[0]


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="no systemd-analyze on this machine"
)
def test_systemd_understands_the_units(tmp_path):
    programs = tmp_path / "current/.venv/bin"
    programs.mkdir(parents=True)
    for name in ("python", "gunicorn"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    units = []
    for path in sorted((ROOT / "deploy/systemd").iterdir()):
        units.append(tmp_path / path.name)
        text = path.read_text().replace("/opt/otop/current", str(tmp_path / "current"))
        units[-1].write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "otop-" in line]
    assert (done.returncode, ours) == (0, [])
    for path in units:
        if path.suffix == ".service":
            assert "NoNewPrivileges=yes" in path.read_text()
            assert "EnvironmentFile=/etc/otop/portal.env" in path.read_text()


def fences(at: Layout) -> dict[str, str]:
    return {path.parent.name: path.read_text() for path in at.units.glob("*.d/outbound.conf")}


def test_a_new_one_speaks_to_this_machine_alone_and_to_whom_it_is_told(at):
    installed(at)
    assert set(fences(at)) == {f"{unit}.d" for unit in FENCED}
    assert {text.splitlines()[-1] for text in fences(at).values()} == {"IPAddressAllow=localhost"}
    kept = at.portal_env.read_text()
    at.portal_env.write_text(
        re.sub("(?m)^OUTBOUND.*$", "OUTBOUND_ADDRESSES='10.0.0.5 10.1.0.9/16'", kept)
    )
    installed(at)
    (line,) = {text.splitlines()[-1] for text in fences(at).values()}
    assert line == "IPAddressAllow=localhost 10.0.0.5/32 10.1.0.0/16"
    at.portal_env.write_text(re.sub("(?m)^OUTBOUND.*$", "OUTBOUND_ADDRESSES=any", kept))
    installed(at)
    assert fences(at) == {}


def test_one_from_before_is_left_as_it_is_and_told(at, capsys):
    installed(at)
    kept = at.portal_env.read_text()
    at.portal_env.write_text(re.sub("(?m)^OUTBOUND.*\n", "", kept))
    machine = installed(at)
    assert fences(at) == {}
    assert any("may reach any address" in line for line in machine.said)


def test_a_name_is_no_address():
    with pytest.raises(Refused, match="no address"):
        fence("mail.example")


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="no systemd-analyze on this machine"
)
def test_systemd_understands_the_fence(tmp_path):
    (tmp_path / "otop-web.service.d").mkdir()
    unit = tmp_path / "otop-web.service"
    unit.write_text("[Service]\nExecStart=/bin/true\n")
    (tmp_path / "otop-web.service.d/outbound.conf").write_text(fence("10.0.0.5 10.1.0.0/16"))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    (tmp_path / "otop-web.service.d/outbound.conf").write_text(
        fence("10.0.0.5").replace("10.0.0.5/32", "mail.example")
    )
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert "mail.example" in done.stderr  # it reads the file


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="no systemd-analyze on this machine"
)
def test_timers_name_times(tmp_path):
    for path in sorted((ROOT / "deploy/systemd").glob("*.timer")):
        when = re.findall(r"^OnCalendar=(.+)$", path.read_text(), re.MULTILINE)[0]
        done = subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_the_pages_of_the_proxy_need_nothing_else():
    for name in ("away.html", "too-large.html"):
        text = (ROOT / "deploy/nginx" / name).read_text()
        assert 'lang="th"' in text
        assert "src=" not in text
        assert "href=" not in text


def test_the_release_is_switched_in_one_step(at):
    for name in ("0.1", "0.2"):
        (at.releases / name).mkdir(parents=True)
        install.switch(at, at.releases / name)
    assert at.current.resolve().name == "0.2"
    assert at.previous.resolve().name == "0.1"
    install.switch(at, at.releases / "0.2")
    assert at.previous.resolve().name == "0.1"
