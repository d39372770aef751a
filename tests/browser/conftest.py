"""A browser in Thai against the running portal; a page that complains in its console fails."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import HOW_TO_GET_ONE, browser_is_required, find_chromium
from tests.support.browser import SCREENSHOTS
from tests.support.database import wait_for_requests

# Playwright's loop runs in the tests' thread, where Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Warnings are errors, and WhiteNoise warns of a folder that nothing was collected into yet.
Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)

CUT_OFF = "fields => fields.filter(f => f.scrollWidth > f.clientWidth).map(f => f.value)"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        if browser_is_required():
            pytest.fail(f"no browser: {HOW_TO_GET_ONE}")
        pytest.skip(f"no browser: {HOW_TO_GET_ONE}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def sign_in(chromium: Browser, live_server, transactional_db) -> Iterator[Callable[..., Page]]:
    """`sign_in(user, **context options)`: a page of that person, on the home.

    What the pages wrote to their console is held against them at the end; a test that cuts the
    network or asks for a page that is not there says so with `page.allowed`.
    """
    contexts: list[BrowserContext] = []
    complaints: list[tuple[Page, str]] = []

    def complain(page: Page, text: str) -> None:
        if not any(allowed in text for allowed in page.allowed):
            complaints.append((page, f"{page.url}: {text}"))

    def open_page(user, **options) -> Page:
        options = {"locale": "th-TH", "viewport": {"width": 1280, "height": 900}} | options
        context = chromium.new_context(**options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.allowed = []
        page.on("pageerror", lambda error: complain(page, str(error)))
        page.on(
            "console",
            lambda message: message.type in {"error", "warning"} and complain(page, message.text),
        )
        page.goto(f"{live_server.url}/login/")
        page.fill("[name=username]", user.username)
        page.fill("[name=password]", "test-password")
        page.get_by_role("button", name="เข้าสู่ระบบ").click()
        page.wait_for_url(f"{live_server.url}/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    wait_for_requests()
    assert [text for _, text in complaints] == []


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keeps the whole page at the width of a desk and of a phone; at neither it may be wider than
    the window, nor a figure longer than its field."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def keep(page: Page, name: str) -> None:
        wide = page.viewport_size
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert page.locator(".grid .cell input").evaluate_all(CUT_OFF) == [], name
        page.set_viewport_size(wide)

    return keep
