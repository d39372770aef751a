"""Importing 100,000 producers and exporting the nation's products, against the library's default path.

Both ways start from the same rows of twenty columns. The library is django-import-export as its
documentation begins: a ModelResource, the file read by tablib, a row at a time. Each is measured in a
process of its own, so that its memory is its own; what was imported is rolled back.
"""

import json
import multiprocessing
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from bench.timing import ratio, table

ROWS = 100_000
PRODUCER_FIELDS = (
    "code", "name", "kind", "registration_number", "phone", "house_number", "village_number",
    "subdistrict", "district_code", "postal_code", "founded_year", "founding_support", "sells_abroad",
    "export_countries", "person_title", "person_first_name", "person_last_name", "member_count",
    "labour_count", "raw_material",
)  # fmt: skip


def measure() -> str:
    """Both tables of ratios, and one line of totals that must be equal."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        rows = _alone(write_files, work)["rows"]
        imports = {
            "portal": _alone(import_by_portal, work),
            "library": _alone(import_by_library, work),
        }
    assert imports["portal"]["written"] == imports["library"]["written"] == rows
    exports = {"portal": _alone(export_by_portal), "library": _alone(export_by_library)}
    assert exports["portal"]["rows"] == exports["library"]["rows"]
    return "\n\n".join(
        [
            _shown(f"{rows:,} producers, 20 columns: check and load", imports),
            _shown(f"{exports['portal']['rows']:,} products to xlsx", exports),
        ]
    )


AIM = 15_000  # rows a second of a check


def measure_alone() -> str:
    """What the portal takes for import and export, without the library and its quarter of an hour."""
    with tempfile.TemporaryDirectory() as folder:
        rows = _alone(write_files, Path(folder))["rows"]
        found = _alone(import_by_portal, Path(folder))
    exported = _alone(export_by_portal)
    steps = [
        ("read", rows, found["reading"], ""),
        ("check", rows, found["checking"], f">= {AIM:,}"),
        ("check again and write", rows, found["seconds"] - found["reading"], ""),
        ("export of the nation's products", exported["rows"], exported["seconds"], ""),
    ]
    return table(
        (f"{rows:,} producers, 20 columns", "rows", "seconds", "rows a second", "aim"),
        [
            (name, f"{count:,}", f"{seconds:.1f}", f"{count / seconds:,.0f}", aim)
            for name, count, seconds, aim in steps
        ],
    )


def _shown(what: str, by: dict[str, dict]) -> str:
    portal, library = by["portal"], by["library"]
    return table(
        (what, "portal", "library", "library : portal"),
        [
            ("seconds", f"{portal['seconds']:.1f}", f"{library['seconds']:.1f}",
             ratio(library["seconds"], portal["seconds"])),
            ("peak memory, MB", f"{portal['memory']:,.0f}", f"{library['memory']:,.0f}",
             ratio(library["memory"], portal["memory"])),
        ],
    )  # fmt: skip


def _alone(do: Callable[..., dict], *arguments: object) -> dict:
    """Run in a process of its own and tell what it took: seconds, megabytes at most."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return json.loads(pool.apply(_run, (do.__name__, [str(one) for one in arguments])))


def _run(name: str, arguments: list[str]) -> str:
    import django

    django.setup()
    told = globals()[name](*arguments)
    told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {name}: {told}", file=sys.stderr)
    return json.dumps(told)


def _officer():
    from core.users.models import User

    return User.objects.filter(role="department", is_active=True).order_by("pk")[0]


