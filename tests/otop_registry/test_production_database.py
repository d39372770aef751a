"""Production refuses the embedded PostgreSQL of `make run`, and says how to move."""

import os
import subprocess
import sys
from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings

import local_postgres


def test_the_embedded_server_is_refused():
    url = local_postgres.database_url(settings.BASE_DIR)
    known = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "otop_registry.settings_production",
        "DATABASE_URL": url,
        "SECRET_KEY": "made up, made up, made up, made up, made up, made up",
        "ALLOWED_HOSTS": "portal.example",
        "PUBLIC_ADDRESS": "https://portal.example",
        "NATIONAL_ID_KEYS": Fernet.generate_key().decode(),
        "NATIONAL_ID_HASH_KEY": "made up",
    }
    check = [sys.executable, "manage.py", "check"]
    done = subprocess.run(
        check, cwd=Path(settings.BASE_DIR), env=known, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "otop import-embedded" in done.stderr
    known["DATABASE_URL"] = "postgres://otop_web@127.0.0.1:1/otop"
    assert (
        subprocess.run(check, cwd=settings.BASE_DIR, env=known, capture_output=True).returncode == 0
    )
