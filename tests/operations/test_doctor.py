"""What `otop doctor` says: each fault is named with its mend, and nothing secret is told."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from operations import doctor, noting
from operations.layout import SERVICES, TIMERS, Layout
from operations.settings import Settings

KEY = "a made-up key of a backup, quite long enough"


@pytest.fixture
def at(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path)
    layout.tls.mkdir(parents=True)
    return layout


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for name in ("place", "state", "media"):
        (tmp_path / name).mkdir()
    return Settings(
        {
            "BACKUP_PLACE": str(tmp_path / "place"),
            "BACKUP_STATE": str(tmp_path / "state"),
            "BACKUP_KEY": KEY,
            "MEDIA_ROOT": str(tmp_path / "media"),
            "DATABASE_URL": "postgres://otop_web:secret-word@127.0.0.1:1/otop",
        }
    )


def certificate(path: Path, days: int) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "portal.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))


def told(settings: Settings, at: Layout) -> dict[str, tuple[bool, str]]:
    return {name: (well, said) for name, well, said in doctor.examined(settings, at)}


@pytest.fixture
def programs(monkeypatch) -> dict[str, str]:
    """What systemctl and timedatectl print."""
    said = {"systemctl": "active\n" * len([*SERVICES, *TIMERS]), "timedatectl": "yes\n"}

    def run(command, **options):
        return subprocess.CompletedProcess(command, 0, said[command[0]], "")

    monkeypatch.setattr(doctor.subprocess, "run", run)
    monkeypatch.setattr(
        noting, "portal", lambda settings, database, *asked: '{"encryption": ["ab12"]}'
    )
    monkeypatch.setattr(doctor, "ready", lambda path: (200, "{}"))
    return said


def test_all_is_well(settings, at, programs, tmp_path, monkeypatch):
    certificate(at.tls / "certificate.pem", 300)
    (tmp_path / "place/wal").mkdir()
    (tmp_path / "place/wal/000000010000000000000001.sealed").touch()
    found = told(settings, at)
    assert {name for name, (well, _) in found.items() if not well} == {"backup"}
    assert list(found) == list(doctor.CHECKS)
    assert "ab12" in found["keys"][1]
    everything = " ".join(said for _, said in found.values())
    for secret in (KEY, "secret-word"):
        assert secret not in everything


@pytest.mark.parametrize(
    ("name", "fault", "mend"),
    [
        (
            "certificate",
            lambda at, said, patch: certificate(at.tls / "certificate.pem", 5),
            "reload nginx",
        ),
        ("certificate", lambda at, said, patch: None, "No such file"),
        (
            "services",
            lambda at, said, patch: said.update(systemctl="failed\n" + said["systemctl"][7:]),
            "systemctl status otop-web.socket",
        ),
        (
            "clock",
            lambda at, said, patch: said.update(timedatectl="no\n"),
            "timedatectl set-ntp true",
        ),
        (
            "portal",
            lambda at, said, patch: patch.setattr(
                doctor,
                "ready",
                lambda path: (503, '{"worker": "no worker is alive", "disk": "ok"}'),
            ),
            "worker: no worker is alive",
        ),
        (
            "portal",
            lambda at, said, patch: patch.setattr(doctor, "ready", lambda path: (0, "refused")),
            "journalctl -u otop-web",
        ),
        ("disk", lambda at, said, patch: patch.setattr(doctor, "FREE", 1 << 60), "GB left at"),
        ("log", lambda at, said, patch: None, "systemctl status otop-archive"),
        ("backup", lambda at, said, patch: None, "otop backup"),
    ],
)
def test_a_fault_is_named_with_its_mend(settings, at, programs, monkeypatch, name, fault, mend):
    fault(at, programs, monkeypatch)
    well, said = told(settings, at)[name]
    assert not well
    assert mend in said


def test_settings_that_are_missing(at, programs):
    found = told(Settings({}), at)
    assert found["backup"] == (False, found["backup"][1])
    assert "BACKUP_PLACE is not set" in found["backup"][1]


def test_mail_that_does_not_answer(settings, at, programs):
    known = {**settings.known, "EMAIL_URL": "smtp://user:secret-word@127.0.0.1:1"}
    well, said = told(Settings(known), at)["mail"]
    assert not well
    assert "secret-word" not in said


def test_the_command_fails_where_something_is_to_be_looked_at(
    settings, programs, monkeypatch, capsys
):
    monkeypatch.setattr(doctor, "read_settings", lambda: settings)
    assert doctor.command(None) == 1
    assert "to look at" in capsys.readouterr().out
