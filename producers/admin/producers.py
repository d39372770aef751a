"""The register of producers: its list and the page of one producer."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from core.personal.forms import (
    NationalIdForm,
    PersonsNumbersForm,
    RegistrationNumberField,
    TaxIdField,
    tax_id_notices,
)
from core.personal.search import FindsByNationalId
from core.steps import is_for, offers
from core.tables.export_admin import ExcelExportMixin
from core.thai import calendar
from core.users.list_filters import ChoiceOrBlankFilter, DistrictFilter, ProvinceFilter
from core.users.requests import signed_in_user
from producers.admin.sections import SECTIONS
from producers.duplicates import likenesses
from producers.imports import ProducerTable
from producers.merging import MERGE
from producers.models import (
    ExcludedKind,
    Producer,
    ProducerMembership,
    RegistryList,
    Relocation,
    StarResult,
)
from producers.relocation import RELEASE
from quality.worklist_page import WorklistPage
from registration.record_admin import DistrictRecordAdmin
from registration.record_filters import CompletenessFilter, MissingSectionFilter
from registration.record_forms import DistrictRecordForm

SHOWN_LIKENESSES = 3

# Fields of the form that are no columns: what is read in their place.
_SHOWN_AS = {"national_id": "national_id_masked"}


class KindFilter(ChoiceOrBlankFilter):
    title = "ลักษณะ"
    parameter_name = "kind"
    words = Producer.Kind


class RegistryListFilter(admin.SimpleListFilter):
    """Who is in a list kept beside the registry, of any year."""

    title = "บัญชีรายชื่อ"
    parameter_name = "list"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[Any, str]]:
        lists = RegistryList.objects.visible_to(request.user)
        return list(lists.filter(names=RegistryList.Names.PRODUCERS).values_list("pk", "name"))

    def queryset(self, request: HttpRequest, queryset):
        chosen = self.value() or ""
        if not chosen.isdecimal():
            return queryset
        members = ProducerMembership.objects.filter(list=int(chosen[:18]))
        return queryset.filter(pk__in=members.values("producer"))


class StarFilter(admin.SimpleListFilter):
    """Who has a star result of any year (section 8), and who has none."""

    title = "ผลการคัดสรร"
    parameter_name = "stars"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("none", "ไม่มีผลการคัดสรร"), ("any", "มีผลการคัดสรร")]

    def queryset(self, request: HttpRequest, queryset):
        results = Exists(StarResult.objects.filter(producer=OuterRef("pk")).order_by())
        if self.value() == "any":
            return queryset.filter(results)
        return queryset.filter(~results) if self.value() == "none" else queryset


class ProducerForm(PersonsNumbersForm, DistrictRecordForm):
    """Any section: a national id goes where it belongs."""


class PersonForm(NationalIdForm, ProducerForm):
    """Section 5: the person who answers for the producer."""


def _moving(producer: Producer) -> list[str]:
    """A move that waits for the new office."""
    move = (
        producer.relocations.filter(status=Relocation.Status.RELEASED)
        .select_related("to_district__province")
        .first()
    )
    if move is None:
        return []
    address = reverse("admin:producer-relocation", args=[move.pk])
    place = f"{move.to_district.titled_name} {move.to_district.province.titled_name}"
    return [format_html('แจ้งย้ายไป{}แล้ว <a href="{}">ดูการย้าย</a>', place, address)]


@admin.register(Producer)
class ProducerAdmin(FindsByNationalId, WorklistPage, ExcelExportMixin, DistrictRecordAdmin):
    form = ProducerForm
    table_class = ProducerTable
    shows_person = "pk"
    list_display = [
        "name",
        "code",
        "kind_word",
        "phone_number",
        "district_name",
        "province_name",
        "state",
    ]
    list_reads = (
        "name",
        "code",
        "kind",
        "phone",
        "status",
    )
    list_district = "district"
    list_filter = [
        ProvinceFilter,
        DistrictFilter,
        KindFilter,
        "status",
        CompletenessFilter,
        MissingSectionFilter,
        StarFilter,
        RegistryListFilter,
    ]
    search_fields = ["name__anypart"]
    number_search_fields = ("code__startswith", "phone__contains")
    search_help_text = "ชื่อ รหัส โทรศัพท์ หรือเลขประจำตัวประชาชน"
    ordering = ["sort_key", "name", "id"]
    autocomplete_fields = ["subdistrict"]
    readonly_fields = ("code", "registered_day", "district_and_province")
    add_label = "เพิ่มผู้ผลิต ผู้ประกอบการ"
    list_empty = "อำเภอเพิ่มได้จากเมนู “เพิ่มผู้ผลิต” หรือนำเข้าจาก Excel"
    form_question = "ข้อมูลที่ต้องมีก่อน บันทึกแล้วกรอกหมวดอื่นต่อได้ทันที"
    sections = SECTIONS
    form_fields = {
        **DistrictRecordAdmin.form_fields,
        "tax_id": TaxIdField,
        "registration_number": RegistrationNumberField,
    }
    add_fields = ["name", "kind", "phone", "house_number", "village_number", "subdistrict"]

    def get_form(self, request: HttpRequest, obj=None, change=False, **kwargs):
        """The person's section asks for the national id beside its own fields."""
        if obj is None or self.section_of(request).key != "person":
            return super().get_form(request, obj, change=change, **kwargs)
        form = super().get_form(request, obj, change=change, form=PersonForm, **kwargs)
        form.reveal_address = self._reveal_address(request, obj)
        return form

    def get_fieldsets(self, request: HttpRequest, obj=None):
        """Who may only read is shown the mask where others type."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, options | {"fields": [_SHOWN_AS.get(name, name) for name in options["fields"]]})
            for title, options in fieldsets
        ]

    def _reveal_address(self, request: HttpRequest, producer: Producer) -> str:
        """Where the id is shown in full; empty where there is none, or no right to it."""
        if not (
            producer.national_id_masked and request.user.has_perm("personal.reveal_national_id")
        ):
            return ""
        return reverse("admin:national-id-reveal", args=["producers", "producer", producer.pk])

    def save_model(self, request: HttpRequest, obj, form, change):
        """An accepted id that is to be looked at is said once: which number it was is not kept open."""
        super().save_model(request, obj, form, change)
        if review := getattr(form, "national_id_review", ""):
            messages.warning(request, f"รับเลขประจำตัวประชาชนแล้ว แต่ {review}")
        if form.moved:
            messages.info(
                request,
                f"เลข {form.moved} เป็นเลขประจำตัวประชาชน ระบบเก็บไว้ที่ช่องเลขประจำตัวประชาชน (หมวด 5) โดยปิดบัง",
            )

    def record_line(self, producer: Producer) -> str:
        place = producer.subdistrict.titled_name if producer.subdistrict else ""
        since = producer.registered_on
        parts = [
            producer.code,
            producer.get_kind_display() or "ยังไม่ระบุลักษณะ",
            f"{place} {producer.district.titled_name}".strip(),
            f"ลงทะเบียน {calendar.day_short(since)}" if since else "",
        ]
        return " · ".join(part for part in parts if part)

    def record_links(self, request: HttpRequest, producer: Producer) -> list[tuple[str, str]]:
        products = reverse("admin:products_product_changelist")
        links = [
            (
                f"ผลิตภัณฑ์ ({producer.products.count()})",
                f"{products}?producer__id__exact={producer.pk}",
            )
        ]
        if request.user.has_perm("products.add_product") and not producer.cancelled_at:
            add = reverse("admin:products_product_add")
            links.append(("เพิ่มผลิตภัณฑ์ของรายนี้", f"{add}?producer={producer.pk}"))
        links.append(("เผยแพร่ต่อสาธารณะ", reverse("admin:catalogue-consent", args=[producer.pk])))
        reveal = self._reveal_address(request, producer)
        in_section = self.section_of(request).key == "person"
        if reveal and in_section and not self.has_change_permission(request, producer):
            links.append(("แสดงเลขประจำตัวเต็ม", reveal))  # the form, which has it, is closed
        if offers(RELEASE, producer, signed_in_user(request)):
            links.append(("แจ้งย้าย", reverse("admin:producer-release", args=[producer.pk])))
        return links

    def record_notices(self, request: HttpRequest, producer: Producer) -> list[str]:
        if producer.merged_into:
            kept = producer.merged_into
            address = reverse("admin:producers_producer_change", args=[kept.pk])
            return [format_html('รวมกับ <a href="{}">{} ({})</a> แล้ว', address, kept, kept.code)]
        return [
            *_moving(producer),
            *self._likenesses(request, producer),
            *self._excluded_words(request, producer),
            *tax_id_notices(producer.tax_id),
        ]

    def _likenesses(self, request: HttpRequest, producer: Producer) -> list[str]:
        """What the record looks like; of another area's no name is said. Who may not merge opens the
        other record."""
        notices = []
        user = signed_in_user(request)
        merges = is_for(MERGE, user)
        for like in likenesses(producer, user)[:SHOWN_LIKENESSES]:
            if like.producer is None:
                notices.append(
                    f"{like.words}กับระเบียนของพื้นที่อื่น ถ้าย้ายมาให้อำเภอเดิมแจ้งย้าย ไม่ต้องลงทะเบียนใหม่"
                )
                continue
            address = (
                reverse("admin:producer-duplicate", args=[producer.pk, like.producer.pk])
                if merges
                else reverse("admin:producers_producer_change", args=[like.producer.pk])
            )
            notices.append(
                format_html(
                    'อาจซ้ำกับ {} ({}): {} <a href="{}">{}</a>',
                    like.producer,
                    like.producer.code,
                    like.words,
                    address,
                    "เทียบสองระเบียน" if merges else "เปิดระเบียนนั้น",
                )
            )
        return notices

    def _excluded_words(self, request: HttpRequest, producer: Producer) -> list[str]:
        return [
            f"ชื่อมีคำว่า “{word}” อาจเป็น{kind.name} ซึ่งไม่อยู่ในเกณฑ์ OTOP ตรวจสอบก่อนเสนอ"
            for kind in ExcludedKind.objects.visible_to(request.user).offered()
            for word in kind.words
            if word in producer.name
        ]

    @admin.display(description="ลักษณะ", ordering="kind")
    def kind_word(self, producer: Producer) -> str:
        return producer.kind_short
