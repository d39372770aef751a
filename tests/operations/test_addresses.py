"""DATABASE_URL as the commands of an operator read it: one server or several."""

from pathlib import Path

import pytest

from operations.failure import Refused
from operations.noting import url_of
from operations.settings import Address, read_settings


def test_one_server():
    found = Address.read("postgres://otop_web:p%40%2F@db.example/otop", "DATABASE_URL")
    assert (found.host, found.port, found.wanted) == ("db.example", "5432", "any")
    assert (found.user, found.password, found.database) == ("otop_web", "p@/", "otop")
    assert url_of(found) == "postgres://otop_web:p%40%2F@db.example:5432/otop"


def test_several_servers():
    url = "postgres://otop_web:p@10.0.0.1:5432,[fd00::2]:5433,db3/otop"
    found = Address.read(url, "DATABASE_URL")
    assert found.environment() == {
        "PGHOST": "10.0.0.1,fd00::2,db3",
        "PGPORT": "5432,5433,5432",
        "PGUSER": "otop_web",
        "PGPASSWORD": "p",
        "PGCONNECT_TIMEOUT": "10",
        "PGTARGETSESSIONATTRS": "read-write",
    }
    assert url_of(found) == f"{url.removesuffix('/otop')}:5432/otop"


@pytest.mark.parametrize(
    "url",
    ["mysql://a@b/otop", "postgres://a@b", "postgres://a@b:port/otop", "postgres://a@b:1:2/c"],
)
def test_what_is_none_is_refused(url):
    with pytest.raises(Refused, match="DATABASE_URL is no address"):
        Address.read(url, "DATABASE_URL")


def test_a_unit_has_what_its_account_may_not_read(monkeypatch, tmp_path):
    """The files are root's alone: systemd reads them and gives their content to the backup's unit."""

    def refused(self: Path) -> str:
        raise PermissionError(self)

    monkeypatch.setattr(Path, "read_text", refused)
    files = (tmp_path / "portal.env", tmp_path / "backup.env")
    monkeypatch.setenv("DATABASE_URL", "postgres://web@h/otop")
    monkeypatch.delenv("BACKUP_DATABASE_URL", raising=False)
    with pytest.raises(Refused, match=r"backup\.env may not be read by this account"):
        read_settings(files)
    monkeypatch.setenv("BACKUP_DATABASE_URL", "postgres://backup@h/otop")
    assert read_settings(files).server.user == "backup"
