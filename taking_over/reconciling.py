"""Counting what came in: ทะเบียนรายจังหวัด beside the counts that were expected, each difference named.

The expected counts come in the columns of the department's own table (fixtures/
province_registry_2567.csv). What the report has and that table has not is not compared.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from core.areas.models import Province
from core.reading import FileRefused
from core.reports.registry import get_report
from core.thai import calendar
from core.thai.digits import to_arabic
from core.users.models import User

# The printed table's columns, and the report's.
COLUMNS: Mapping[str, str] = {
    "producers_group": "producers_group",
    "producers_individual": "producers_individual",
    "producers_sme": "producers_sme",
    "producers_blank": "producers_unknown",
    "producers_total": "producers_total",
    "prod_food": "products_food",
    "prod_beverage": "products_beverage",
    "prod_fabric": "products_fabric",
    "prod_utensil": "products_utensil",
    "prod_herb": "products_herb",
    "prod_blank": "products_unknown",
    "prod_total": "products_total",
    "quad_a": "quadrant_A",
    "quad_b": "quadrant_B",
    "quad_c": "quadrant_C",
    "quad_d": "quadrant_D",
    "chuan_chim": "outlets",
}


def read_expected(content: bytes) -> dict[str, dict[str, int]]:
    """Expected counts by province code; FileRefused for a file that is no such table."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused("ไฟล์จำนวนที่คาดไว้ต้องเป็น CSV แบบ UTF-8") from None
    rows = csv.DictReader(io.StringIO(text, newline=""))
    missing = [one for one in ("province_code", *COLUMNS) if one not in (rows.fieldnames or ())]
    if missing:
        raise FileRefused(f"ไฟล์จำนวนที่คาดไว้ไม่มีคอลัมน์ {', '.join(missing)}")
    found: dict[str, dict[str, int]] = {}
    for number, row in enumerate(rows, 2):
        code = to_arabic(row["province_code"] or "").strip().zfill(2)
        try:
            found[code] = {
                name: int(to_arabic(row[name] or "0").replace(",", "").strip() or 0)
                for name in COLUMNS
            }
        except ValueError:
            raise FileRefused(f"แถว {number}: จำนวนไม่ใช่ตัวเลข") from None
    return found


def reconcile(by: User, expected: Mapping[str, Mapping[str, int]] | None = None) -> dict[str, Any]:
    """The registry by province now, as JSON: headings, rows, total; with `expected` each difference."""
    report = get_report("registry")
    assert report is not None
    made = report.build(by, {"as_of": calendar.today()})
    names = {one.name_th: one.code for one in Province.objects.all()}
    headings = {one.key: f"{one.group} {one.heading}".strip() for one in made.columns}
    rows = [
        {
            "province": names.get(str(row["name"]), ""),
            "name": row["name"],
            **{key: row.get(key) or 0 for key in headings if key not in ("number", "name")},
        }
        for row in made.rows
    ]
    found: dict[str, Any] = {
        "at": calendar.day_short(calendar.today()),
        "headings": headings,
        "rows": rows,
        "total": dict(made.total or {}),
    }
    if expected is not None:
        found["compared"] = len(expected)
        found["differences"] = list(_differences(rows, expected, headings))
    return found


def _differences(
    rows: list[dict[str, Any]],
    expected: Mapping[str, Mapping[str, int]],
    headings: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    by_code = {row["province"]: row for row in rows}
    names = dict(Province.objects.values_list("code", "name_th"))
    for code, wanted in expected.items():
        row = by_code.get(code, {})
        for theirs, ours in COLUMNS.items():
            counted = row.get(ours, 0)
            if counted != wanted[theirs]:
                yield {
                    "province": code,
                    "name": names.get(code, code),
                    "heading": headings[ours],
                    "expected": wanted[theirs],
                    "found": counted,
                }
