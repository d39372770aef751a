"""ทะเบียนรายจังหวัด: the registry counted by area, in the columns of the national table.

The table of DOMAIN.md 8 (`province_registry_2567.csv`): producers by kind, products by category and
by quadrant, ชวนชิม outlets; what was never classified is a column of its own, ว่าง.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import CharField, Count, Exists, F, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Left

from chuanchim.models import Outlet
from core.areas.models import BANGKOK, District, Province, Subdistrict
from core.areas.scope import Role, visible_rows
from core.history.past import as_of
from core.reports.parameters import AreaForm
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Chart, Column, ReportTable, Row, Summary, TileMap, Value
from core.thai import calendar
from core.thai.forms import ThaiDateField
from producers.models import Producer
from products.models import Category, Product
from registration.counts import registered_by_province
from registration.models import REGISTERED, RegisteredQuerySet

UNKNOWN = ""  # not recorded: ว่าง
KINDS = (*Producer.Kind.values, UNKNOWN)
CATEGORIES = (*Category.values, UNKNOWN)
QUADRANTS = (*Product.Quadrant.values, UNKNOWN)


def _columns(level: str) -> tuple[Column, ...]:
    def counts(prefix: str, group: str, headings: Mapping[str, str]) -> list[Column]:
        return [
            Column(f"{prefix}_{key or 'unknown'}", heading, group, "count", 9)
            for key, heading in headings.items()
        ]

    kinds = {kind: Producer.Kind.short(kind) for kind in KINDS} | {"total": "รวม"}
    categories = {key: Category.short(key) for key in CATEGORIES} | {"total": "รวม"}
    quadrants = {key: key or "ว่าง" for key in QUADRANTS}
    return (
        Column("number", "ที่", width=5, kind="count"),
        Column("name", level, width=18),
        *counts("producers", "ผู้ผลิต ผู้ประกอบการ", kinds),
        *counts("products", "ผลิตภัณฑ์", categories),
        *counts("quadrant", "กลุ่มผลิตภัณฑ์ (Quadrant)", quadrants),
        Column("outlets", "ชวนชิม", kind="count", width=9),
    )


@dataclass
class AreaCounts:
    """What one area holds; areas add up."""

    kinds: Counter = field(default_factory=Counter)
    categories: Counter = field(default_factory=Counter)
    quadrants: Counter = field(default_factory=Counter)
    outlets: int = 0

    def add(self, other: "AreaCounts") -> None:
        self.kinds += other.kinds
        self.categories += other.categories
        self.quadrants += other.quadrants
        self.outlets += other.outlets

    def values(self) -> dict[str, Value]:
        """The row's cells: kinds, categories and quadrants each add up with their ว่าง."""
        return {
            **{f"producers_{kind or 'unknown'}": self.kinds[kind] for kind in KINDS},
            "producers_total": self.kinds.total(),
            **{f"products_{key or 'unknown'}": self.categories[key] for key in CATEGORIES},
            "products_total": self.categories.total(),
            **{f"quadrant_{key or 'unknown'}": self.quadrants[key] for key in QUADRANTS},
            "outlets": self.outlets,
        }


class AreaAndDayForm(AreaForm):
    """The day, today unless said, and for who sees more than one area the one to open up."""

    as_of = ThaiDateField(label="ณ วันที่", error_messages={"required": "ระบุวันที่"})
    field_order = ("as_of", "province", "district")

    def defaults(self) -> dict[str, str]:
        today = calendar.today()
        day = f"{today.day}/{today.month}/{calendar.buddhist_year(today)}"
        return {"as_of": day} | super().defaults()

    def clean_as_of(self) -> date:
        day = self.cleaned_data["as_of"]
        if day > calendar.today():
            raise ValidationError("เลือกวันนี้หรือวันที่ผ่านมาแล้ว")
        return day


@dataclass(frozen=True)
class Level:
    """By which areas a report counts: what they are called, and the way there from a producer."""

    heading: str
    path: str
    areas: Sequence[Province | District | Subdistrict]
    within: Mapping[str, Any]
    place: str


def _level(user, params: Mapping[str, Any]) -> Level:
    """ตำบล of a district, districts of a province, else the provinces of the nation."""
    district, province = params.get("district"), params.get("province")
    if district:
        subdistricts = Subdistrict.objects.visible_to(user).filter(district=district)
        return Level(
            "ตำบล" if district.type_th == "อำเภอ" else "แขวง",
            "subdistrict",
            list(subdistricts.order_by("sort_key", "name_th")),
            {"district": district},
            f"{district.titled_name} {district.province.titled_name}",
        )
    if province:
        districts = District.objects.visible_to(user).filter(province=province)
        return Level(
            "อำเภอ" if province.code != BANGKOK else "เขต",
            "district",
            list(districts.order_by("code")),
            {"district__province": province},
            province.titled_name,
        )
    provinces = Province.objects.visible_to(user)
    return Level("จังหวัด", "district__province", list(provinces), {}, "ทั่วประเทศ")


