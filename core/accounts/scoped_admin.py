"""The admin's lists and forms behind the one door."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest

from core.areas.models import District, Province
from core.thai.forms import ThaiDateField


class ScopedModelAdmin(admin.ModelAdmin):
    """A register as one officer may see it: rows, choices of foreign keys, autocomplete.

    Every model shown here has `visible_to` on its default manager; one without it raises. What was
    saved is looked up again through the same door; a row written out of area rolls back.
    """

    formfield_overrides = {models.DateField: {"form_class": ThaiDateField}}
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest):
        queryset = self.model._default_manager.visible_to(request.user)
        ordering = self.get_ordering(request)
        return queryset.order_by(*ordering) if ordering else queryset

    def get_field_queryset(self, db, db_field, request: HttpRequest):
        manager = db_field.remote_field.model._default_manager
        return manager.visible_to(request.user)

    def save_model(self, request: HttpRequest, obj, form, change):
        super().save_model(request, obj, form, change)
        if not self.model._default_manager.visible_to(request.user).filter(pk=obj.pk).exists():
            raise PermissionDenied("saved out of area")  # the change form's transaction rolls back

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False  # records are cancelled with their history, never deleted


class DistrictFilter(admin.SimpleListFilter):
    """Filter by district, naming only the districts the officer may see."""

    title = "อำเภอ"
    parameter_name = "district"
    district_path = "district"

    def lookups(self, request, model_admin):
        visible = District.objects.visible_to(request.user).select_related("province")
        if request.user.role == "department":
            chosen = request.GET.get("province")
            visible = visible.filter(province=chosen) if chosen else visible.none()
        return [(district.code, district.name_th) for district in visible]

    def queryset(self, request, queryset):
        return queryset.filter(**{self.district_path: self.value()}) if self.value() else queryset


class ProvinceFilter(admin.SimpleListFilter):
    """Filter by province; only the department has more than one."""

    title = "จังหวัด"
    parameter_name = "province"
    district_path = "district"

    def lookups(self, request, model_admin):
        if request.user.role != "department":
            return []
        provinces = Province.objects.visible_to(request.user)
        return [(province.code, province.name_th) for province in provinces]

    def queryset(self, request, queryset):
        path = f"{self.district_path}__province"
        return queryset.filter(**{path: self.value()}) if self.value() else queryset
