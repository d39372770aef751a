"""What stands in the database, in counts and sums: noted at a backup, and held against after a restore.

Nothing of a person is told: rows of each table with one sum over all of them, four reports as sums, the
fingerprints of the id keys. With `--snapshot` it is exactly what that exported snapshot shows
(`operations.noting`), so that a restore to the same moment must come to the same.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from core.areas.scope import Role
from core.personal.keys import fingerprints
from core.reports import engine
from core.users.models import User
from sales.models import Snapshot

# Of the nation, as a department account reads them: both forms, the year by area, the registry.
REPORTS = ("rt3", "rt4", "sales-areas", "registry")


class Command(BaseCommand):
    help = "จำนวนแถวและผลรวมของทุกตาราง และรายงานสี่ฉบับ (ใช้ตรวจข้อมูลสำรอง)"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--snapshot", help="pg_export_snapshot() ของการเชื่อมต่ออื่น")
        parser.add_argument("--month", help="เดือนของ รต.๓ และ รต.๔ เช่น 2026-10 (ไม่ระบุ = เดือนล่าสุด)")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if options["snapshot"]:
                cursor.execute("SET TRANSACTION SNAPSHOT %s", [options["snapshot"]])
            cursor.execute("SET LOCAL TimeZone = 'UTC'; SET LOCAL statement_timeout = 0")
            month = options["month"] or _newest_month()
            state = {
                "tables": _tables(cursor),
                "month": month,
                "reports": _reports(month),
                "id_keys": {str(purpose): told for purpose, told in fingerprints().items()},
            }
        self.stdout.write(json.dumps(state, ensure_ascii=False, indent=1))


def _tables(cursor: Any) -> dict[str, list[Any]]:
    """Rows, and the sum of a 64-bit hash of each row as text: the same whatever their order."""
    told = {}
    for table in sorted(connection.introspection.table_names(cursor)):
        name = connection.ops.quote_name(table)
        cursor.execute(
            f"SELECT count(*), coalesce(sum(hashtextextended(one::text, 0)), 0)::text FROM {name} one"  # noqa: S608
        )
        told[table] = list(cursor.fetchone())
    return told


def _newest_month() -> str:
    """The newest that a province confirmed; empty where none did."""
    newest = (
        Snapshot.objects.current()
        .order_by("-province_month__month__month")
        .values_list("province_month__month__month", flat=True)
        .first()
    )
    return f"{newest:%Y-%m}" if newest else ""


def _reports(month: str) -> dict[str, str]:
    reader = User.objects.filter(role=Role.DEPARTMENT, is_active=True).order_by("pk").first()
    if reader is None:
        return {}
    given = {"period": month} if month else {}
    return {key: _sum_of_report(key, reader, given) for key in REPORTS}


def _sum_of_report(key: str, reader: User, given: Mapping[str, str]) -> str:
    try:
        report = engine.find_report(key, reader)
        form = engine.read_parameters(report, reader, given)
        table = engine.build(report, reader, form)
    except (engine.ReportNotFound, engine.BadParameters) as none:
        return f"none ({type(none).__name__})"
    written = json.dumps([table.rows, table.total], default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()
