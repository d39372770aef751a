"""Build the national database if need be, measure, print the tables (Markdown) on stdout."""

import argparse
import os
import platform
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.national import environment, national_database


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--months", type=int, default=int(os.environ.get("BENCH_MONTHS", "36")))
    parser.add_argument(
        "only",
        nargs="*",
        choices=[
            "rollups",
            "saves",
            "pages",
            "costs",
            "peers",
            "crawl",
            "tables",
            "imports",
            "take_over",
            "rehearsal",
            "load",
            [],
        ],
        help="all when none is named, but for the crawl, imports, the load and the rehearsal",
    )
    parser.add_argument("--share", type=int, default=100, help="per cent of the nation")
    parser.add_argument(
        "--before", type=Path, help="of peers: a checkout of an older commit, to be measured beside"
    )
    parser.add_argument(
        "--page", action="append", default=[], help="of peers and costs: pages that begin so"
    )
    parser.add_argument(
        "--seconds", type=int, default=60, help="of load: of each of its three parts"
    )
    parser.add_argument("--database", default="", help="an address: measure this instead")
    asked = parser.parse_args()
    if asked.only == ["take_over"]:  # of files alone: no nation needs to be built
        os.environ.update(environment(os.environ.get("DATABASE_URL", "")))
        from bench import take_over

        print(f"### Taking over the old registry\n\n{take_over.measure(asked.share)}\n")
        return
    if asked.only == ["rehearsal"]:  # two databases of its own
        os.environ.update(environment(os.environ.get("DATABASE_URL", "")))
        from bench import rehearsal

        told = rehearsal.measure(asked.share, asked.months)
        print(f"### The nation through the door of the old systems\n\n{told}\n")
        return
    address = asked.database or national_database(asked.months, asked.share)
    os.environ.update(environment(address))

    import django

    django.setup()
    from bench import costs, crawl, load, pages, rollups, saves, tables, take_over
    from bench.machine import server_settings
    from bench.peers import compare

    nation = f"{asked.share} % of the nation, {asked.months} months"
    print(
        f"{date.today()}, {os.cpu_count()} cores ({platform.machine()}), {nation}; {server_settings()}\n"
    )
    parts: dict[str, tuple[str, Callable[[], str]]] = {
        "rollups": ("Totals of the nation, ms", rollups.measure),
        "saves": ("Saving a grid, ms", saves.measure),
        "pages": ("Pages", lambda: pages.measure(address)),
        "costs": ("What each page costs", lambda: costs.measure(asked.page)),
        "peers": (
            "Beside a plain Django admin",
            lambda: compare.measure(address, asked.before, asked.page),
        ),
        "crawl": ("Every address of every role", crawl.measure),
        "tables": ("Tables in Excel", tables.measure),
        "imports": ("Import and export, the portal alone", tables.measure_alone),
        "take_over": (
            "Taking over the old registry",
            lambda: take_over.measure(asked.share),
        ),
        "load": ("The last day", lambda: load.measure(address, asked.seconds)),
    }
    for key, (title, measure) in parts.items():
        if key in asked.only or (not asked.only and key not in ("crawl", "imports", "load")):
            print(f"{title} ...", file=sys.stderr)
            print(f"### {title}\n\n{measure()}\n", flush=True)


if __name__ == "__main__":
    main()
