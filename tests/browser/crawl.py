"""Walks a running portal with made-up data through its own links, and says what axe-core finds:

    python -m tests.browser.crawl http://127.0.0.1:8000

Of each address pattern (each report, each section of a record) the first page that a link leads to, for
an officer of each role, with and without the certifying right, and for who is not signed in, at every
width. tests/browser/test_accessibility.py asks the same of every
address there is, with little data; here the lists are long and the charts full.
"""

import argparse
import json
import os
import sys
from collections import Counter, defaultdict, deque
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import django
from playwright.sync_api import Browser, Error, Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otop_registry.settings_test")
django.setup()

from django.urls import Resolver404, resolve  # noqa: E402

from tests.browser.chromium import HOW_TO_GET_ONE, find_chromium  # noqa: E402
from tests.support.axe import WIDTHS, found_at  # noqa: E402

NOBODY = "signed-out"
OFFICERS = ("bangkhla", "bangkhla.chief", "chachoengsao", "department", NOBODY)
# Where who is not signed in may come to: from a paper, from an invitation, by a wrong address.
SIGNED_OUT = ("/login/", "/verify/none/", "/invitation/none/", "/invitation/none/none/")
PASSWORD = "otop-demo-2569"
# Those of a chart too, whose href is no string.
LINKS = """() => [...document.querySelectorAll("a[href]")].map(
    (one) => new URL(one.getAttribute("href"), location).href)"""
# What tells one page of a pattern from another.
TELLING = ("section", "worklist")


def pattern(address: str) -> str | None:
    """Of which pages this is one; None for what is no page of the portal."""
    parts = urlsplit(address)
    try:
        route = resolve(parts.path)
    except Resolver404:
        return None
    named = route.kwargs.get("key", "") if "key" in route.kwargs else ""
    query = parse_qs(parts.query)
    if query.get("format"):
        return None
    told = [query[one][0] for one in TELLING if one in query]
    return " ".join([route.route, str(named), *told])


def pages_of(page: Page, at: str, officer: str):
    """Each page once, the home first."""
    if officer != NOBODY:
        page.goto(f"{at}/login/")
        page.fill("[name=username]", officer)
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="เข้าสู่ระบบ", exact=True).click()
        page.wait_for_url(f"{at}/")
    seen: set[str] = set()
    waiting = deque([f"{at}/"] if officer != NOBODY else [f"{at}{one}" for one in SIGNED_OUT])
    while waiting:
        address = waiting.popleft()
        named = pattern(address) if officer != NOBODY else address
        if named is None or named in seen or "logout" in named:
            continue
        seen.add(named)
        try:
            answer = page.goto(address)
        except Error as error:
            if "Download is starting" in str(error):
                continue
            raise
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        if answer.status != 200 and officer != NOBODY:
            print(f"{officer} {address} answers {answer.status}", file=sys.stderr)
            continue
        yield named, address
        waiting.extend(
            link for link in page.evaluate(LINKS) if link.startswith(at) and "#" not in link
        )


def walk(browser: Browser, at: str, officers, widths) -> tuple[list[dict], int]:
    found, pages = [], 0
    for officer in officers:
        context = browser.new_context(locale="th-TH", viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(60_000)
        for named, address in pages_of(page, at, officer):
            pages += 1
            here = [
                {"officer": officer, "page": named, "address": address, "width": width} | vars(one)
                for width in widths
                for one in found_at(page, width)
            ]
            found += here
            page.set_viewport_size({"width": 1280, "height": 900})
            print(officer, address, *sorted({one["rule"] for one in here}), flush=True)
        context.close()
    return found, pages


def summary(found: list[dict]) -> str:
    rules: dict[tuple[str, int], Counter] = defaultdict(Counter)
    for one in found:
        rules[one["rule"], one["width"]][one["officer"], one["page"]] += 1
    return "\n".join(
        f"{rule} at {width} px: {counted.total()} places on {len(counted)} pages"
        for (rule, width), counted in sorted(rules.items())
    )


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("at")
    asked.add_argument("--officers", nargs="+", default=OFFICERS)
    asked.add_argument("--widths", nargs="+", type=int, default=WIDTHS)
    asked.add_argument("--keep", type=Path, help="writes every finding there, as JSON")
    given = asked.parse_args()
    program = find_chromium()
    if program is None:
        sys.exit(f"no browser: {HOW_TO_GET_ONE}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        found, pages = walk(browser, given.at.rstrip("/"), given.officers, given.widths)
        browser.close()
    if given.keep:
        given.keep.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    print(summary(found) or "nothing found", f"\n{pages} pages")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
