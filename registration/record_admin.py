"""The page of one record: its sections one at a time, a table of contents with a mark on each.

Takes the section from the address (?section=key); a new record begins with the few fields of
`add_fields` and goes on with the first section that is not complete.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from core.areas.compiled import CompiledDoor
from core.compiled import Small
from core.pages import whole_number
from core.personal.inventory import is_of_person, told_of
from core.steps import offers
from core.thai.forms import PaperNumberField
from core.users.requests import signed_in_user
from core.users.scoped_admin import DistrictOwnedAdmin, ScopedModelAdmin, state_badge
from registration.closure import BEGIN
from registration.models import Closure, RegisteredRecord, Status
from registration.record_forms import DistrictRecordForm, KeepsOthersEdits
from registration.record_state import closed_because, record_state
from registration.references import ReferenceItem
from registration.sections import Section, completeness
from registration.sizes import size_of
from registration.steps import Name, may_take

_CLOSURE = CompiledDoor(
    lambda officer, type_of, key: Closure.objects.visible_to(officer).filter(
        record_type=type_of, record_id=key
    )[:1],
    type_of=Small,
    key=int,
)


class OffersReferenceItems(BaseModelAdmin):
    """Offers the department's lists in the forms: what is in use, and what this record holds.

    `offers`: by name of a foreign key, a condition its items must meet beside.
    """

    offers: Mapping[str, dict] = {}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "number":
            kwargs["form_class"] = PaperNumberField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def _of_record(self, request: HttpRequest) -> dict:
        """Whose choices are kept: the condition of the record, or of its rows."""
        raise NotImplementedError

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        formfield = super().formfield_for_foreignkey(db_field, request, **kwargs)
        model = db_field.remote_field.model
        if formfield and issubclass(model, ReferenceItem):
            held = self.model._default_manager.filter(**self._of_record(request))
            items = (
                model.objects.visible_to(request.user)
                .filter(**self.offers.get(db_field.name, {}))
                .offered(keeping=held.order_by().values(db_field.name))
            )
            formfield.queryset = items
            # Read once for all rows of the page: a choice field would ask anew for each.
            formfield.choices = [("", "–"), *((item.pk, str(item)) for item in items)]
        return formfield


def _record_key(request: HttpRequest) -> str | None:
    """The record of the page, as its address says."""
    return request.resolver_match.kwargs.get("object_id") if request.resolver_match else None


class RowsInline(OffersReferenceItems, admin.TabularInline):
    """A repeating part of a record: rows, added in place; open to who may change the record."""

    template = "admin/rows.html"
    form = KeepsOthersEdits
    extra = 1
    formfield_overrides = ScopedModelAdmin.formfield_overrides
    wide_fields: Sequence[str] = ()

    # The line above the rows: what they are for.
    note = ""

    # A link may begin a row that goes on from a stored one (?renew=<its key>): the name in the address,
    # the column that stays the same.
    goes_on: tuple[str, str] | None = None

    @property
    def media(self):
        return forms.Media()  # the page of the record brings what its rows need

    @classmethod
    def related_name(cls, record_model: type[Model]) -> str:
        """The name under which a record finds these rows."""
        for relation in record_model._meta.related_objects:
            if relation.related_model is cls.model and cls.fk_name in (None, relation.field.name):
                return str(relation.get_accessor_name())
        raise LookupError(f"{cls.model.__name__} has no foreign key to {record_model.__name__}")

    def _of_record(self, request: HttpRequest) -> dict:
        relation = self.related_name(self.parent_model)
        key = self.parent_model._meta.get_field(relation).field.name
        return {key: _record_key(request)}

    def get_queryset(self, request: HttpRequest):
        return self.model._default_manager.filter(**self._of_record(request))

    def _record_admin(self):
        return self.admin_site.get_model_admin(self.parent_model)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._record_admin().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._record_admin().has_change_permission(request, obj)

    has_add_permission = has_delete_permission = has_change_permission


class ShowsState(admin.ModelAdmin):
    """Where a record stands in registration: the column of lists, and whether its form is open.

    A submitted record is closed to its district, a cancelled one to everybody (record_state).
    """

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_change_permission(request, obj) and not closed_because(
            signed_in_user(request), obj
        )

    def _changeform_view(self, request: HttpRequest, object_id, form_url, extra_context):
        """Inside the transaction of a save: locked, so that the form is checked and saved upon what
        stands there, and a step taken at this moment comes before or after."""
        if request.method == "POST" and object_id and object_id.isdecimal():
            records = self.model._default_manager.visible_to(request.user).filter(pk=object_id)
            with suppress(OverflowError):
                records.select_for_update(of=("self",), no_key=True).order_by().first()
        return cast(Any, super())._changeform_view(request, object_id, form_url, extra_context)

    @admin.display(description="สถานะ", ordering="status")
    def state(self, record: RegisteredRecord) -> str:
        # By the status itself: Django looks a display up among choices it makes anew for each row.
        return state_badge(str(Status(record.status).label), record.tone)


class RecordAdmin(ShowsState, OffersReferenceItems, ScopedModelAdmin):
    """A register whose records have numbered sections."""

    form = KeepsOthersEdits
    change_form_template = "admin/record_form.html"
    sections: Sequence[Section] = ()
    add_fields: Sequence[str] = ()

    @property
    def media(self):
        return forms.Media(js=cast(Any, [Script("js/record.js", type="module")]))

    def _of_record(self, request: HttpRequest) -> dict:
        return {"pk": _record_key(request)}

    def get_paginator(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> Any:
        """Of a list without any condition the count is kept."""
        paginator: Any = super().get_paginator(request, queryset, *args, **kwargs)
        if not queryset.query.where:
            paginator.count = size_of(self.model)
        return paginator

    def section_of(self, request: HttpRequest) -> Section:
        """The section the address names; the first for none or an unknown one."""
        key = request.GET.get("section")
        return next((one for one in self.sections if one.key == key), self.sections[0])

    def get_fieldsets(self, request: HttpRequest, obj=None):
        if obj is None:
            return [(None, {"fields": list(self.add_fields)})]
        return [(None, {"fields": list(self.section_of(request).fields)})]

    def get_inlines(self, request: HttpRequest, obj):
        return [] if obj is None else list(self.section_of(request).rows)

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """With the row that the address asks to begin (`RowsInline.goes_on`)."""
        given: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        named, column = getattr(inline, "goes_on", None) or ("", "")
        key = whole_number(request.GET.get(named, ""))
        if request.method == "GET" and key is not None:
            given["initial"] = list(inline.get_queryset(request).filter(pk=key).values(column))
        return given

    def record_line(self, record: Any) -> str:
        """The line under the record's name: whose, where, since when."""
        return ""

    def record_links(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        """Links at the head of the page: (label, address)."""
        return []

    def record_notices(self, request: HttpRequest, record: Any) -> list[str]:
        """Sentences above the form: what this record asks for."""
        return []

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        record = obj
        if record is not None:
            section = self.section_of(request)
            filled = completeness(record, self.sections)
            context |= {
                "section": section,
                "personal_fields": told_of(type(record), section.fields),
                "next_section": self._next_section(section),
                "completeness": filled,
                "missing": next(one.missing for one in filled.sections if one.section == section),
                "record_line": self.record_line(record),
                "record_links": [
                    *self.record_links(request, record),
                    ("เอกสารการลงทะเบียน", self._registration_page("papers", record)),
                    *self._person_link(record),
                    *self._closing_link(request, record),
                    *self._date_link(request, record),
                ],
                "record_notices": [
                    *self._closing_notice(request, record),
                    *self.record_notices(request, record),
                ],
                "registration_state": record_state(signed_in_user(request), record),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _person_link(self, record: Any) -> list[tuple[str, str]]:
        if not is_of_person(type(record)):
            return []
        key = (self.opts.app_label, self.opts.model_name, record.pk)
        return [("สิทธิเจ้าของข้อมูล", reverse("admin:person", args=key))]

    def _closing_link(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        may_begin = offers(BEGIN, record, signed_in_user(request))
        return [("ขอยกเลิก", closure_address(record))] if may_begin else []

    def _date_link(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        if not may_take(Name.CORRECT_DATE, record, signed_in_user(request)):
            return []
        return [("แก้วันที่ลงทะเบียน", self._registration_page("registered-on", record))]

    def _registration_page(self, name: str, record: Any) -> str:
        key = (self.opts.app_label, self.opts.model_name, record.pk)
        return reverse(f"admin:registration-{name}", args=key)

    def _closing_notice(self, request: HttpRequest, record: Any) -> list[str]:
        """A cancelling under way, or the one that ended the record."""
        type_of = ContentType.objects.get_for_model(record).pk
        found = _CLOSURE.read(signed_in_user(request), type_of=type_of, key=record.pk)
        closure = found[0] if found else None
        if closure is None or closure.status == Closure.Status.TAKEN_BACK:
            return []
        return [
            format_html(
                'การยกเลิก: {} <a href="{}">ดูลำดับขั้น</a>',
                closure.get_status_display(),
                closure_address(record),
            )
        ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Rows that are there say more than the mark that there are none: it goes."""
        super().save_related(request, form, formsets, change)
        record = form.instance
        section = self.section_of(request)
        for name, none in section.unless.items():
            if name in section.needed_rows and getattr(record, none):
                if getattr(record, name).exists():
                    setattr(record, none, False)
                    record.save(update_fields=[none])

    def _next_section(self, section: Section) -> Section | None:
        following = self.sections[self.sections.index(section) + 1 :]
        return following[0] if following else None

    def section_address(self, record: Any, section: Section) -> str:
        address = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk]
        )
        return f"{address}?{urlencode({'section': section.key})}"

    def response_change(self, request: HttpRequest, record: Any) -> HttpResponse:
        """Stays on the section that was saved, or goes on to the next one."""
        section = self.section_of(request)
        if "_next" in request.POST:
            section = self._next_section(section) or section
        messages.success(request, f"บันทึกหมวด {self.section_of(request).title} แล้ว")
        return HttpResponseRedirect(self.section_address(record, section))

    def response_add(self, request: HttpRequest, record: Any, post_url_continue=None):
        """Goes on with the first section that is not complete."""
        states = completeness(record, self.sections).sections
        first = next((state.section for state in states if state.missing), self.sections[0])
        messages.success(request, f"เพิ่ม “{record}” แล้ว กรอกหมวดที่เหลือต่อได้เลย")
        return HttpResponseRedirect(self.section_address(record, first))


def closure_address(record: Any) -> str:
    meta = record._meta
    return reverse("admin:registration-closure", args=[meta.app_label, meta.model_name, record.pk])


class DistrictRecordAdmin(DistrictOwnedAdmin, RecordAdmin):
    """A register whose records have sections and belong to a district."""

    form = DistrictRecordForm
