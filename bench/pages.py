"""The portal over HTTP as people use it: one alone, then sixteen at once."""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter

import psycopg

from bench.browser import Browser
from bench.server import running_portal
from bench.timing import Times, ratio, shown, table, timed
from bench.work import OFFICES, Act, Work, works
from demo.accounts import DEMO_PASSWORD

ALONE_RUNS, TOGETHER_RUNS, SQL_RUNS = 30, 8, 15


@dataclass(frozen=True)
class Measured:
    """One work: alone, sixteen together (and how many a second they got done), alone with gzip, raw SQL;
    how big the answer is, uncompressed."""

    work: Work
    alone: Times
    together: Times
    a_second: float
    compressed: Times
    sql: Times | None
    size: int


def measure(address: str) -> str:
    """The tables."""
    chosen = works()
    with running_portal(address) as served, psycopg.connect(address, autocommit=True) as connection:
        measured = [_measured(work, served.port, connection) for work in chosen]
    return _tables(measured)


def _measured(work: Work, port: int, connection: psycopg.Connection) -> Measured:
    print(f"  {work.name}", file=sys.stderr)
    browsers = [signed_in(port, username) for username in work.people]
    alone, answer = timed(lambda: work.act(browsers[0], 0), ALONE_RUNS, warm_up=4)
    browsers[0].compressed = True
    compressed, _ = timed(lambda: work.act(browsers[0], 0), ALONE_RUNS // 3)
    browsers[0].compressed = False
    at_once, a_second = together(work.act, browsers)
    sql = None
    if (statement := work.sql) is not None:
        sql, _ = timed(lambda: statement(connection), SQL_RUNS)
    size = len(answer) if isinstance(answer, bytes) else 0
    return Measured(work, alone, at_once, a_second, compressed, sql, size)


def signed_in(port: int, username: str, password: str = DEMO_PASSWORD) -> Browser:
    browser = Browser(port)
    browser.sign_in(username, password)
    return browser


def together(act: Act, browsers: Sequence[Browser]) -> tuple[Times, float]:
    """Everybody at once, each one request after another."""

    def busy(nth: int) -> list[float]:
        times = []
        for _ in range(TOGETHER_RUNS):
            begun = perf_counter()
            act(browsers[nth], nth)
            times.append((perf_counter() - begun) * 1000)
        return times

    begun = perf_counter()
    with ThreadPoolExecutor(len(browsers)) as people:
        times = [one for own in people.map(busy, range(len(browsers))) for one in own]
    return Times.of(times), len(times) / (perf_counter() - begun)


def _tables(measured: Sequence[Measured]) -> str:
    times = table(
        ["ms", "1 client", "p95", "with gzip", f"{OFFICES} clients", "p95", "a second", "raw SQL", "KB"],
        [
            [
                one.work.name, shown(one.alone.median), shown(one.alone.p95),
                shown(one.compressed.median), shown(one.together.median), shown(one.together.p95),
                shown(one.a_second), shown(one.sql.median) if one.sql else "",
                f"{one.size / 1000:,.0f}" if one.size else "",
            ]
            for one in measured
        ],
    )  # fmt: skip
    empty = measured[0].alone.median
    compared = table(
        ["1 client", "portal : empty view", "portal : raw SQL", "Directus elsewhere",
         "portal : Directus", "Django admin elsewhere", "admin : portal"],
        [
            [
                one.work.name, ratio(one.alone.median, empty),
                ratio(one.alone.median, one.sql.median) if one.sql else "",
                shown(one.work.directus), ratio(one.alone.median, one.work.directus),
                shown(one.work.admin), ratio(one.work.admin, one.alone.median),
            ]
            for one in measured
            if one.work.directus and one.work.admin
        ],
    )  # fmt: skip
    return f"{times}\n\n{compared}"
