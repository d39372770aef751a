"""The admin's lists and forms behind the one door."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.text import smart_split

from core.areas.postal_codes import offer_postal_codes
from core.history.page import history_page
from core.thai import calendar, phones
from core.thai.digits import to_arabic
from core.thai.forms import (
    HouseNumberField,
    PhoneField,
    PostalCodeField,
    ThaiDateField,
    ThaiDateInput,
    ThaiDecimalField,
    ThaiIntegerField,
    ThaiTextField,
    VillageNumberField,
)
from core.thai.names import searched_as
from core.thai.texts import clean_text
from core.users.access import shows
from core.users.register_list import (
    KeysFirstPaginator,
    RegisterChangeList,
    sorted_after_search,
)
from core.users.requests import signed_in_user


@lru_cache(maxsize=256)  # a list says the same few a hundred times
def state_badge(word: str, state: str) -> str:
    """A state as every list shows it: its word on its colour (static/css/portal.css, .state-*)."""
    return format_html('<span class="state state-{}">{}</span>', state, word)


class ScopedModelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """A register as one officer may see it: rows, choices of foreign keys, autocomplete.

    Every model shown here has `visible_to` on its default manager; one without it raises. What was
    saved is looked up again through the same door; a row written out of area rolls back.
    """

    formfield_overrides = {
        models.CharField: {"form_class": ThaiTextField},
        models.TextField: {"form_class": ThaiTextField},
        models.DateField: {"form_class": ThaiDateField, "widget": ThaiDateInput},
        models.URLField: {"assume_scheme": "https"},
        models.IntegerField: {"form_class": ThaiIntegerField, "widget": None},
        models.DecimalField: {"form_class": ThaiDecimalField, "widget": None},
    }
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # one COUNT per choice is too slow on the national list
    list_per_page = 100  # as the old system's pages
    list_max_show_all = 100
    paginator = KeysFirstPaginator

    # What the columns of the list read, of the record and of those it belongs to; () for all of it.
    list_reads: tuple[str, ...] = ()
    # Where a record's district is: a list reads the names of its area as `shown_district` and
    # `shown_province`, two words instead of two objects a row.
    list_district = ""

    # Looked in instead of search_fields when only digits are typed: codes, telephones.
    number_search_fields: tuple[str, ...] = ()

    # Form fields by the name of their column, where the column's own does not check enough.
    form_fields: Mapping[str, type[forms.Field]] = {
        "phone": PhoneField,
        "house_number": HouseNumberField,
        "village_number": VillageNumberField,
        "postal_code": PostalCodeField,
    }

    # What the button of a new record says; เพิ่ม and the model's name unless said.
    add_label = ""

    # What an empty list says to who may not add to it: who does, or when something stands there.
    list_empty = ""

    # The column of a row that names the producer whose personal data the list and the record show.
    shows_person = ""

    # The lines under the titles of the list and of the form: what they are for.
    list_question = ""
    form_question = ""

    @property
    def media(self) -> forms.Media:
        """Nothing of the stock scripts: a widget that needs one brings it, the list's actions too."""
        return forms.Media()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        queryset = self.model._default_manager.visible_to(request.user)
        ordering = self.get_ordering(request)
        return queryset.order_by(*ordering) if ordering else queryset

    def get_list_display(self, request: HttpRequest) -> Any:
        """Without the columns that are the same in every row this officer sees."""
        user = signed_in_user(request)
        same = set() if user.of_nation else {"province_name"}
        if user.of_district:
            same.add("district_name")
        return [column for column in super().get_list_display(request) if column not in same]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        search_term = clean_text(search_term)
        number = to_arabic(search_term).strip().replace("-", "")
        if self.number_search_fields and len(number) >= 3 and number.isdigit():
            # Telephones are stored without the 0 of a call inside the country.
            lookups: list[Any] = [
                (field, number.removeprefix("0") if field.startswith("phone") else number)
                for field in self.number_search_fields
            ]
            return queryset.filter(Q.create(lookups, connector=Q.OR)), False
        found = queryset
        for word in smart_split(search_term):
            lookups = [
                (self._lookup_of(field), one)
                for one in searched_as(word.strip("\"'"))
                for field in self.get_search_fields(request)
            ]
            found = found.filter(Q.create(lookups, connector=Q.OR))
        return sorted_after_search(found, search_term), False

    @staticmethod
    def _lookup_of(field: str) -> str:
        """A column without a lookup is searched as Django does."""
        return field if LOOKUP_SEP in field else f"{field}__icontains"

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        paginator: Any = super().get_paginator(request, *args, **kwargs)
        asked = request.GET.get(PAGE_VAR, "")
        if asked.isdecimal() and 0 < len(asked) < 7:
            paginator.expected = max(int(asked), 1)
        return paginator

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RegisterChangeList

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        manager = db_field.remote_field.model._default_manager
        return manager.visible_to(request.user)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Removes Django's buttons that open a related record in a popup."""
        if db_field.name in self.form_fields:
            kwargs["form_class"] = self.form_fields[db_field.name]
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if formfield and isinstance(formfield.widget, RelatedFieldWidgetWrapper):
            formfield.widget = formfield.widget.widget
        return formfield

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"title": self.opts.verbose_name_plural, "list_question": self.list_question}
        answer = super().changelist_view(request, context | (extra_context or {}))
        if shown := (getattr(answer, "context_data", None) or {}).get("cl"):
            self._shows(request, shown.result_list)
        return answer

    def _shows(self, request: HttpRequest, rows: Iterable[Any], subject: str = "") -> None:
        """Have noted whose data these rows show."""
        if self.shows_person:
            keys = [getattr(row, self.shows_person) for row in rows]
            shows(request, subject or f"รายการ{self.opts.verbose_name_plural}", filter(None, keys))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """`_to_field=` names no field: Django asks the model for one of the name ""."""
        return super().get_object(request, object_id, from_field or None)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: Any = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {"form_question": self.form_question}
        context |= extra_context or {}
        answer = super().changeform_view(request, object_id, form_url, context)
        if shown := (getattr(answer, "context_data", None) or {}).get("original"):
            self._shows(request, [shown], f"ระเบียน{self.opts.verbose_name}")
        return answer

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: Any
    ) -> Any:
        """Answers 404 for a record that is out of area or missing, so that the two look alike;
        Django's own admin redirects to the index."""
        raise Http404(f"no {opts.model_name} {object_id!r} for this officer")

    def history_view(
        self, request: HttpRequest, object_id: Any, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What the triggers kept (core.history), not what the stock admin noted of its own forms."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        self._shows(request, [record], f"ประวัติ{self.opts.verbose_name}")
        return history_page(request, self, record)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Writes nothing: the history has it already, and no page shows Django's own log."""

    log_change = log_addition

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not self.model._default_manager.visible_to(request.user).filter(pk=obj.pk).exists():
            raise PermissionDenied("saved out of area")  # the change form's transaction rolls back

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # records are cancelled with their history, never deleted


class DistrictOwnedForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A record of one district: its ตำบล must lie there, which the office never types itself."""

    district_id: str | None = None  # set by DistrictOwnedAdmin.get_form

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subdistrict = getattr(self.instance, "subdistrict_id", None)
        offer_postal_codes(self, "postal_code", self.district_id, subdistrict)

    def clean_subdistrict(self) -> Any:
        subdistrict = self.cleaned_data["subdistrict"]
        if subdistrict and subdistrict.district_id != self.district_id:
            raise ValidationError("ตำบลที่เลือกไม่อยู่ในอำเภอของระเบียนนี้ เลือกตำบลอื่น")
        return subdistrict


class DistrictOwnedAdmin(ScopedModelAdmin):
    """A register whose records belong to a district: a new one to the officer's own.

    The district is shown, never chosen: moving a record is a step of its own (DOMAIN.md 6).
    """

    form = DistrictOwnedForm
    readonly_fields: ClassVar[tuple[str, ...]] = ("district_and_province",)

    @admin.display(description="อำเภอ จังหวัด")
    def district_and_province(self, obj: Any) -> str:
        return f"{obj.district.titled_name} {obj.district.province.titled_name}"

    @admin.display(description="อำเภอ", ordering="district")
    def district_name(self, obj: Any) -> str:
        return obj.shown_district

    @admin.display(description="จังหวัด")
    def province_name(self, obj: Any) -> str:
        return obj.shown_province

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("district__province")

    def has_add_permission(self, request: HttpRequest) -> bool:
        own = signed_in_user(request).district_id  # which the new record gets
        return super().has_add_permission(request) and own is not None

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.district_id = obj.district_id if obj else signed_in_user(request).district_id
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the lines that a record not yet saved has nothing to show in."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None:
            return fieldsets
        unknown = {"status", *self.readonly_fields}
        known = [
            (
                title,
                options | {"fields": [name for name in options["fields"] if name not in unknown]},
            )
            for title, options in fieldsets
        ]
        return [(title, options) for title, options in known if options["fields"]]

    @admin.display(description="โทรศัพท์", ordering="phone")
    def phone_number(self, obj: Any) -> str:
        return phones.shown(obj.phone)

    @admin.display(description="วันที่ลงทะเบียน")
    def registered_day(self, obj: Any) -> str:
        return calendar.day_short(obj.registered_on) if obj.registered_on else ""

    @admin.display(description="แก้ไขล่าสุด")
    def changed(self, obj: Any) -> str:
        return calendar.moment(obj.updated_at)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.district_id = signed_in_user(request).district_id
        super().save_model(request, obj, form, change)
