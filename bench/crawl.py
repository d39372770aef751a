"""Every address that a role reaches from its home, with what it costs: the slowest are in RESULTS.md.

Of each kind of page (a name of an address, with the names of what it asks for) two are opened, by GET;
of a register's list each filter alone, for together they make a thousand kinds.
"""

import re
import sys
from collections import Counter, deque
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from bench.costs import Cost, Page, cost_of
from bench.timing import shown, table
from core.users.models import User

_LINK = re.compile(r'href="(/[^"#]*|\?[^"#]*)')
OF_A_KIND, SLOWEST = 2, 25
_OF_A_LIST = ("_changelist", "_export")
ROLES = {"district": "bangkhla", "province": "chachoengsao", "department": "department"}


def measure(most: int = SLOWEST) -> str:
    """The slowest, and how the others are spread."""
    found = [line for role, username in ROLES.items() for line in _crawl(role, username)]
    found.sort(key=lambda line: -line[2].whole.median)
    lines = [
        [
            role, f"`{path}`", shown(cost.whole.median), shown(cost.cpu.median), shown(cost.sql),
            str(cost.queries), f"{cost.size / 1000:,.0f}", str(cost.status),
        ]
        for role, path, cost in found[:most]
    ]  # fmt: skip
    slow = [cost.whole.median for *_, cost in found]
    spread = ", ".join(
        f"{sum(one > limit for one in slow)} over {limit} ms" for limit in (50, 100, 250)
    )
    head = ["role", "address", "ms", "CPU", "SQL", "queries", "KB", "status"]
    return f"{len(found)} pairs of role and address: {spread}.\n\n{table(head, lines)}"


def _crawl(role: str, username: str) -> list[tuple[str, str, Cost]]:
    user = User.objects.get(username=username)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    waiting, known, kinds = deque(["/"]), {"/"}, Counter[object]()
    found = []
    while waiting:
        path = waiting.popleft()
        kind = _kind(path)
        if kind is None or kinds[kind] >= OF_A_KIND:
            continue
        kinds[kind] += 1
        answer = client.get(path)
        is_page = answer["Content-Type"].startswith("text/html") and not answer.streaming
        if answer.status_code == 200:
            cost = cost_of(Page(path, user, path), runs=2)
            found.append((role, path, cost))
            # As it goes: a crawl that is cut short has told so far.
            took = f"{shown(cost.whole.median)} ms, {shown(cost.cpu.median)} of processor"
            print(f"  {role} {path}: {took}, {cost.queries} queries", file=sys.stderr, flush=True)
        if not is_page:
            continue
        for link in _LINK.findall(answer.content.decode()):
            target = unescape(link)
            target = urlsplit(path).path + target if target.startswith("?") else target
            if target not in known:
                known.add(target)
                waiting.append(target)
    return found


def _kind(path: str) -> object:
    """None for what is no page of ours."""
    parts = urlsplit(path)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    if parts.path.startswith("/static/") or match.url_name == "logout":
        return None
    names = frozenset(name for name, _ in parse_qsl(parts.query))
    if len(names) > 1 and (match.url_name or "").endswith(_OF_A_LIST):
        return None
    return match.view_name, names
