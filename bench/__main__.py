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
        choices=["rollups", "saves", "pages", "tables", []],
        help="all when none is named",
    )
    asked = parser.parse_args()
    address = national_database(asked.months)
    os.environ.update(environment(address))

    import django

    django.setup()
    from bench import pages, rollups, saves, tables

    print(f"{date.today()}, {os.cpu_count()} cores ({platform.machine()}), {asked.months} months\n")
    parts = {
        "rollups": ("Totals of the nation, ms", rollups.measure),
        "saves": ("Saving a grid, ms", saves.measure),
        "pages": ("Pages", lambda: pages.measure(address)),
        "tables": ("Tables in Excel", tables.measure),
    }
    for key, (title, measure) in parts.items():
        if not asked.only or key in asked.only:
            print(f"{title} ...", file=sys.stderr)
            print(f"### {title}\n\n{measure()}\n", flush=True)


if __name__ == "__main__":
    main()