def write_files(folder: str) -> dict:
    """The same producers as the portal's sheet and as the library's."""
    from core.areas.models import Subdistrict
    from core.tables.workbooks import write_workbook
    from producers.imports import ProducerTable

    portal = ProducerTable(_officer())
    headings = [portal.columns[name].column_name for name in PRODUCER_FIELDS]
    places = list(
        Subdistrict.objects.order_by("code").values_list(
            "name_th", "code", "district_id", "postal_code"
        )
    )

    def rows(*, as_library: bool):
        for number in range(ROWS):
            name, code, district, postal_code = places[number % len(places)]
            kind = "group" if number % 2 else "individual"
            yield [
                f"N{number:08d}", f"กลุ่มทอผ้าบ้าน{name} {number}",
                kind if as_library else portal.columns["kind"].widget.render(kind),
                f"1-24-{number:06d}", f"08-1{number // 10000:03d}-{number % 10000:04d}",
                str(number % 400 + 1), str(number % 12 + 1),
                code if as_library else name, district, postal_code, str(2540 + number % 25),
                "พัฒนาชุมชนสนับสนุนการรวมกลุ่มและเงินทุนเริ่มต้น",
                ("1" if number % 3 else "0") if as_library else ("ใช่" if number % 3 else "ไม่ใช่"),
                "ลาว กัมพูชา" if number % 3 else "", "นาง", f"สมศรี{number % 977}", f"ใจดี{number % 787}",
                str(number % 40 + 1), str(number % 60 + 1), "ฝ้าย ไหม และสีจากเปลือกไม้ในชุมชน",
            ]  # fmt: skip

    named = [_library_name(name) for name in PRODUCER_FIELDS]
    for file_name, head, as_library in (
        ("portal.xlsx", headings, False), ("library.xlsx", named, True),
    ):  # fmt: skip
        with write_workbook("ผู้ผลิต", head, rows(as_library=as_library)) as file:
            (Path(folder) / file_name).write_bytes(file.read())
    return {"rows": ROWS}


def _library_name(field: str) -> str:
    return "district" if field == "district_code" else field


def import_by_portal(folder: str) -> dict:
    """Read, check and load as `manage.py import_table` does."""
    from django.db import transaction

    from core.history.acting import acting
    from core.tables.checking import check
    from core.tables.loading import load
    from core.tables.workflow import read_for
    from producers.imports import ProducerTable

    officer = _officer()
    begun = perf_counter()
    with (Path(folder) / "portal.xlsx").open("rb") as file:
        read = read_for(ProducerTable(officer), file, "portal.xlsx")
    reading = perf_counter() - begun
    with transaction.atomic():
        begun = perf_counter()
        with acting(officer, label="bench"):
            loaded = load(ProducerTable(officer), read)
        loading = perf_counter() - begun
        transaction.set_rollback(True)
    begun = perf_counter()
    check(ProducerTable(officer), read)
    return {
        "written": len(loaded.checked.new),
        "seconds": reading + loading,
        "reading": reading,
        "checking": perf_counter() - begun,
    }


def import_by_library(folder: str) -> dict:
    """The file into a Dataset, the Dataset into a ModelResource."""
    import tablib
    from django.db import transaction
    from import_export.resources import ModelResource

    from producers.models import Producer

    class ProducerResource(ModelResource):
        class Meta:
            model = Producer
            fields = [_library_name(name) for name in PRODUCER_FIELDS]
            import_id_fields = ["code"]

    begun = perf_counter()
    data = tablib.Dataset().load((Path(folder) / "library.xlsx").read_bytes(), "xlsx")
    with transaction.atomic():
        result = ProducerResource().import_data(data, dry_run=False, raise_errors=True)
        ended = perf_counter()
        transaction.set_rollback(True)
    return {"written": result.totals["new"], "seconds": ended - begun}


def export_by_portal() -> dict:
    """The whole table as the worker writes it."""
    from core.tables.exporting import export
    from products.imports import ProductTable

    portal = ProductTable(_officer())
    begun = perf_counter()
    with export(portal, "xlsx") as file:
        size = file.seek(0, 2)
    return {"rows": portal.records().count(), "seconds": perf_counter() - begun, "bytes": size}


def export_by_library() -> dict:
    """The same columns by a ModelResource."""
    from import_export.fields import Field
    from import_export.resources import ModelResource

    from products.imports import ProductTable
    from products.models import Product

    columns = ProductTable(_officer()).columns
    declared = {
        name: Field(attribute=column.attribute, column_name=column.column_name)
        for name, column in columns.items()
    }
    meta = type("Meta", (), {"model": Product, "fields": list(declared)})
    resource_class = type("ProductResource", (ModelResource,), declared | {"Meta": meta})
    begun = perf_counter()
    products = Product.objects.select_related("producer__district__province", "subcategory")
    data = resource_class().export(products)
    written = data.export("xlsx")
    return {"rows": len(data), "seconds": perf_counter() - begun, "bytes": len(written)}
