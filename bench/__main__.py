"""Build the national database if need be, measure, print the tables (Markdown) on stdout."""

import argparse
import os
import platform
import sys
from datetime import date

from bench.national import environment, national_database


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--months", type=int, default=int(os.environ.get("BENCH_MONTHS", "36")))
    parser.add_argument(
        "only",
        nargs="*",
        choices=["rollups", "saves", "pages", "tables", "take_over", "rehearsal", []],
        help="all when none is named",
    )
    parser.add_argument(
        "--share", type=int, default=100, help="of take_over and rehearsal: per cent of the nation"
    )
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
    address = national_database(asked.months)
    os.environ.update(environment(address))

    import django

    django.setup()
    from bench import pages, rollups, saves, tables, take_over

    print(f"{date.today()}, {os.cpu_count()} cores ({platform.machine()}), {asked.months} months\n")
    parts = {
        "rollups": ("Totals of the nation, ms", rollups.measure),
        "saves": ("Saving a grid, ms", saves.measure),
        "pages": ("Pages", lambda: pages.measure(address)),
        "tables": ("Tables in Excel", tables.measure),
        "take_over": (
            "Taking over the old registry",
            lambda: take_over.measure(asked.share),
        ),
    }
    for key, (title, measure) in parts.items():
        if not asked.only or key in asked.only:
            print(f"{title} ...", file=sys.stderr)
            print(f"### {title}\n\n{measure()}\n", flush=True)


if __name__ == "__main__":
    main()
