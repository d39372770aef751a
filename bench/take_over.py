"""The nation's registry taken over from files, as the old systems would send it.

The files are the made-up nation's (demo): producers with national ids, a fifth without, products, a
standard for each third product, outlets with what they sell. `share` per cent of the provinces'
producers, by whole provinces. The database is one of its own, emptied before.
"""

import csv
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from time import perf_counter

import psycopg
from psycopg import sql

from bench.national import ROOT, environment, manage
from bench.timing import table

_NATION = (99_336, 225_970, 1_274)


def measure(share: int = 100) -> str:
    """One table: what was taken over and what it cost; the counts must be those of the files."""
    address = _empty_database()
    with tempfile.TemporaryDirectory() as folder:
        begun = perf_counter()
        counts = write_files(Path(folder), share)
        print(f"  files {perf_counter() - begun:.0f} s: {counts}", file=sys.stderr)
        begun = perf_counter()
        memory = _take_over(address, folder)
        first = perf_counter() - begun
        begun = perf_counter()
        _take_over(address, folder)
        again = perf_counter() - begun
    with psycopg.connect(address) as connection:
        found = [
            connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
            .fetchall()[0][0]
            for name in ("producers_producer", "products_product", "chuanchim_outlet")
        ]  # fmt: skip
    assert found == counts[:3], (found, counts)
    producers, products, outlets, parts = counts
    return table(
        ("taken over", "rows", "seconds", "rows a second", "peak memory, MB", "sent again, s"),
        [
            (
                f"{producers:,} producers, {products:,} products, {outlets:,} outlets, "
                f"{parts:,} parts ({share} % of the nation)",
                f"{sum(counts):,}",
                f"{first:.0f}",
                f"{sum(counts) / first:,.0f}",
                f"{memory:,.0f}",
                f"{again:.0f}",
            )
        ],
    )


def _empty_database(name: str = "otop_bench_take_over", like: str = "") -> str:
    """The address of a database with areas and the department's account; `like`: one such, copied."""
    import local_postgres

    server = os.environ.get("DATABASE_URL") or local_postgres.database_url(ROOT)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        made = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if like:
            made += sql.SQL(" TEMPLATE {}").format(sql.Identifier(like))
        connection.execute(made)
    address = server.rsplit("/", 1)[0] + f"/{name}"
    if like:
        return address
    manage(address, "migrate", "--verbosity", "0")
    manage(address, "load_areas")
    manage(
        address,
        "shell",
        "-v0",
        "-c",
        "from core.users.models import User;"
        "User.objects.create_superuser('department', 'a password for nobody', full_name='กรม')",
    )
    return address


def _take_over(address: str, folder: str) -> float:
    """Megabytes at most, of the portal's process and what it started."""
    timed = (
        "import resource, sys; from django.core.management import execute_from_command_line as run;"
        f"run(['manage.py', 'take_over', {folder!r}, '--as', 'department']);"
        "print('peak', max(resource.getrusage(who).ru_maxrss for who in"
        " (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", timed],
        cwd=ROOT,
        env=environment(address),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    print(done.stdout, file=sys.stderr)
    found = re.search(r"^peak (\d+)", done.stdout, re.MULTILINE)
    assert found
    return int(found[1]) / 1024


# --- The files ------------------------------------------------------------------------------------


def chosen_provinces(share: int) -> list[str]:
    """Whole provinces that together have this per cent of the nation's producers."""
    from demo.nation.counts import nation_counts

    held = {code: Counter(one.kinds).total() for code, one in nation_counts().items()}
    chosen: list[str] = []
    for province in sorted(held, key=lambda code: (int(code) * 37) % 101):
        if 100 * sum(held[one] for one in chosen) < share * sum(held.values()):
            chosen.append(province)
    return chosen


def write_files(folder: Path, share: int) -> list[int]:
    """Producers, products, outlets and the parts, of whole provinces; how many of each."""
    import django

    django.setup()
    from demo.figures import subdistricts_of
    from demo.nation.build import _made_up
    from demo.nation.counts import nation_counts

    counts = nation_counts()
    written = [0, 0, 0, 0]
    with _Sheets(folder) as sheets:
        for province in chosen_provinces(share):
            made = _made_up(province, counts[province], subdistricts_of(province))
            for kind, rows in _rows(made, Random(province), written[1]):  # noqa: S311  (made up)
                sheets.write(kind, rows)
                written[_KINDS.index(kind) if kind in _KINDS else 3] += len(rows)
    return written


