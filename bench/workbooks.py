"""Reading and writing tables at national size against the libraries' own ways.

Each way runs in a process of its own. `python -m bench.workbooks` prints the table alone;
`measure()` is for `python -m bench`.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import perf_counter

from bench.timing import ratio, table

READ_ROWS, READ_COLUMNS = 100_000, 20
WRITE_ROWS, WRITE_COLUMNS = 226_000, 23

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Cost:
    """Seconds, and the most memory in MB that the process and its children held at once."""

    seconds: float
    megabytes: float


def headings(columns: int) -> list[str]:
    """รหัส, ชื่อ, ยอด, วันที่ and further texts."""
    return ["รหัส", "ชื่อ", "ยอด", "วันที่", *(f"ข้อความ {n}" for n in range(columns - 4))]


def rows(count: int, columns: int) -> Iterator[list[object]]:
    """Made-up rows such as a register's: codes, names, amounts, days, texts that repeat, blanks."""
    for number in range(count):
        texts = [
            f"ข้อความที่ {number % 97 * place}" if place % 4 else "" for place in range(columns - 4)
        ]
        yield [
            f"{number:013}",
            f"กลุ่มทอผ้าบ้านหนองบัว หมู่ที่ {number}",
            Decimal(number * 7) / 4,
            date(2026, 1 + number % 12, 1),
            *texts,
        ]


def read_as_the_portal(path: str) -> None:
    """read_table: looked through, head found, cells cleaned, in bounds."""
    from core.imports.reading import read_table

    with open(path, "rb") as file:
        found = read_table(file, path, headings=headings(READ_COLUMNS))
    assert len(found.rows) == READ_ROWS


def read_as_the_library(path: str) -> None:
    """As django-import-export reads an .xlsx: openpyxl through tablib."""
    from import_export.formats.base_formats import XLSX

    with open(path, "rb") as file:
        found = XLSX().create_dataset(file.read())
    assert len(found) == READ_ROWS


def write_as_the_portal(_: str) -> None:
    """write_workbook, from a generator."""
    from core.imports.workbooks import write_workbook

    made = rows(WRITE_ROWS, WRITE_COLUMNS)
    write_workbook("ผลิตภัณฑ์", headings(WRITE_COLUMNS), made).close()


def write_as_the_library(_: str) -> None:
    """As django-import-export writes an .xlsx: all rows in a dataset, then openpyxl."""
    from import_export.formats.base_formats import XLSX
    from tablib import Dataset

    found = Dataset(headers=headings(WRITE_COLUMNS))
    for row in rows(WRITE_ROWS, WRITE_COLUMNS):
        found.append(row)
    XLSX().export_data(found)


WAYS: dict[str, Callable[[str], None]] = {
    one.__name__: one
    for one in (
        read_as_the_portal,
        read_as_the_library,
        write_as_the_portal,
        write_as_the_library,
    )
}


def costs() -> dict[str, Cost]:
    """What each of WAYS costs, by its name. Two to three minutes, most of it the libraries'."""
    import django

    django.setup()
    from core.imports.workbooks import write_workbook

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "table.xlsx")
        with write_workbook("ก", headings(READ_COLUMNS), rows(READ_ROWS, READ_COLUMNS)) as file:
            Path(path).write_bytes(file.read())
        return {way: _cost(way, path) for way in WAYS}


def measure() -> str:
    """The tables with their ratios."""
    found = costs()
    lines = [
        _line(f"read {READ_ROWS:,} x {READ_COLUMNS}", found, "read"),
        _line(f"write {WRITE_ROWS:,} x {WRITE_COLUMNS}", found, "write"),
    ]
    head = ["xlsx", "portal, s", "MB", "django-import-export, s", "MB", "quicker"]
    return table(head, lines)


def _line(title: str, found: dict[str, Cost], what: str) -> list[str]:
    ours, theirs = found[f"{what}_as_the_portal"], found[f"{what}_as_the_library"]
    return [
        title,
        f"{ours.seconds:.1f}",
        f"{ours.megabytes:,.0f}",
        f"{theirs.seconds:.1f}",
        f"{theirs.megabytes:,.0f}",
        ratio(theirs.seconds, ours.seconds),
    ]


def _cost(way: str, path: str) -> Cost:
    print(f"  {way} ...", file=sys.stderr)
    answer = subprocess.run(
        [sys.executable, "-m", "bench.workbooks", way, path],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return Cost(**json.loads(answer.stdout))


def _run(way: str, path: str) -> Cost:
    """One way in this process, which nothing else has used."""
    import resource

    import django

    django.setup()
    begun = perf_counter()
    WAYS[way](path)
    seconds = perf_counter() - begun
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    held = sum(resource.getrusage(kind).ru_maxrss for kind in kinds)
    return Cost(round(seconds, 3), held / 1024)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otop_registry.settings")
    if len(sys.argv) == 3:
        print(json.dumps(vars(_run(*sys.argv[1:]))))
    else:
        print(measure())
