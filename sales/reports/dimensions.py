"""What sales can be laid out by, each with its heading, its order and the names of its values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.areas.models import Province
from core.thai.calendar import fiscal_year, month_name
from core.thai.periods import periods_with
from core.users.models import User
from producers.models import Producer
from products.models import Category
from sales.figures.confirmed import Dimension, Key, Scope
from sales.figures.places import districts_of, opened_months, provinces_of
from sales.figures.rollup import KINDS, UNKNOWN_KIND, Amounts
from sales.models import CHANNELS
from sales.reports.parameters import UNKNOWN

Named = list[tuple[str, str]]

CHANNEL_NAMES = dict(
    zip(
        CHANNELS,
        ("ในประเทศ ออฟไลน์", "ในประเทศ ออนไลน์", "ส่งออก ออฟไลน์", "ส่งออก ออนไลน์"),
        strict=True,
    )
)
# What of the four amounts is meant, as parameters write it; "" is all of them.
MEASURES: dict[str, tuple[str, tuple[str, ...]]] = {
    "": ("ทุกช่องทาง", CHANNELS),
    "domestic": ("ในประเทศ", ("domestic_offline", "domestic_online")),
    "export": ("ส่งออก", ("export_offline", "export_online")),
    "offline": ("ออฟไลน์", ("domestic_offline", "export_offline")),
    "online": ("ออนไลน์", ("domestic_online", "export_online")),
    **{channel: (name, (channel,)) for channel, name in CHANNEL_NAMES.items()},
}


def measured(amounts: Amounts, measure: str) -> Decimal:
    """Baht of the channels a measure means."""
    return sum((getattr(amounts, channel) for channel in MEASURES[measure][1]), Decimal("0.00"))


@dataclass(frozen=True)
class Axis:
    """One way to lay sales out: `base` is the dimension it is summed by (None: the four channels),
    `value` makes the axis's own value of it, `names` lists the values with their names in order."""

    key: str
    heading: str
    base: Dimension | None
    names: Callable[[User, Scope], Named]
    value: Callable[[Any], str] = str
    parameter: str = ""  # that narrows a report to one of the values

    def narrowing(self, value: str) -> dict[str, str]:
        """What keeps one of the axis's values, as the parameters of a sales report say it."""
        if self.base == "district":
            return {"province": value[:2], "district": value}
        if self.base == "kind":
            return {"kind": value or UNKNOWN}
        return {self.parameter: value}

    def values_of(self, key: Key, by: Sequence[Dimension], measure: str) -> list[str]:
        """The axis's values of a summed key: one, or every channel that the measure means."""
        if self.base is None:
            return list(MEASURES[measure][1])
        return [self.value(key[by.index(self.base)])]


def _months(scope: Scope) -> tuple[date, ...]:
    return opened_months(scope)


def _in_order(keys: Iterable[tuple[str, str]]) -> Named:
    return list(dict(keys).items())


def _years(user: User, scope: Scope) -> Named:
    return _in_order((str(fiscal_year(m)), f"ปีงบประมาณ {fiscal_year(m)}") for m in _months(scope))


def _rounds(user: User, scope: Scope) -> Named:
    parts = [periods_with(month)[1] for month in _months(scope)]
    return _in_order((part.key, part.short_name) for part in parts)


def _quarters(user: User, scope: Scope) -> Named:
    parts = [periods_with(month)[2] for month in _months(scope)]
    return _in_order((part.key, part.short_name) for part in parts)


def _month_names(user: User, scope: Scope) -> Named:
    return [(f"{month:%Y-%m}", month_name(month)) for month in _months(scope)]


def _regions(user: User, scope: Scope) -> Named:
    if scope.province:
        return [(scope.province.region, scope.province.region)]
    regions = Province.objects.visible_to(user).order_by("region")
    names = regions.values_list("region", flat=True).distinct()
    return [(name, name) for name in names if scope.region in ("", name)]


def _provinces(user: User, scope: Scope) -> Named:
    provinces = (scope.province,) if scope.province else provinces_of(user, scope)
    return [(province.code, province.name_th) for province in provinces]


def _districts(user: User, scope: Scope) -> Named:
    """With the province's name where there are several: many districts share a name."""
    districts = districts_of(user, scope)
    if scope.region:
        districts = tuple(one for one in districts if one.province.region == scope.region)
    several = len({district.province_id for district in districts}) > 1
    return [
        (one.code, f"{one.name_th} ({one.province.name_th})" if several else one.name_th)
        for one in districts
    ]


def _categories(user: User, scope: Scope) -> Named:
    return [(v, Category(v).label) for v in Category.values if scope.category in ("", v)]


def _kinds(user: User, scope: Scope) -> Named:
    wanted = KINDS if scope.kind is None else (scope.kind,)
    return [(kind, kind_name(kind)) for kind in wanted]


def kind_name(kind: str) -> str:
    return "ว่าง" if kind == UNKNOWN_KIND else Producer.Kind.short(kind)


def _channels(user: User, scope: Scope) -> Named:
    return list(CHANNEL_NAMES.items())


def _over_time(
    key: str, heading: str, names: Callable[[User, Scope], Named], value: Callable[[date], str]
) -> Axis:
    return Axis(key, heading, "month", names, value, parameter="period")


OVER_TIME = ("year", "round", "quarter", "month")  # keys of those that follow each other

AXES: dict[str, Axis] = {
    axis.key: axis
    for axis in (
        _over_time("year", "ปีงบประมาณ", _years, lambda month: str(fiscal_year(month))),
        _over_time("round", "รอบ", _rounds, lambda month: periods_with(month)[1].key),
        _over_time("quarter", "ไตรมาส", _quarters, lambda month: periods_with(month)[2].key),
        _over_time("month", "เดือน", _month_names, lambda month: f"{month:%Y-%m}"),
        Axis("region", "ภาค", "region", _regions, parameter="region"),
        Axis("province", "จังหวัด", "province", _provinces, parameter="province"),
        Axis("district", "อำเภอ", "district", _districts),
        Axis("category", "ประเภทผลิตภัณฑ์", "category", _categories, parameter="category"),
        Axis("kind", "ลักษณะผู้ประกอบการ", "kind", _kinds),
        Axis("channel", "ช่องทาง", None, _channels, parameter="measure"),
    )
}


def laid_out(
    found: Mapping[Key, Amounts], by: Sequence[Dimension], axes: Sequence[Axis], measure: str
) -> dict[tuple[str, ...], Decimal]:
    """Summed keys as baht by the values of the axes (`by`: what was summed, in order)."""
    cells: dict[tuple[str, ...], Decimal] = {}
    for key, amounts in found.items():
        combinations: list[tuple[str, ...]] = [()]
        for axis in axes:
            values = axis.values_of(key, by, measure)
            combinations = [(*done, value) for done in combinations for value in values]
        by_channel = any(axis.base is None for axis in axes)
        for values_of_axes in combinations:
            if by_channel:
                channel = values_of_axes[[axis.base for axis in axes].index(None)]
                baht = getattr(amounts, channel)
            else:
                baht = measured(amounts, measure)
            cells[values_of_axes] = cells.get(values_of_axes, Decimal("0.00")) + baht
    return cells


def bases(axes: Sequence[Axis]) -> tuple[Dimension, ...]:
    """The dimensions to sum by for these axes."""
    return tuple(dict.fromkeys(axis.base for axis in axes if axis.base is not None))
