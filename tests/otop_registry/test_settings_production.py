"""Production does not start on keys that would fail at the first national id."""

import runpy
import ssl

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.smtp import EmailBackend

from otop_registry.verified_hosts import unverified_mail

GOOD = Fernet.generate_key().decode()
PROMISED = {
    "SESSION_COOKIE_AGE": 30 * 60,
    "SESSION_LONGEST_SECONDS": 12 * 3600,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_REFERRER_POLICY": "same-origin",
    "X_FRAME_OPTIONS": "DENY",
    "PROXY_COUNT": 1,
    "TRUSTED_PROXIES": ["127.0.0.0/8", "::1"],
    "AXES_FAILURE_LIMIT": 5,
    "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
    "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
    "LARGEST_FORMSET": 200,
}


@pytest.fixture
def served(monkeypatch):
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_ADDRESS", "NATIONAL_ID_HASH_KEY"):
        monkeypatch.setenv(name, "given")
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("PORTAL_DEMO", "0")
    for name in ("LOG_FORMAT", "LOG_REQUESTS"):  # so that what it sets is taken back
        monkeypatch.setenv(name, "given")
        monkeypatch.delenv(name)
    return monkeypatch


def start() -> dict:
    return runpy.run_path(str(settings.BASE_DIR / "otop_registry/settings_production.py"))


def test_it_does_not_go_without_row_security(served):
    served.setenv("NATIONAL_ID_KEYS", GOOD)
    served.setattr("otop_registry.settings.ROW_SECURITY", False)
    with pytest.raises(ImproperlyConfigured, match="ROW_SECURITY"):
        start()


def test_it_starts_with_what_it_asks_for(served):
    served.setenv("NATIONAL_ID_KEYS", GOOD)
    assert start()["DEBUG"] is False


def test_what_it_promises(served):
    """Values, since a looser one would start as well."""
    served.setenv("NATIONAL_ID_KEYS", GOOD)
    promised = start()
    assert {name: promised[name] for name in PROMISED} == PROMISED


@pytest.mark.parametrize(
    "name",
    [
        "SECRET_KEY",
        "DATABASE_URL",
        "ALLOWED_HOSTS",
        "PUBLIC_ADDRESS",
        "NATIONAL_ID_KEYS",
        "NATIONAL_ID_HASH_KEY",
    ],
)
def test_each_of_its_settings_is_demanded(served, name):
    served.setenv("NATIONAL_ID_KEYS", GOOD)
    served.delenv(name)
    with pytest.raises(ImproperlyConfigured, match=name):
        start()


def test_a_key_that_is_none_is_named_by_its_place_and_not_shown(served, monkeypatch):
    monkeypatch.setattr("otop_registry.settings.NATIONAL_ID_KEYS", [GOOD, "no-key-at-all"])
    served.setenv("NATIONAL_ID_KEYS", "given")
    with pytest.raises(ImproperlyConfigured, match="key 2") as refused:
        start()
    assert "no-key-at-all" not in str(refused.value)


AWAY = "postgres://otop_web:x@10.0.0.2:5432/otop"


@pytest.mark.parametrize(
    ("name", "value", "refused"),
    [
        ("DATABASE_URL", AWAY, "DATABASE_URL goes to 10.0.0.2"),
        ("DATABASE_URL", f"{AWAY}?sslmode=require", "verify-full"),
        ("DATABASE_URL", AWAY.replace("10.0.0.2", "127.0.0.1:5432,10.0.0.3"), "10.0.0.3"),
        ("DATABASE_REPLICA_URL", AWAY, "DATABASE_REPLICA_URL goes"),
        ("PGBOUNCER_URL", AWAY, "PGBOUNCER_URL goes"),
        ("DATABASE_OWNER_URL", AWAY, "DATABASE_OWNER_URL goes"),
    ],
)
def test_a_database_of_another_machine_is_verified(served, name, value, refused):
    served.setenv("NATIONAL_ID_KEYS", GOOD)
    served.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=refused):
        start()
    served.setenv(name, f"{value.split('?')[0]}?sslmode=verify-full")
    assert start()["DEBUG"] is False
    served.setenv(name, value)
    served.setenv("PRIVATE_HOSTS", "10.0.0.2,10.0.0.3")
    assert start()["DEBUG"] is False


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        ({"EMAIL_HOST": "mail.example"}, False),
        ({"EMAIL_HOST": "mail.example", "EMAIL_USE_TLS": True}, True),
        ({"EMAIL_HOST": "mail.example", "EMAIL_USE_SSL": True}, True),
        ({"EMAIL_HOST": "localhost"}, True),
        ({"EMAIL_HOST": "::1"}, True),
    ],
)
def test_mail_of_another_machine_goes_by_tls(given, ends):
    faults = list(unverified_mail({"EMAIL_URL": "smtp://"} | given, []))
    assert (faults == []) is ends
    assert list(unverified_mail(given, [])) == []  # no mail is sent


def test_the_mail_server_has_to_be_the_one_it_says():
    context = EmailBackend(host="mail.example", use_tls=True).ssl_context
    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED


def test_a_list_of_leaked_passwords_that_is_none(served):
    served.setenv("NATIONAL_ID_KEYS", GOOD)
    served.setattr("otop_registry.settings.LEAKED_PASSWORDS", "/nowhere/leaked.txt")
    with pytest.raises(ImproperlyConfigured, match="LEAKED_PASSWORDS"):
        start()