_KINDS = ("producers", "products", "outlets")
_WORDS = {"group": "กลุ่ม", "individual": "รายเดียว", "sme": "SMEs", "": ""}
_HEADINGS = {
    "producers": ("รหัสผู้ประกอบการ", "ชื่อผู้ผลิต ผู้ประกอบการ", "ลักษณะผู้ประกอบการ", "โทรศัพท์", "เลขที่", "หมู่ที่",
                  "ตำบล", "รหัสอำเภอ", "รหัสไปรษณีย์", "ชื่อผู้ลงทะเบียน", "นามสกุลผู้ลงทะเบียน", "เลขประจำตัวประชาชน",
                  "จำนวนสมาชิก (คน)", "วัตถุดิบหลัก", "สถานะ", "วันที่ลงทะเบียน"),
    "products": ("รหัสผลิตภัณฑ์", "รหัสผู้ประกอบการ", "ชื่อผลิตภัณฑ์", "ประเภทผลิตภัณฑ์", "กลุ่มผลิตภัณฑ์ (Quadrant)",
                 "ราคา (บาท)", "การเก็บรักษา", "สถานะ", "วันที่ลงทะเบียน"),
    "outlets": ("รหัสร้าน", "ชื่อร้าน", "กลุ่ม องค์กร หรือเจ้าของ", "โทรศัพท์", "ตำบล", "รหัสอำเภอ", "วันที่ลงทะเบียน"),
    "standards": ("รหัสผลิตภัณฑ์", "มาตรฐาน", "เลขที่ใบรับรอง", "วันที่ออก (พ.ศ.)"),
    "outlet-items": ("รหัสร้าน", "ชื่อรายการ"),
}  # fmt: skip


class _Sheets:
    """A CSV file for each table."""

    def __init__(self, folder: Path):
        self._files = {
            kind: (folder / f"{kind}.csv").open("w", encoding="utf-8-sig", newline="")
            for kind in _HEADINGS
        }
        self._writers = {kind: csv.writer(file) for kind, file in self._files.items()}
        for kind, headings in _HEADINGS.items():
            self._writers[kind].writerow(headings)

    def __enter__(self) -> "_Sheets":
        return self

    def __exit__(self, *error: object) -> None:
        for file in self._files.values():
            file.close()

    def write(self, kind: str, rows: Iterable[Sequence[object]]) -> None:
        self._writers[kind].writerows(rows)


def _rows(made, rng: Random, product: int) -> Iterator[tuple[str, list]]:
    """The rows of a province, table by table; `product`: how many products there are before it."""
    from products.models import Category

    words = dict(Category.choices) | {"": ""}

    def day(one) -> str:
        return f"{one.day}/{one.month}/{one.year + 543}"

    yield "producers", [
        (one.code, one.name, _WORDS[one.kind], "0" + one.phone[3:12], one.house_number,
         one.village_number, one.place.name, one.district, one.place.postal_code,
         f"สมศรี{rng.randrange(977)}", f"ใจดี{rng.randrange(787)}", _national_id(rng),
         rng.randrange(5, 60), "ฝ้าย ไหม และสีจากเปลือกไม้ในชุมชน", "ประกาศแล้ว", day(one.registered_on))
        for one in made.producers
    ]  # fmt: skip
    products, standards = [], []
    for one in made.producers:
        for each in one.products:
            product += 1
            products.append(
                (product, one.code, each.name, words[each.category], each.quadrant, each.price,
                 "เก็บในที่แห้งและเย็น", "", day(one.registered_on))
            )  # fmt: skip
            if product % 3 == 0:
                standards.append((product, "มผช.", f"{product}/2560", "15/1/2560"))
    yield "products", products
    yield "standards", standards
    first = int(f"{made.outlets[0].district[:2]}0000") if made.outlets else 0
    yield "outlets", [
        (first + number, one.name, one.owner, "0" + one.phone[3:12], one.place.name,
         one.district, "28/9/2561")
        for number, one in enumerate(made.outlets)
    ]  # fmt: skip
    yield (
        "outlet-items",
        [
            (first + number, item)
            for number, one in enumerate(made.outlets)
            for item in dict.fromkeys(one.items.split(", "))
        ],
    )


def _national_id(rng: Random) -> str:
    """A made-up number of the central registry's range; one in five has none."""
    if rng.randrange(5) == 0:
        return ""
    digits = f"199{rng.randrange(10**9):09d}"
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(digits))
    return f"{digits}{(11 - total % 11) % 10}"
