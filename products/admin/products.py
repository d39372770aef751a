"""The register of products: its list and the page of one product in its fourteen sections."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html

from core.areas.postal_codes import offer_postal_codes
from core.pages import whole_number
from core.tables.export_admin import ExcelExportMixin
from core.thai import calendar
from core.thai.digits import format_baht
from core.users.list_filters import ChoiceOrBlankFilter, DistrictFilter, ProvinceFilter
from core.users.requests import signed_in_user
from core.users.scoped_admin import state_badge
from producers.models import Producer, RegistryList
from products.admin.sections import SECTIONS
from products.imports import ProductTable
from products.models import (
    Category,
    Product,
    ProductMembership,
    QuadrantScheme,
    SchemeKind,
)
from quality.worklist_page import WorklistPage
from registration.record_admin import RecordAdmin
from registration.record_filters import CompletenessFilter, MissingSectionFilter
from registration.record_forms import KeepsOthersEdits


class CategoryFilter(ChoiceOrBlankFilter):
    title = "ประเภท"
    parameter_name = "category"
    words = Category


class QuadrantFilter(ChoiceOrBlankFilter):
    title = "กลุ่ม (Quadrant)"
    parameter_name = "quadrant"
    words = Product.Quadrant


class MarkFilter(admin.SimpleListFilter):
    """By the OTOP mark: whether its certificate still counts, and which colour or grade it gives."""

    title = "เครื่องหมาย OTOP"
    parameter_name = "mark"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        schemes = QuadrantScheme.objects.filter(kind=SchemeKind.MARK).order_by("effective_from")
        results = dict.fromkeys(code for scheme in schemes for code in scheme.result_titles)
        standing = [("valid", "มี ยังไม่หมดอายุ"), ("expired", "หมดอายุแล้ว"), ("-", "ไม่มี")]
        return [*standing, *((f"={result}", result) for result in results)]

    def queryset(self, request: HttpRequest, queryset):
        chosen = self.value() or ""
        expired = Q(mark__expires_on__lt=calendar.today())
        given = ~Q(mark__result="")
        match chosen:
            case "valid":
                return queryset.filter(given, mark__isnull=False).exclude(expired)
            case "expired":
                return queryset.filter(given, expired)
            case "-":
                return queryset.filter(Q(mark=None) | ~given)
            case _ if chosen.startswith("="):
                return queryset.filter(mark__result=chosen[1:])
        return queryset


class ProductProvinceFilter(ProvinceFilter):
    district_path = "producer__district"


class ProductDistrictFilter(DistrictFilter):
    district_path = "producer__district"


class ProductForm(KeepsOthersEdits):
    """A product is made in its producer's district (DOMAIN.md 2)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "place_postal_code" in self.fields:
            offer_postal_codes(
                self,
                "place_postal_code",
                self.instance.producer.district_id,
                self.instance.place_subdistrict_id,
            )

    def clean_place_subdistrict(self):
        subdistrict = self.cleaned_data["place_subdistrict"]
        if subdistrict and subdistrict.district_id != self.instance.producer.district_id:
            raise ValidationError("ตำบลที่เลือกไม่อยู่ในอำเภอของผู้ผลิต เลือกตำบลอื่น")
        return subdistrict


class ProductListFilter(admin.SimpleListFilter):
    """What is in a list kept beside the registry, of any year."""

    title = "บัญชีรายชื่อ"
    parameter_name = "list"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[Any, str]]:
        lists = RegistryList.objects.visible_to(request.user)
        return list(lists.filter(names=RegistryList.Names.PRODUCTS).values_list("pk", "name"))

    def queryset(self, request: HttpRequest, queryset):
        chosen = self.value() or ""
        if not chosen.isdecimal():
            return queryset
        members = ProductMembership.objects.filter(list=int(chosen[:18]))
        return queryset.filter(pk__in=members.values("product"))


def _by_category(subcategories) -> list:
    """Choices in groups, as the categories come on the form."""
    groups: dict[str, tuple[str, list[tuple[int, str]]]] = {
        category.value: (category.label, []) for category in Category
    }
    for one in subcategories.order_by("position", "name"):
        groups[one.category][1].append((one.pk, one.name))
    return [("", "–"), *groups.values()]


