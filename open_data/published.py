"""What is published, for pages, the API and whoever reads: the editions and their files, never more."""

import csv
import gzip
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from open_data.datasets import BY_MONTH, SALES
from open_data.models import Edition, PublishedFile


def current(dataset: str) -> QuerySet[Edition]:
    """The newest version of each month or day of a dataset, the newest first."""
    rows = Edition.objects.filter(dataset=dataset).order_by("of", "-version").distinct("of")
    return Edition.objects.filter(pk__in=rows.values("pk")).order_by("-of")


def latest(dataset: str) -> Edition | None:
    return current(dataset).first()


def edition(dataset: str, name: str) -> Edition | None:
    """By the name its address has: 2026-08-v1."""
    of, _, version = name.rpartition("-v")
    if not version.isdecimal() or len(version) > 6:
        return None
    try:
        day = date.fromisoformat(of if len(of) == 10 else f"{of}-01")
    except ValueError:
        return None
    found = Edition.objects.filter(dataset=dataset, of=day, version=int(version)).first()
    return found if found and found.name == name else None


def content(file: PublishedFile) -> bytes:
    return gzip.decompress(bytes(file.packed))


def rows(of: Edition, table: str) -> list[dict[str, str]]:
    """The lines of a table as its CSV has them; "" where nothing is told."""
    file = of.files.get(name=f"{table}.csv")
    return list(csv.DictReader(io.StringIO(content(file).decode("utf-8-sig"))))


def rows_of_month() -> dict[date, dict[str, Any]]:
    """Of each month its own row of the year's table."""
    found: dict[date, dict[str, Any]] = {}
    for one in current(SALES):
        for row in rows(one, BY_MONTH.name):
            if row["month"] == f"{one.of:%Y-%m}":
                found[one.of] = {
                    name: value if name == "month" else Decimal(value) if value else None
                    for name, value in row.items()
                }
    return found


def files_in_order() -> Iterable[tuple[str, str, str, int, str]]:
    """Dataset, edition, name, size and SHA-256 of every file there is, in the order they went out."""
    files = PublishedFile.objects.select_related("edition").defer("packed", "edition__withheld")
    for one in files.order_by("edition", "name"):
        yield one.edition.dataset, one.edition.name, one.name, one.size, one.sha256
