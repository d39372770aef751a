"""Production does not start on keys that would fail at the first national id."""

import runpy

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

GOOD = Fernet.generate_key().decode()


@pytest.fixture
def served(monkeypatch):
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_ADDRESS", "NATIONAL_ID_HASH_KEY"):
        monkeypatch.setenv(name, "given")
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("PORTAL_DEMO", "0")
    return monkeypatch


def start() -> dict:
    return runpy.run_path(str(settings.BASE_DIR / "otop_registry/settings_production.py"))


def test_it_starts_with_what_it_asks_for(served):
    served.setenv("NATIONAL_ID_KEYS", GOOD)
    assert start()["DEBUG"] is False


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
