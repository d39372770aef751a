"""Load the nation's areas from fixtures/areas; repeating it brings names up to date."""

import csv

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from core.areas.models import District, Province, Subdistrict

FOLDER = settings.BASE_DIR / "fixtures" / "areas"


def _read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _load(model, rows: list) -> None:
    fields = [
        field.attname
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.generated
    ]
    names = [model._meta.get_field(attname).name for attname in fields]
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=names
    )


@transaction.atomic
def load_areas() -> None:
    """Write every province, district and subdistrict of the fixtures; none is ever removed."""
    _load(
        Province,
        [
            Province(
                code=row["code"],
                name_th=row["name_th"],
                name_en=row["name_en"],
                region=row["region_th"],
                statistical_region=row["region4_th"],
            )
            for row in _read("provinces.csv")
        ],
    )
    _load(
        District,
        [
            District(
                code=row["code"],
                province_id=row["province_code"],
                name_th=row["name_th"],
                name_en=row["name_en"],
                type_th=row["type_th"],
            )
            for row in _read("districts.csv")
        ],
    )
    _load(
        Subdistrict,
        [
            Subdistrict(
                code=row["code"],
                district_id=row["district_code"],
                name_th=row["name_th"],
                name_en=row["name_en"],
                type_th=row["type_th"],
                postal_code=row["postal_code"],
            )
            for row in _read("subdistricts.csv")
        ],
    )


class Command(BaseCommand):
    help = "โหลดจังหวัด อำเภอ ตำบล ทั้งประเทศ (77 / 928 / 7,436)"

    def handle(self, *args, **options):
        load_areas()
        self.stdout.write(
            f"จังหวัด {Province.objects.count()} อำเภอ {District.objects.count()} "
            f"ตำบล {Subdistrict.objects.count()}"
        )
