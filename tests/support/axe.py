"""What axe-core finds on a page: WCAG 2.2 to level AA, and the good practice beside it."""

import os
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

# A phone, a tablet, a desk, and a desk at 200 %: half as many of its points are a line then.
# Fewer of them: WIDTHS='390 1280' make axe
WIDTHS = tuple(map(int, os.environ.get("WIDTHS", "390 768 1280 640").split()))

OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": [
            *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"),
            "best-practice",
        ],
    },
    # Left out of their tags by axe: the first as still tried out, the second as new.
    "rules": {"label-content-name-mismatch": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,
}

LISTED = """options => axe.run(document, options).then(found => found.violations.flatMap(
    violation => violation.nodes.map(node => [
        violation.id, node.target.flat().join(" "), node.html, node.failureSummary])))"""

# The page itself; a table that scrolls within the page is meant to.
WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth > innerWidth"


@dataclass(frozen=True)
class Finding:
    rule: str
    place: str  # as a CSS selector
    html: str
    why: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.place}\n  {self.html[:300]}\n  {self.why[:400]}"


@cache
def script() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def found_at(page: Page, width: int) -> list[Finding]:
    """What is wrong with the page as it stands, at this width."""
    page.set_viewport_size({"width": width, "height": 900})
    high = page.evaluate("document.documentElement.scrollHeight")
    # All of it at once: what a standing head or foot lies over is not covered, it can be scrolled to.
    page.set_viewport_size({"width": width, "height": min(max(high, 900), 16_000)})
    if not page.evaluate("'axe' in window"):
        page.evaluate(script())
    found = [Finding(*one) for one in page.evaluate(LISTED, OPTIONS)]
    if page.evaluate(WIDER_THAN_THE_WINDOW):
        wide = page.evaluate("document.documentElement.scrollWidth")
        found.append(Finding("sideways", "html", "", f"{wide} px wide in a window of {width} px"))
    return found
