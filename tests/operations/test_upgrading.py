"""An upgrade that works, each way it may fail, and the way back: which steps, in which order."""

import socket
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import UnixStreamServer

import pytest

from operations import releases, upgrade
from operations.__main__ import main
from operations.failure import Refused
from operations.layout import Layout
from operations.upgrade import Upgrade, ready
from tests.support.machine import Remembered, failing


@pytest.fixture
def at(tmp_path: Path, monkeypatch) -> Layout:
    layout = Layout(tmp_path)
    for name in ("0.1", "0.2"):
        (layout.releases / name).mkdir(parents=True)
    layout.current.symlink_to(layout.releases / "0.1")
    layout.etc.mkdir(parents=True)
    layout.portal_env.write_text("SECRET_KEY=made-up\nDATABASE_URL=postgres://web@h/otop\n")
    layout.owner_env.write_text("DATABASE_URL=postgres://owner@h/otop\n")
    new = layout.releases / "0.2"
    monkeypatch.setattr(releases, "unpacked", lambda machine, at, archive: new)
    monkeypatch.setattr(upgrade, "ready", lambda path: (200, "{}"))
    monkeypatch.setattr(upgrade, "WELL_WITHIN", 0.1)
    return layout


def order(machine: Remembered, *beginnings: str) -> list[int]:
    """Where each was told first."""
    return [next(n for n, told in enumerate(machine.told) if said in told) for said in beginnings]


def test_one_that_works(at):
    machine = Remembered()
    Upgrade(machine, at).to(Path("otop-0.2.tar.gz"))
    steps = order(
        machine,
        "start --wait otop-backup.service",
        "systemctl stop otop-worker.service",
        "CREATE DATABASE otop_before TEMPLATE otop",
        "manage.py migrate",
        "operations units",
        "systemctl start otop-web.socket",
    )
    assert steps == sorted(steps)
    assert (at.current.resolve().name, at.previous.resolve().name) == ("0.2", "0.1")
    assert "0.2 runs" in machine.said[-1]
    assert not any("RENAME" in told for told in machine.told)


@pytest.mark.parametrize("what", ["manage.py migrate", "CREATE DATABASE", "operations units"])
def test_a_step_that_fails_goes_back_by_itself(at, what):
    machine = Remembered(
        {f"0.2/.venv/bin/python {what}" if "DATA" not in what else what: failing("why")}
    )
    if "units" in what:
        machine.answers = {"0.2/.venv/bin/python -m operations units": failing("why")}
    with pytest.raises(
        Refused, match=r"The upgrade to 0\.2 failed, 0\.1 runs as before\. Why: why"
    ):
        Upgrade(machine, at).to(Path("otop-0.2.tar.gz"))
    assert at.current.resolve().name == "0.1"
    assert machine.told[-1].startswith("systemctl start otop-web.socket")
    renamed = [told for told in machine.told if "RENAME" in told]
    if "CREATE" in what:  # nothing was migrated: what stands there is the database
        assert renamed == []
    else:
        assert "RENAME TO otop_failed_" in renamed[0]
        assert "ALTER DATABASE otop_before RENAME TO otop" in renamed[1]


def test_a_release_that_is_not_well_goes_back(at, monkeypatch):
    monkeypatch.setattr(
        upgrade,
        "ready",
        lambda path: (200, "") if at.current.resolve().name == "0.1" else (503, "worker: none"),
    )
    with pytest.raises(Refused, match="worker: none"):
        Upgrade(Remembered(), at).to(Path("otop-0.2.tar.gz"))
    assert at.current.resolve().name == "0.1"


def test_without_its_backup_nothing_begins(at):
    machine = Remembered({"otop-backup.service": failing("the place is full")})
    with pytest.raises(Refused, match="the place is full"):
        Upgrade(machine, at).to(Path("otop-0.2.tar.gz"))
    assert not any("stop" in told for told in machine.told)
    assert at.current.resolve().name == "0.1"


def test_what_runs_already(at):
    at.current.unlink()
    at.current.symlink_to(at.releases / "0.2")
    with pytest.raises(Refused, match=r"0\.2 is what runs already"):
        Upgrade(Remembered(), at).to(Path("otop-0.2.tar.gz"))


def test_no_installation(tmp_path):
    with pytest.raises(Refused, match="There is no installation here"):
        Upgrade(Remembered(), Layout(tmp_path)).to(Path("otop-0.2.tar.gz"))


def test_the_way_back(at, capsys):
    machine = Remembered({"SELECT datname": "postgres\notop\notop_before\n"})
    Upgrade(machine, at).to(Path("otop-0.2.tar.gz"))
    Upgrade(machine, at).back()
    assert (at.current.resolve().name, at.previous.resolve().name) == ("0.1", "0.2")
    assert any("ALTER DATABASE otop RENAME TO otop_after_" in told for told in machine.told)
    with pytest.raises(Refused, match="no release before"):
        Upgrade(Remembered(), at).back()


def test_the_way_back_has_to_be_meant(capsys):
    assert main(["rollback"]) == 1
    assert "what was entered since is set aside" in capsys.readouterr().err


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert self.headers["X-Forwarded-For"] == "127.0.0.1"
        assert self.path == "/health/ready"
        self.send_response(503)
        self.end_headers()
        self.wfile.write(b'{"disk": "full"}')

    def log_message(self, *said: object) -> None:
        pass

    def address_string(self) -> str:
        return "local"


def test_the_portal_is_asked_through_its_socket(tmp_path):
    path = tmp_path / "web.sock"
    assert ready(path)[0] == 0
    with UnixStreamServer(str(path), _Answers) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert ready(path) == (503, '{"disk": "full"}')
        thread.join()
    assert socket.AF_UNIX
