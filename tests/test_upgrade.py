"""A database of the first release, with rows in it, comes forward through every migration since."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.conf import settings
from psycopg import sql

from tests.support.database import maintenance

NAME = f"otop_upgrade_{os.getpid()}"


@pytest.fixture
def empty_database() -> Iterator[str]:
    """Its DATABASE_URL."""
    database = settings.DATABASES["default"]
    with maintenance() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        yield (
            f"postgres://{database['USER']}:{quote(database['PASSWORD'])}"
            f"@{database['HOST']}:{database['PORT']}/{NAME}"
        )
        connection.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(NAME)))


def test_rows_of_the_first_release_come_forward(empty_database):
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.first_release"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DATABASE_URL": empty_database,
            "DJANGO_SETTINGS_MODULE": "otop_registry.settings_test",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "producers": [
            ["2402-1", "announced", "2014-05-01", True, False],
            ["2402-2", "cancelled", "None", True, True],
        ],
        "accounts": [["clerk", "active", True], ["gone", "suspended", False]],
        "steps": [["gone", "suspend", "ปิดใช้อยู่ก่อนมีสถานะบัญชี"]],
        "products": [["ผ้าขาวม้า", "fabric", "announced"], ["ผ้าถุง", "fabric", "announced"]],
        "assessments": [
            ["quadrant", "D", "D", "D", "", ""],
            ["quadrant", "", "D", "C", "กรรมการเห็นชอบ", ""],
        ],
        "pictures": [["ผ้าขาวม้า", "old/one.jpg", 1, True]],
        "outlets": [["ร้านริมน้ำ", "announced"]],
        "items": [["ร้านริมน้ำ", "ข้าวแกง"], ["ร้านริมน้ำ", "ขนมจีน"]],
        "rows": [["2402-1", "359900.25"]],
        "lines": ["359900.25"],
        "periods": ["2570", "2570-q1", "2570-r1"],
    }
