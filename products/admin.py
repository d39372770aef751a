"""The register of products as the offices work with it."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget

from core.accounts.list_filters import ChoiceOrBlankFilter, DistrictFilter, ProvinceFilter
from core.accounts.scoped_admin import ScopedModelAdmin, state_badge
from core.imports.export_admin import ExcelExportMixin
from core.pictures.admin_rows import PictureRows
from core.registration.record_admin import RowsInline, ShowsState
from core.thai import calendar
from core.thai.digits import format_baht
from products.imports import ProductResource
from products.models import Category, Product, ProductPicture


class CategoryFilter(ChoiceOrBlankFilter):
    title = "ประเภท"
    parameter_name = "category"
    words = Category


class QuadrantFilter(ChoiceOrBlankFilter):
    title = "กลุ่ม (Quadrant)"
    parameter_name = "quadrant"
    words = Product.Quadrant


class ProductProvinceFilter(ProvinceFilter):
    district_path = "producer__district"


class ProductDistrictFilter(DistrictFilter):
    district_path = "producer__district"


class ProductPictureRows(PictureRows, RowsInline):
    model = ProductPicture


@admin.register(Product)
class ProductAdmin(ExcelExportMixin, ShowsState, ScopedModelAdmin):
    resource_class = ProductResource
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
        "status",
    ]
    list_select_related = ["producer__district__province"]
    search_fields = ["name__anypart"]
    number_search_fields = ("producer__code__startswith",)
    search_help_text = "ชื่อผลิตภัณฑ์ หรือรหัสผู้ประกอบการ"
    ordering = ["sort_key", "name", "id"]
    autocomplete_fields = ["producer"]
    inlines = [ProductPictureRows]
    readonly_fields = ("changed",)
    form_question = "ข้อมูลหลักของผลิตภัณฑ์ ประเภทใช้แยกยอดจำหน่ายของผู้ผลิต"
    fieldsets = [
        (
            "ข้อมูลผลิตภัณฑ์",
            {"fields": ["producer", "name", "category", "quadrant", "price", "production"]},
        ),
        ("ระเบียนนี้", {"fields": ["changed"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        """What is not there yet is not asked for or shown."""
        if obj is None:
            hidden = {"production", "changed"}
        else:
            hidden = set()
        known = [
            (
                title,
                options | {"fields": [name for name in options["fields"] if name not in hidden]},
            )
            for title, options in super().get_fieldsets(request, obj)
        ]
        return [(title, options) for title, options in known if options["fields"]]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "price":
            kwargs["widget"] = AdminTextInputWidget({"inputmode": "decimal"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

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
    def district_name(self, product: Product) -> str:
        return product.producer.district.name_th

    @admin.display(description="จังหวัด")
    def province_name(self, product: Product) -> str:
        return product.producer.district.province.name_th

    @admin.display(description="สถานะ", ordering="status")
    def state(self, product: Product) -> str:
        if product.production == Product.Production.ENDED and product.is_registered:
            return state_badge(product.get_production_display(), "cancelled")
        return super().state(product)

    @admin.display(description="แก้ไขล่าสุด")
    def changed(self, product: Product) -> str:
        return calendar.moment(product.updated_at)