@admin.register(Product)
class ProductAdmin(WorklistPage, ExcelExportMixin, RecordAdmin):
    shows_person = "producer_id"
    table_class = ProductTable
    list_display = [
        "name",
        "producer_name",
        "category_word",
        "quadrant_letter",
        "price_baht",
        "district_name",
        "province_name",
        "state",
    ]
    list_filter = [
        ProductProvinceFilter,
        ProductDistrictFilter,
        CategoryFilter,
        QuadrantFilter,
        MarkFilter,
        "status",
        CompletenessFilter,
        MissingSectionFilter,
        ProductListFilter,
    ]
    list_select_related = ["producer__district__province"]
    list_reads = (
        "name",
        "category",
        "quadrant",
        "price",
        "status",
        "production",
        "producer__name",
    )
    list_district = "producer__district"
    search_fields = ["name__anypart"]
    number_search_fields = ("producer__code__startswith",)
    search_help_text = "ชื่อผลิตภัณฑ์ หรือรหัสผู้ประกอบการ"
    ordering = ["sort_key", "name", "id"]
    autocomplete_fields = ["producer", "place_subdistrict"]
    form = ProductForm
    add_label = "เพิ่มผลิตภัณฑ์"
    list_empty = "อำเภอเพิ่มได้จากเมนู “เพิ่มผลิตภัณฑ์” หรือนำเข้าจาก Excel"
    form_question = "ข้อมูลที่ต้องมีก่อน ประเภทใช้แยกยอดจำหน่ายของผู้ผลิต บันทึกแล้วกรอกหมวดอื่นต่อได้ทันที"
    sections = SECTIONS
    add_fields = ["producer", "name", "category"]
    readonly_fields = (
        "producer_link",
        "registered_day",
        "producer_address",
        "quadrant_state",
        "mark_state",
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """From a producer's page, or the list of its products: that producer, if it is of the area."""
        came_from = QueryDict(request.GET.get("_changelist_filters", ""))
        named = request.GET.get("producer") or came_from.get("producer__id__exact") or ""
        key = whole_number(named)
        own = Producer.objects.visible_to(signed_in_user(request)).not_cancelled().filter(pk=key)
        return {"producer": key} if key is not None and own.exists() else {}

    def record_line(self, product: Product) -> str:
        parts = [
            product.get_category_display() or "ยังไม่ระบุประเภท",
            product.producer.name,
            product.producer.district.titled_name,
            "เลิกผลิตแล้ว" if product.production == Product.Production.ENDED else "",
        ]
        return " · ".join(part for part in parts if part)

    def record_links(self, request: HttpRequest, product: Product) -> list[tuple[str, str]]:
        producer = reverse("admin:producers_producer_change", args=[product.producer_id])
        public = reverse("admin:catalogue-consent", args=[product.producer_id])
        return [("ผู้ผลิต", producer), ("เผยแพร่ต่อสาธารณะ", public)]

    def record_notices(self, request: HttpRequest, product: Product) -> list[str]:
        if kept := product.merged_into:
            address = reverse("admin:products_product_change", args=[kept.pk])
            return [format_html('รวมกับ <a href="{}">{} ({})</a> แล้ว', address, kept, kept.pk)]
        if not product.awaits_assessment:
            return []
        address = reverse("admin:product-assessment", args=[product.pk])
        return [format_html('มีมาตรฐานแล้วแต่ยังอยู่กลุ่ม D <a href="{}">ประเมินใหม่</a>', address)]

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        formfield = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if formfield and db_field.name == "subcategory":
            formfield.choices = _by_category(formfield.queryset)
        return formfield

    @admin.display(description="ผู้ผลิต")
    def producer_link(self, product: Product) -> str:
        address = reverse("admin:producers_producer_change", args=[product.producer_id])
        return format_html(
            '<a href="{}">{}</a> ({})', address, product.producer, product.producer.code
        )

    @admin.display(description="ที่อยู่ของผู้ผลิต")
    def producer_address(self, product: Product) -> str:
        return product.producer.address

    @admin.display(description="วันที่ลงทะเบียน")
    def registered_day(self, product: Product) -> str:
        return calendar.day_short(product.registered_on) if product.registered_on else ""

    @admin.display(description="กลุ่มปัจจุบัน")
    def quadrant_state(self, product: Product) -> str:
        made = product.assessments.of_kind(SchemeKind.QUADRANT)
        latest = made.latest_first().select_related("scheme").first()
        address = reverse("admin:product-assessment", args=[product.pk])
        said = product.quadrant or "ยังไม่ได้จัดกลุ่ม"
        if latest:
            said = f"{latest.result_title} · ประเมิน {calendar.day_short(latest.assessed_on)}"
        elif product.quadrant:
            said = f"{product.quadrant} · จากระบบเดิม ยังไม่มีคำตอบ"
        return format_html('{} · <a href="{}">ประเมินและประวัติ</a>', said, address)

    @admin.display(description="เครื่องหมาย OTOP ปัจจุบัน")
    def mark_state(self, product: Product) -> str:
        address = reverse("admin:product-mark", args=[product.pk])
        mark = product.mark
        if mark is None:
            said = ["ยังไม่ได้บันทึก"]
        else:
            number = f"เลขที่ {mark.certificate_number}" if mark.certificate_number else ""
            expired = "หมดอายุแล้ว" if mark.result and not mark.is_in_force else ""
            said = [mark.result_title, number, mark.validity, expired]
        words = " · ".join(part for part in said if part)
        return format_html('{} · <a href="{}">ใบรับรองและประวัติ</a>', words, address)

    @admin.display(description="ผู้ผลิต", ordering="producer__sort_key")
    def producer_name(self, product: Product) -> str:
        return product.producer.name

    @admin.display(description="ประเภท", ordering="category")
    def category_word(self, product: Product) -> str:
        return Category.short(product.category)

    @admin.display(description="กลุ่ม", ordering="quadrant")
    def quadrant_letter(self, product: Product) -> str:
        return product.quadrant

    @admin.display(description="ราคา (บาท)", ordering="price")
    def price_baht(self, product: Product) -> str:
        return "" if product.price is None else format_baht(product.price)

    @admin.display(description="อำเภอ", ordering="producer__district")
    def district_name(self, product: Any) -> str:
        return product.shown_district

    @admin.display(description="จังหวัด")
    def province_name(self, product: Any) -> str:
        return product.shown_province

    @admin.display(description="สถานะ", ordering="status")
    def state(self, product: Any) -> str:
        if product.production == Product.Production.ENDED and product.is_registered:
            return state_badge(product.get_production_display(), "cancelled")
        return super().state(product)
