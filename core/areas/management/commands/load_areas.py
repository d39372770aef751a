"""Load the nation's areas from fixtures/areas; repeating it brings names up to date."""

import csv
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Model

from core.areas.models import District, Province, Subdistrict

FOLDER = settings.BASE_DIR / "fixtures" / "areas"


# Model, its file, and which column each field comes from where the names differ.
TABLES: list[tuple[type[Model], str, dict[str, str]]] = [
    (Province, "provinces.csv", {"region": "region_th", "statistical_region": "region4_th"}),
    (District, "districts.csv", {"province_id": "province_code"}),
    (
        Subdistrict,
        "subdistricts.csv",
        {"district_id": "district_code", "postal_codes": "postal_codes_all"},
    ),
]

# Cells that are no text, by field.
READ: dict[str, Callable[[str], Any]] = {
    "postal_codes": str.split,
    "postal_conflict": "Y".__eq__,
}


@transaction.atomic
def load_areas() -> None:
    """Write every province, district and subdistrict of the fixtures; none is ever removed."""
    for model, name, columns in TABLES:
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        with (FOLDER / name).open(encoding="utf-8") as file:
            rows = [
                model(**{f.attname: _value(f.attname, row, columns) for f in fields})
                for row in csv.DictReader(file)
            ]
        model._default_manager.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=[field.name for field in fields if not field.primary_key],
        )


def _value(name: str, row: dict[str, str], columns: dict[str, str]) -> Any:
    cell = row[columns.get(name, name)]
    return READ[name](cell) if name in READ else cell


class Command(BaseCommand):
    help = "โหลดจังหวัด อำเภอ ตำบล ทั่วประเทศ (77 / 928 / 7,436)"

    def handle(self, *args: Any, **options: Any) -> None:
        load_areas()
        self.stdout.write(
            f"จังหวัด {Province.objects.count()} อำเภอ {District.objects.count()} "
            f"ตำบล {Subdistrict.objects.count()}"
        )
