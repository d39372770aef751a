"""What axe-core finds on the pages: nothing.

The addresses are those of the access tables, which hold every address of the portal. Here one of each
kind is opened, by one of those it answers, at one of the widths, in turns. `make axe` opens
each for every officer it answers, at every width; tests/browser/crawl.py walks the demo's own links.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser, Error, Page, Route

from tests.support.access import WHO, Address, Scene, all_addresses, whole_scene
from tests.support.axe import WIDTHS, found_at
from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)
from tests.support.database import wait_for_requests

EVERYTHING = os.environ.get("ACCESSIBILITY") == "everything"
# Who may not certify sees the chief's pages otherwise: `make axe` opens them too.
OFFICERS = (
    *(who for who in WHO if who not in ("sibling", "foreign", "confirmed")),
    *(("clerk",) if EVERYTHING else ()),
)
# Pages of one template, of which so many are enough: a report, the lists that the department keeps.
ALIKE = {"report": 6, "list": 1}
HALVES = 2  # for two workers


@dataclass(frozen=True)
class Visit:
    address: Address
    who: str
    widths: tuple[int, ...]


def kind(address: Address) -> str:
    if address.name.startswith("report "):
        return "report"
    of_a_list = re.fullmatch(r"\w+/\w+/(add/|<path:object_id>/(change|history)/)?", address.route)
    if of_a_list and address.get == "login 403 403 403 403 200 200":
        return f"list {of_a_list[1]}"
    return address.name


def visits() -> list[Visit]:
    answering = [
        (address, [who for who in OFFICERS if address.answers[who, "GET"] == "200"])
        for address in all_addresses()
    ]
    if EVERYTHING:
        return [Visit(address, who, WIDTHS) for address, whom in answering for who in whom]
    chosen, of_kind = [], Counter[str]()
    for address, whom in answering:
        of_kind[kind(address)] += 1
        if whom and of_kind[kind(address)] <= ALIKE.get(kind(address).split()[0], 1):
            turn = len(chosen)
            width = WIDTHS[turn // HALVES % len(WIDTHS)]
            chosen.append(Visit(address, whom[turn % len(whom)], (width,)))
    return chosen


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


@pytest.mark.parametrize("half", range(HALVES))
def test_no_page_bars_anybody(chromium, live_server, transactional_db, half):
    scene = whole_scene()
    found, looked_at = {}, 0
    for who in OFFICERS:
        with signed_in(chromium, scene, who, live_server.url) as page:
            for visit in [one for one in visits()[half::HALVES] if one.who == who]:
                url = live_server.url + scene.url(visit.address).replace("&format=json", "")
                page.set_viewport_size({"width": visit.widths[0], "height": 900})
                if is_a_page(page, url):
                    looked_at += 1
                    for width in visit.widths:
                        found |= {
                            (url, who, width, str(one)): None for one in found_at(page, width)
                        }
    wait_for_requests()
    assert looked_at > 50
    assert not found, "\n".join(f"{url} {who} {width}\n {one}" for url, who, width, one in found)


# What is shown where something went wrong, out of its template: it needs no database, and no person.
IN_TROUBLE = {
    "400.html": {},
    "403.html": {},
    "403_csrf.html": {},
    "404.html": {},
    "500.html": {"request_id": "a1b2c3d4"},
    "503.html": {"request_id": "a1b2c3d4"},
    "disk_fault.html": {"request_id": "a1b2c3d4", "fault": "เนื้อที่เก็บไฟล์เต็ม"},
    "accounts/locked_out.html": {},
    "accounts/factor_locked.html": {"tries": 5, "minutes": 15},
    "accounts/provider_refused.html": {"name": "ThaiD", "said": "ติดต่อ ThaiD ไม่ได้"},
    "accounts/invitation_gone.html": {},
    "accounts/invitation_locked.html": {},
    "registration/logged_out.html": {},
}


def shown(body: str, route: Route) -> None:
    route.fulfill(body=body, content_type="text/html")


def test_no_page_of_something_wrong_bars_anybody(chromium, live_server, transactional_db):
    page = chromium.new_page(locale="th-TH")
    asked = RequestFactory().get("/")
    asked.user = AnonymousUser()
    for template, told in IN_TROUBLE.items():
        url = f"{live_server.url}/in-trouble/{template}"
        body = render_to_string(template, told, request=asked)
        page.route(url, partial(shown, body))
        page.goto(url)
        for width in WIDTHS if EVERYTHING else (390, 1280):
            found = found_at(page, width)
            assert not found, f"{template} {width}\n" + "\n".join(map(str, found))
    page.close()
    wait_for_requests()


def test_a_page_that_bars_people_is_found(chromium):
    page = chromium.new_page()
    page.set_content("<html lang=th><title>ผิด</title><main><h1>ผิด</h1><input><table><th></table>")
    assert {"label", "empty-table-header"} <= {one.rule for one in found_at(page, 390)}
    page.set_content(
        "<html lang=th><title>กว้าง</title><main><h1>กว้าง</h1>" + "<img alt='' width=900 height=9>"
    )
    assert [one.rule for one in found_at(page, 390)] == ["sideways"]
    page.close()
