"""The repeating parts of a product's record as rows of its form."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from core.pictures.admin_rows import PictureRows
from core.pictures.documents import DocumentField
from producers.models import RegistryList
from products.models import (
    Award,
    HeldStandard,
    IntellectualProperty,
    Price,
    ProductMembership,
    ProductPicture,
    ProductProject,
)
from registration.record_admin import RowsInline


class StandardRows(RowsInline):
    model = HeldStandard
    fields = ["standard", "number", "issued_on", "expires_on", "file", "paper"]
    readonly_fields = ["paper"]
    goes_on = ("renew", "standard")
    note = "กรอกเลขที่ วันที่ออก และวันหมดอายุให้ครบ แนบใบรับรองถ้ามี"

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "file":
            return DocumentField(label=db_field.verbose_name)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="ใบรับรองที่เก็บไว้")
    def paper(self, held: HeldStandard) -> str:
        if not held.pk or not held.file:
            return "ยังไม่มี"
        address = reverse("admin:product-certificate", args=[held.pk])
        return format_html('<a href="{}">เปิดใบรับรอง</a>', address)


class AwardRows(RowsInline):
    model = Award
    fields = ["name", "year", "giver"]


class ProjectRows(RowsInline):
    model = ProductProject
    fields = ["programme", "year", "agency"]


class PriceRows(RowsInline):
    model = Price
    fields = ["detail", "retail", "wholesale"]
    note = "หนึ่งแถวต่อหนึ่งขนาดหรือรูปแบบ ราคาในบัญชีรายชื่อคือราคาปลีกต่ำสุด"


class IntellectualPropertyRows(RowsInline):
    model = IntellectualProperty
    fields = ["kind", "number", "registered_on"]


class ProductPictureRows(PictureRows, RowsInline):
    model = ProductPicture


class MembershipRows(RowsInline):
    """Lists of products; those of producers are on the producer's page."""

    model = ProductMembership
    fields = ["list", "year", "note"]
    note = "บัญชีที่กรมหรือจังหวัดคัดเลือก เก็บไว้ข้างทะเบียน ไม่ต้องให้จังหวัดรับรอง"
    offers = {"list": {"names": RegistryList.Names.PRODUCTS}}