def count_registry(user, day: date, level: Level) -> dict[str | None, AreaCounts]:
    """The registry at the end of `day` by area code; None for records whose ตำบล is not recorded.

    A record counts from its certification until it was cancelled, with the kind, category, quadrant
    and place it had on that day, as its history knows them. Of a day before its history began it counts
    by its stamps, with what it says now. A product lies where its producer lay.
    """
    counted: dict[str | None, AreaCounts] = defaultdict(AreaCounts)
    producers, products, outlets = _kept(user, day, level) or (
        _counts(user, day, level, Producer, "", "kind"),
        _counts(user, day, level, Product, "producer", "category", "quadrant"),
        _counts(user, day, level, Outlet, ""),
    )
    for code, kind, count in producers:
        counted[code].kinds[kind] += count
    for code, category, quadrant, count in products:
        counted[code].categories[category] += count
        counted[code].quadrants[quadrant] += count
    for code, count in outlets:
        counted[code].outlets += count
    return counted


def _kept(user, day: date, level: Level) -> tuple[Iterable[tuple], ...] | None:
    """What is kept of today's registry of the nation; None of another day or area, which is counted."""
    if level.within or user.role != Role.DEPARTMENT or day < calendar.today():
        return None
    producers, products, outlets = (
        registered_by_province(user, model) for model in (Producer, Product, Outlet)
    )
    return (
        [(code, kind, count) for code, kind, _, count in producers],
        products,
        [(code, count) for code, _, _, count in outlets],
    )


def _counts(
    user, day: date, level: Level, model: type[Model], owner: str, *columns: str
) -> Iterator[tuple]:
    """Area, columns and how many, of one register; `owner` leads to the record that has the place."""
    within = {f"{owner}__{name}" if owner else name: value for name, value in level.within.items()}
    path = f"{owner}__{level.path}" if owner else level.path
    records = cast(RegisteredQuerySet, visible_rows(model, user))
    now = records.filter(**within).registered_at(day)
    if day >= calendar.today():
        yield from _grouped(now, path, *columns)
        return
    then = as_of(model, day)
    known = Exists(then.filter(pgh_obj_id=OuterRef("pk")))
    yield from _grouped(now.exclude(known), path, *columns)
    places = then if not owner else _with_the_place_of_then(then, owner, day)
    lay_in = "owner_district" if owner else "district_id"
    seen = District.objects.visible_to(user).filter(**_of_districts(level))
    registered = places.filter(status__in=REGISTERED, **{f"{lay_in}__in": seen.values("pk")})
    place = "owner_subdistrict" if owner else "subdistrict_id"
    area = {"district": F(lay_in), "subdistrict": F(place), "district__province": Left(lay_in, 2)}
    yield from _grouped(registered.annotate(area=area[level.path]), "area", *columns)


def _of_districts(level: Level) -> dict[str, Any]:
    """The level's condition, asked of districts."""
    if "district" in level.within:
        return {"pk": level.within["district"].pk}
    if "district__province" in level.within:
        return {"province": level.within["district__province"]}
    return {}


def _with_the_place_of_then(events: QuerySet, owner: str, day: date) -> QuerySet:
    """Each event with where its owner lay on that day; now, where its history had not begun."""
    lay = as_of(Producer, day).filter(pgh_obj_id=OuterRef(f"{owner}_id"))

    def place(column: str) -> Coalesce:
        then = Subquery(lay.values(column)[:1])
        return Coalesce(then, f"{owner}__{column}", output_field=CharField())

    return events.annotate(
        owner_district=place("district_id"), owner_subdistrict=place("subdistrict_id")
    )


def _grouped(rows: QuerySet, *names: str) -> QuerySet:
    return rows.order_by().values_list(*names).annotate(count=Count("*"))


@register
class RegistryReport(Report):
    """The registry by area at a day."""

    key = "registry"
    title = "ทะเบียนรายจังหวัด"
    group = "ทะเบียน"
    summary = "จำนวนผู้ผลิต ผลิตภัณฑ์ กลุ่ม A-D และร้านชวนชิม แยกตามพื้นที่ ณ วันที่เลือก"
    roles = frozenset(Role)
    form_class = AreaAndDayForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        level = _level(user, params)
        counted = count_registry(user, params["as_of"], level)
        total = AreaCounts()
        for counts in counted.values():
            total.add(counts)
        rows: list[Row] = [
            {"number": number, "name": area.name_th, **counted[area.code].values()}
            for number, area in enumerate(level.areas, 1)
        ]
        if None in counted:
            rows.append({"name": "ไม่ระบุ", **counted[None].values()})
        drawn = _drawn(level.heading, rows, total)
        return ReportTable(
            title=f"ทะเบียน OTOP ราย{level.heading}",
            subtitle_lines=(level.place, f"ณ {calendar.day_short(params['as_of'])}"),
            coverage="นับระเบียนที่จังหวัดรับรองแล้วและยังไม่ยกเลิก ณ วันที่เลือก",
            columns=_columns(level.heading),
            rows=tuple(rows),
            total={"name": "รวม", **total.values()},
            orientation="landscape",
            chart=Chart(of=drawn, values=("producers", "products")),
            tile_map=TileMap("producers", tuple(area.code for area in level.areas), of=drawn)
            if level.heading == "จังหวัด"
            else None,
        )


def _drawn(heading: str, rows: list[Row], total: AreaCounts) -> Summary:
    """Of each area how many producers and products."""
    columns = (
        Column("name", heading),
        Column("producers", "ผู้ผลิต ผู้ประกอบการ (ราย)", kind="count"),
        Column("products", "ผลิตภัณฑ์ (รายการ)", kind="count"),
    )

    def counts(row: Row) -> Row:
        return {"producers": row["producers_total"], "products": row["products_total"]}

    return Summary(
        "",
        columns,
        tuple({"name": row["name"], **counts(row)} for row in rows),
        counts(total.values()),
    )
