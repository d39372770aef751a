"""Which offices, months and records of the made-up nation are measured: chosen by size, not by name."""

from django.db.models import Count, F, Q

from core.users.models import User
from producers.models import Producer
from sales.models import DistrictMonth


def open_months():
    """District months under way, with how many rows each has."""
    return (
        DistrictMonth.objects.filter(status__in=DistrictMonth.EDITABLE, month__status="open")
        .annotate(size=Count("rows"))
        .order_by("size", "pk")
    )


def officer_of(month: DistrictMonth) -> User:
    """Who enters there and signs in with the demo's password."""
    return User.objects.filter(
        district=month.district_id, may_certify=False, must_change_password=False
    ).order_by("pk")[0]


def office_with_rows(rows: int) -> tuple[DistrictMonth, User]:
    """The smallest open month of a district with at least so many rows; else the largest there is."""
    months = open_months()
    month = months.filter(size__gte=rows).first() or months.last()
    return month, officer_of(month)


def offices_with_rows(rows: int, offices: int) -> list[tuple[DistrictMonth, User]]:
    """So many districts, each with at least that many rows, the nearest first; each district once."""
    chosen: dict[str, DistrictMonth] = {}
    for month in open_months().filter(size__gte=rows):
        chosen.setdefault(month.district_id, month)
        if len(chosen) == offices:
            break
    return [(month, officer_of(month)) for month in chosen.values()]


def busy_producer(district: str) -> Producer:
    """The district's producer with the most products and nearly every kind of repeating part."""
    related = ["products", "projects", "star_results", "sales_channels", "state_supports"]
    counted = {f"n_{name}": Count(name, distinct=True) for name in related}
    return (
        Producer.objects.filter(district=district)
        .annotate(**counted)
        .filter(Q(n_projects__gte=1))
        .order_by(-sum((F(name) for name in counted), start=F("n_products")), "pk")[0]
    )
