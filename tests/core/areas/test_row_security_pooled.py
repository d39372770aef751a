"""Through a real PgBouncer in transaction mode: one session, handed from person to person."""

import os
import shutil
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections, transaction

import local_postgres
from core.areas.row_security import begin_telling, seen_as, seen_as_portal
from core.postgresql.base import DatabaseWrapper
from core.postgresql.sight import NATION
from core.postgresql.table_rights import WEB
from operations.rehearsals import engines
from otop_registry import databases
from tests.support import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

UNPACKED = Path(engines.program("pgbouncer"))  # by make rehearse-failover
PROGRAM = shutil.which("pgbouncer") or (UNPACKED.exists() and str(UNPACKED))


@pytest.fixture
def pooled(tmp_path):
    """Makes connections of the portal to the test's database, through a pool of one session."""
    if not PROGRAM or os.environ.get("DATABASE_URL") or not settings.ROW_SECURITY:
        pytest.skip("no PgBouncer here, or a server that is not the project's own")
    url = urlsplit(local_postgres.database_url(settings.BASE_DIR, WEB))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "users").write_text(f'"{WEB}" "{url.password}"\n')
    name = connection.settings_dict["NAME"]
    text = (settings.BASE_DIR / "deploy" / "pgbouncer.ini").read_text()
    for was, now in (
        ("otop = host", f"{name} = host"),
        ("port=5432", f"port={url.port}"),
        ("dbname=otop", f"dbname={name}"),
        ("listen_port = 6432", f"listen_port = {port}"),
        ("/etc/pgbouncer/userlist.txt", str(tmp_path / "users")),
        ("default_pool_size = 20", "default_pool_size = 1"),
        ("query_wait_timeout = 3", "query_wait_timeout = 60"),
    ):
        assert was in text
        text = text.replace(was, now)
    (tmp_path / "pgbouncer.ini").write_text(f"{text}unix_socket_dir =\n")
    command = [*engines.not_as_root(), PROGRAM, "-q", str(tmp_path / "pgbouncer.ini")]
    address = f"postgres://{WEB}:{url.password}@127.0.0.1:{port}/{name}"
    with subprocess.Popen(command, env=engines.libraries()) as bouncer:
        try:
            _wait(address)
            yield lambda: _portal_connection(address)
        finally:
            bouncer.kill()


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("PgBouncer does not answer")


def _portal_connection(address: str) -> DatabaseWrapper:
    asked = databases.through_pgbouncer(address, pool=1)
    del asked["OPTIONS"]["pool"]
    made = connections["pooled"] = DatabaseWrapper(connection.settings_dict | asked, "pooled")
    made.connect()
    begin_telling(made)
    return made


def seen(through: DatabaseWrapper, sql: str) -> list:
    with through.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


DISTRICTS = "SELECT DISTINCT district_id FROM producers_producer ORDER BY 1"
WHO = "SELECT current_user, current_setting('portal.area', true), pg_backend_pid()"


def test_a_session_handed_on_shows_nothing_of_whoever_had_it(pooled):
    officers = {code: make.district_officer(make.district(code)) for code in ("2402", "2502")}
    for officer in officers.values():
        make.producer(officer.district)
    department = make.department_officer()
    one, other = pooled(), pooled()
    with seen_as(officers["2402"]):
        assert seen(one, DISTRICTS) == [("2402",)]
    with seen_as(department):
        assert seen(other, DISTRICTS) == [("2402",), ("2502",)]
        assert seen(other, WHO)[0][:2] == (NATION, "nation")
    with seen_as(officers["2502"]):
        assert seen(other, DISTRICTS) == [("2502",)]
    assert seen(one, DISTRICTS) == seen(other, DISTRICTS) == []  # told nothing
    assert (user := seen(one, WHO)[0])[0] == WEB
    assert not user[1]
    assert user[2] == seen(other, WHO)[0][2]  # it was one session all along
    for made in (one, other):
        made.close()


def test_many_at_once_each_see_their_own(pooled):
    codes = [f"24{nth:02}" for nth in range(1, 7)]
    officers = [make.district_officer(make.district(code)) for code in codes]
    for officer in officers:
        make.producer(officer.district)

    def ask(officer) -> None:
        through = pooled()
        for nth in range(25):
            with seen_as(officer):
                assert seen(through, DISTRICTS) == [(officer.district_id,)]
            with transaction.atomic("pooled"):
                with seen_as_portal("the test"):
                    assert len(seen(through, DISTRICTS)) == len(codes)
                with seen_as(officer):
                    assert seen(through, DISTRICTS) == [(officer.district_id,)]
                transaction.set_rollback(nth % 2 == 0, "pooled")
        through.close()

    with ThreadPoolExecutor(len(officers)) as people:
        list(people.map(ask, officers))
