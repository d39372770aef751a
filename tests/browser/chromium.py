"""Where this machine has a Chromium for the browser tests."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_GET_ONE = "install Chromium, or run: .venv/bin/playwright install --with-deps chromium"


def find_chromium() -> str | None:
    """The program to drive: the system's own first, else the one Playwright downloaded."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return _downloaded()


def _downloaded() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


def browser_is_required() -> bool:
    """In CI a missing browser is a failure; on a person's machine those tests are skipped."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")
