"""The registers, a district's month as an editable list, the totals of a year."""

from datetime import date

from django.contrib import admin
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from import_export.admin import ImportExportModelAdmin

from bench.peers.models import District, DistrictMonth, Producer, Product, Province, SalesRow

CHANNELS = ["domestic_offline", "domestic_online", "export_offline", "export_online"]


class Plain(ImportExportModelAdmin):
    list_per_page = 100
    show_facets = admin.ShowFacets.NEVER

    def lookup_allowed(self, lookup, value, request=None):
        return True


@admin.register(Producer)
class ProducerAdmin(Plain):
    list_display = ["name", "code", "kind", "phone", "district", "province", "status"]
    list_filter = ["kind", "status"]
    list_select_related = ["district__province"]
    search_fields = ["name", "code"]
    ordering = ["sort_key", "name", "pk"]
    raw_id_fields = ["district"]

    @admin.display
    def province(self, producer):
        return producer.district.province


@admin.register(Product)
class ProductAdmin(Plain):
    list_display = [
        "name",
        "producer",
        "category",
        "quadrant",
        "price",
        "district",
        "province",
        "status",
    ]
    list_filter = ["category", "quadrant", "status"]
    list_select_related = ["producer__district__province"]
    search_fields = ["name"]
    ordering = ["sort_key", "name", "pk"]
    raw_id_fields = ["producer"]

    @admin.display
    def district(self, product):
        return product.producer.district

    @admin.display
    def province(self, product):
        return product.producer.district.province


@admin.register(SalesRow)
class SalesRowAdmin(Plain):
    list_display = ["producer", "category", *CHANNELS, "note"]
    list_editable = [*CHANNELS, "note"]
    list_select_related = ["producer"]
    list_per_page = 1000
    ordering = ["producer__sort_key", "producer__name", "pk"]
    raw_id_fields = ["district_month", "producer"]

    def save_model(self, request, obj, form, change):
        obj.entry, obj.updated_at = "amounts", timezone.now()
        obj.updated_by_id = obj.updated_by_id or _somebody()
        super().save_model(request, obj, form, change)


def _somebody() -> int:
    """A row that is filled needs an officer of the portal; the admin's own are none."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM accounts_user")
        return cursor.fetchone()[0]


@admin.register(DistrictMonth)
class DistrictMonthAdmin(Plain):
    list_display = ["month", "district", "status"]
    list_select_related = ["district"]
    raw_id_fields = ["district"]


admin.site.register([Province, District])


# --- Beside the registers -------------------------------------------------------------------------


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.user.username)


def index_of_nothing(request: HttpRequest) -> HttpResponse:
    """A page with nothing in the admin's frame."""
    return render(
        request, "admin/base_site.html", admin.site.each_context(request) | {"title": "-"}
    )


def totals(request: HttpRequest, year: int) -> HttpResponse:
    """Provinces of a fiscal year (พ.ศ.), from the rows."""
    of_year = SalesRow._default_manager.filter(
        month__range=(date(year - 544, 10, 1), date(year - 543, 9, 1))
    )
    summed = (
        of_year.values("district_month__district__province__name_th")
        .annotate(**{f"sum_{channel}": Sum(channel) for channel in CHANNELS})
        .order_by("district_month__district__province")
    )
    context = admin.site.each_context(request) | {
        "title": year,
        "rows": summed,
        "channels": CHANNELS,
    }
    return render(request, "peers/totals.html", context)


urlpatterns = [
    path("empty/", admin.site.admin_view(empty)),
    path("frame/", admin.site.admin_view(index_of_nothing)),
    path("totals/<int:year>/", admin.site.admin_view(totals)),
]
