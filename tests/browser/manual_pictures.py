"""The manual's pictures, of a running demo: `make manual` opens each page as its role and keeps it.

python tests/browser/manual_pictures.py http://127.0.0.1:8000
"""

import os
import sys
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import django  # noqa: E402
from chromium import find_chromium  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otop_registry.settings")
django.setup()

from core.areas.scope import Role  # noqa: E402
from demo.accounts import DEMO_PASSWORD  # noqa: E402
from otop_registry.manual.sections import SECTIONS  # noqa: E402

FOLDER = ROOT / "static" / "manual"
ACCOUNTS = {
    Role.DISTRICT: "bangkhla.chief",
    Role.PROVINCE: "chachoengsao",
    Role.DEPARTMENT: "department",
}
WITHOUT_THE_FRAME = {"x": 204, "y": 52, "width": 1076, "height": 748}
COLOURS = 64  # a screen has few; a third of the bytes


def keep(page: Page, key: str) -> None:
    picture = Image.open(BytesIO(page.screenshot(clip=WITHOUT_THE_FRAME))).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{key}.png", optimize=True)


def main(address: str) -> None:
    """Take every picture anew from the portal at `address`."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium())
        for role, username in ACCOUNTS.items():
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{address}/login/")
            page.fill("[name=username]", username)
            page.fill("[name=password]", DEMO_PASSWORD)
            with page.expect_navigation():
                page.keyboard.press("Enter")
            for section in SECTIONS:
                shown_to = next(one for one in ACCOUNTS if one in section.roles)
                if section.picture and shown_to == role:
                    page.goto(address + section.picture)
                    page.wait_for_load_state("networkidle")
                    keep(page, section.key)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
