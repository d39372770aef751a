"""Files of a dataset: CSV and JSON of each table, SDMX-CSV 2.0 of the sums, and datapackage.json.

CSV is UTF-8 with a byte-order mark, so that Excel shows Thai, comma, CRLF; the data package says
`utf-8-sig`. SDMX-CSV has none, as its readers expect. All bytes are the same for the same rows.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from open_data.datasets import LICENCE, PUBLISHER, SUPPRESSED, Dataset, Field, Table
from open_data.tables import Row, Value

CSV, JSON, SDMX = "text/csv", "application/json", "application/vnd.sdmx.data+csv"
ENCODING = "utf-8-sig"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
AGENCY, FLOW = "TH_CDD", "OTOP_SALES"
_SDMX_COLUMNS = (
    "STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", "REF_AREA", "CATEGORY", "KIND", "MARKET", "MODE",
    "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "UNIT_MEASURE", "DECIMALS",
)  # fmt: skip


@dataclass(frozen=True)
class File:
    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def as_text(value: Value) -> str:
    """A cell. Words that a spreadsheet would take for a formula get an apostrophe before them."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def csv_of(table: Table, rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    names = [one.name for one in table.fields]
    writer.writerow(names)
    writer.writerows([as_text(row.get(name)) for name in names] for row in rows)
    return text.getvalue().encode(ENCODING)


def json_of(table: Table, rows: Iterable[Row]) -> bytes:
    """Amounts as text, so that none becomes a float on its way."""
    found = [{one.name: _plain(row.get(one.name)) for one in table.fields} for row in rows]
    said = {"table": table.name, "title": table.title.th, "rows": found}
    return as_json(said)


def _plain(value: Value) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value


def as_json(said: Any) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def sdmx_of(rows: Iterable[Row]) -> bytes:
    """The sums, a line an observation; one left out has no value and the status Q (suppressed)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_SDMX_COLUMNS)
    for row in rows:
        writer.writerow(
            (
                "dataflow",
                f"{AGENCY}:{FLOW}(1.0)",
                "R",
                "M",
                row["province_code"],
                row["category_code"],
                row["kind_code"],
                row["market_code"],
                row["mode_code"],
                row["month"],
                "" if row["status"] == SUPPRESSED else as_text(row["amount"]),
                row["status"],
                "THB",
                "2",
            )
        )
    return text.getvalue().encode()


def files_of(table: Table, rows: Sequence[Row]) -> list[File]:
    return [
        File(f"{table.name}.csv", CSV, csv_of(table, rows)),
        File(f"{table.name}.json", JSON, json_of(table, rows)),
    ]


def data_package(
    dataset: Dataset, *, name: str, version: str, made: str, files: Sequence[File]
) -> File:
    """Frictionless Data Package of an edition: its CSV files with their schemas, sizes and hashes."""
    by_name = {one.name: one for one in files}
    said = {
        "profile": "tabular-data-package",
        "name": name,
        "id": name,
        "title": dataset.title.th,
        "description": dataset.about.th,
        "version": version,
        "created": made,
        "keywords": list(dataset.keywords),
        "licenses": [{"name": LICENCE[0], "path": LICENCE[1]}],
        "contributors": [{"title": PUBLISHER.th, "role": "publisher"}],
        "sources": [{"title": "ทะเบียน OTOP กรมการพัฒนาชุมชน"}],
        "resources": [_resource(one, by_name[f"{one.name}.csv"]) for one in dataset.tables],
    }
    return File("datapackage.json", JSON, as_json(said))


def _resource(table: Table, file: File) -> Mapping[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": file.name,
        "title": table.title.th,
        "format": "csv",
        "mediatype": CSV,
        "encoding": ENCODING,
        "bytes": len(file.content),
        "hash": f"sha256:{file.sha256}",
        "schema": schema_of(table),
    }


def schema_of(table: Table) -> Mapping[str, Any]:
    """Table Schema: types, Thai titles, units. An empty cell is one that is left out."""
    return {
        "fields": [_described(one) for one in table.fields],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }


def _described(field: Field) -> Mapping[str, Any]:
    said: dict[str, Any] = {"name": field.name, "type": field.type, "title": field.title.th}
    said["description"] = field.title.en
    if field.unit:
        said["unit"] = field.unit
    if field.required:
        said["constraints"] = {"required": True}
    return said
