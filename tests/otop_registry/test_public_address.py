"""Certified papers carry the address at which the portal is served."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAY = "from otop_registry import settings; print(settings.PUBLIC_ADDRESS)"


def said(**environment: str) -> str:
    plain = {k: v for k, v in os.environ.items() if k not in ("HOST", "PORT", "PUBLIC_ADDRESS")}
    done = subprocess.run(
        [sys.executable, "-c", SAY], cwd=ROOT, env=plain | environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORT": "8112"}, "http://127.0.0.1:8112"),
        ({"HOST": "10.0.0.7", "PORT": "9000"}, "http://10.0.0.7:9000"),
        ({"HOST": "0.0.0.0", "PORT": "9000"}, "http://127.0.0.1:9000"),  # noqa: S104
        ({"PORT": "8112", "PUBLIC_ADDRESS": "https://otop.example/"}, "https://otop.example"),
    ],
)
def test_the_address_follows_where_it_is_served(environment, address):
    assert said(**environment) == address


def test_make_run_tells_the_portal_its_port():
    """The recipe of `run` runs with HOST and PORT in its environment."""
    probe = "run: install\n\t@echo $$HOST:$$PORT"
    told = subprocess.run(
        ["make", "-s", "-f", "-", "run", "PORT=8112"], cwd=ROOT, capture_output=True, text=True,
        input=_exports_of_run() + f"\ninstall:\n{probe}\n", check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "127.0.0.1:8112"


def _exports_of_run() -> str:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    kept = ("HOST ?=", "PORT ?=", "run: export ")
    return "\n".join(line for line in lines if line.startswith(kept))
