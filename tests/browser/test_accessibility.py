"""What axe-core finds on every page there is: nothing.

The addresses are those of the access tables, which hold every address of the portal. Here each is opened
once, by one of those it answers, at one of the widths, in turns. `make accessibility` opens each for
every officer it answers, at every width, and then walks the demo (tests/browser/crawl.py).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.support.access import WHO, Address, Scene, _scene, _stage, all_addresses
from tests.support.axe import WIDTHS, found_at
from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)
from tests.support.database import wait_for_requests

EVERYTHING = os.environ.get("ACCESSIBILITY") == "everything"
OFFICERS = tuple(who for who in WHO if who not in ("sibling", "foreign", "confirmed"))


def pages() -> list[tuple[Address, str, int]]:
    """Which page is looked at by whom at which width."""
    answering = [
        (address, [who for who in OFFICERS if address.answers[who, "GET"] == "200"])
        for address in all_addresses()
    ]
    answering = [(address, whom) for address, whom in answering if whom]
    if EVERYTHING:
        return [
            (address, who, width)
            for address, whom in answering
            for who, width in product(whom, WIDTHS)
        ]
    return [
        (address, whom[turn % len(whom)], WIDTHS[(turn // 3) % len(WIDTHS)])
        for turn, (address, whom) in enumerate(answering)
    ]


@contextmanager
def signed_in(chromium: Browser, scene: Scene, who: str, at: str) -> Iterator[Page]:
    context = chromium.new_context(locale="th-TH")
    if "sessionid" in scene.cookies[who]:
        session = scene.cookies[who]["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": at}])
    yield context.new_page()
    context.close()


def is_a_page(page: Page, url: str) -> bool:
    """Opens it; a file, a picture or what a script reads is none."""
    try:
        answer = page.goto(url)
    except Error as error:
        if "Download is starting" in str(error):
            return False
        raise
    assert answer is not None
    assert answer.status == 200, url
    return answer.headers.get("content-type", "").startswith("text/html")


@pytest.fixture
def scene(live_server, transactional_db) -> Scene:
    return _scene(_stage())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("who", OFFICERS)
def test_no_page_bars_anybody(chromium, live_server, scene, who, width):
    asked = [address for address, whose, wide in pages() if (whose, wide) == (who, width)]
    found, looked_at = {}, 0
    with signed_in(chromium, scene, who, live_server.url) as page:
        for address in asked:
            url = live_server.url + scene.url(address).replace("&format=json", "")
            page.set_viewport_size({"width": width, "height": 900})
            if is_a_page(page, url):
                looked_at += 1
                found |= {(url, str(one)): None for one in found_at(page, width)}
    wait_for_requests()
    assert looked_at or not asked or who == "anonymous"
    assert not found, "\n".join(f"{url}\n {one}" for url, one in found)
