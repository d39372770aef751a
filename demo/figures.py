"""The published figures the demo keeps to, read from `fixtures/`."""

import csv
from typing import NamedTuple

from django.conf import settings

FIXTURES = settings.BASE_DIR / "fixtures"
BASE_YEARS = (2563, 2564, 2565)


class ProvinceCounts(NamedTuple):
    """A province in the national table of 26 Jan 2567; "" counts those left blank (ว่าง)."""

    kinds: dict[str, int]
    categories: dict[str, int]
    quadrants: dict[str, int]
    outlets: int


class Place(NamedTuple):
    """A subdistrict: official code, Thai name, postal code."""

    code: str
    name: str
    postal_code: str


def _rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def province_counts(province: str) -> ProvinceCounts:
    """The registry's counts of one province (province_registry_2567.csv)."""
    return published_counts()[province]


def published_counts() -> dict[str, ProvinceCounts]:
    """Every province of the national table by code: all but Bangkok (province_registry_2567.csv)."""
    return {row["province_code"]: _counts_of(row) for row in _rows("province_registry_2567.csv")}


def _counts_of(row: dict[str, str]) -> ProvinceCounts:
    def counts(prefix: str, names: dict[str, str]) -> dict[str, int]:
        return {name: int(row[f"{prefix}_{column}"]) for name, column in names.items()}

    categories = {name: name for name in ("food", "beverage", "fabric", "utensil", "herb")}
    return ProvinceCounts(
        kinds=counts(
            "producers",
            {"group": "group", "individual": "individual", "sme": "sme", "": "blank"},
        ),
        categories=counts("prod", {**categories, "": "blank"}),
        quadrants=counts("quad", {"A": "a", "B": "b", "C": "c", "D": "d"}),
        outlets=int(row["chuan_chim"]),
    )


def district_incomes() -> dict[str, dict[int, int]]:
    """Whole baht by district code and fiscal year (targets_chachoengsao_2566_year.csv)."""
    return {
        row["district_code"]: {year: int(row[f"rev_{year}"]) for year in BASE_YEARS}
        for row in _rows("targets_chachoengsao_2566_year.csv")
        if row["district_code"]
    }


def subdistricts_of(province: str) -> dict[str, list[Place]]:
    """The subdistricts of each district of a province, districts in order of code."""
    places: dict[str, list[Place]] = {}
    for row in _rows("areas/subdistricts.csv"):
        if row["district_code"].startswith(province):
            place = Place(row["code"], row["name_th"], row["postal_code"])
            places.setdefault(row["district_code"], []).append(place)
    return dict(sorted(places.items()))
