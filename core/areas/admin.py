"""Areas to choose from: found by name in the forms of other registers, never changed by hand.

They come with `load_areas`; neither the side menu nor the home names them.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from core.areas.models import District, Province, Subdistrict
from core.areas.names import DISTRICT, PROVINCE, SUBDISTRICT, bare_name
from core.thai.digits import to_arabic


class AreaAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Read only, behind the one door (core.areas.scope). What accounts builds on lies above."""

    list_display = ["name_th", "code"]
    search_fields = ["name_th__startswith", "code__startswith"]
    show_full_result_count = False
    level = ""  # of core.areas.names

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By the name however it is typed: "ต.นํ้าดำ", or by the code in either kind of digits."""
        as_typed, twice = super().get_search_results(request, queryset, search_term)
        name = to_arabic(bare_name(self.level, search_term))
        by_name, again = super().get_search_results(request, queryset, name)
        return as_typed | by_name, twice or again  # some names begin with the word for their level

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.model._default_manager.visible_to(request.user)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: Any
    ) -> Any:
        raise Http404(f"no {opts.model_name} {object_id!r} for this officer")

    def get_model_perms(self, request: HttpRequest) -> dict[str, Any]:
        return {}  # not in lists of registers

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Province)
class ProvinceAdmin(AreaAdmin):
    level = PROVINCE
    ordering = ["sort_key", "name_th"]


@admin.register(District)
class DistrictAdmin(AreaAdmin):
    level = DISTRICT
    list_select_related = ["province"]
    ordering = ["code"]


@admin.register(Subdistrict)
class SubdistrictAdmin(AreaAdmin):
    level = SUBDISTRICT
    list_empty = "ผู้ดูแลระบบนำเข้ารายชื่อพื้นที่ก่อนเริ่มใช้งาน"
    list_select_related = ["district"]
    ordering = ["sort_key", "code"]
