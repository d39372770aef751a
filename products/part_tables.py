"""The tables of a product's repeating parts, both ways: one row a part (DOMAIN.md 3, sections 9, 10, 12,
13); of its standards in products.imports. Prices are baht, years พ.ศ.
"""

from core.tables.cells import CodeCell, IdCell, ReferenceCell
from core.tables.import_rows import ImportRow
from core.tables.places import district_name, province_name
from core.tables.row_checks import row_check
from core.tables.tables import Column, own, register
from producers.part_tables import agency_column, programme_column
from products.assessment_table import AssessmentTable
from products.imports import day_of_paper, product_column
from products.models import (
    Award,
    IntellectualProperty,
    IntellectualPropertyKind,
    Price,
    Product,
    ProductProject,
)
from registration.date_tables import RegisteredOnTable
from registration.part_tables import PartTable

__all__ = ["AssessmentTable"]


class ProductPartTable(PartTable):
    """Parts of products; abstract."""

    name_column = "product_name"
    extras = ("product__status",)
    owner, owner_model, owner_key, owner_status = "product", Product, "id", "product__status"

    id = Column("id", "เลขที่รายการ", IdCell())
    product = product_column()
    product_name = Column("product__name", "ชื่อผลิตภัณฑ์", readonly=True)
    producer_code = Column("product__producer__code", "รหัสผู้ประกอบการ", CodeCell(), readonly=True)
    producer_name = Column("product__producer__name", "ชื่อผู้ผลิต ผู้ประกอบการ", readonly=True)
    district = district_name("product__producer__district")
    province = province_name("product__producer__district")


@register
class ProductDayTable(RegisteredOnTable):
    """When each product was registered."""

    entity = "products-registered-on"
    position = 35
    title = "วันที่ลงทะเบียนของผลิตภัณฑ์"
    model = Product
    key = ("id",)

    id = Column("id", "รหัสผลิตภัณฑ์", IdCell())
    name = own(Product, "name", readonly=True)
    producer_name = Column("producer__name", "ชื่อผู้ผลิต ผู้ประกอบการ", readonly=True)
    district = district_name("producer__district")
    province = province_name("producer__district")


@register
class AwardTable(ProductPartTable):
    """รางวัลที่ได้รับ (section 9)"""

    entity = "product-awards"
    position = 31
    title = "รางวัลของผลิตภัณฑ์"
    about = "แถวละหนึ่งรางวัล เลขที่รายการว่างคือรางวัลใหม่ของผลิตภัณฑ์ตามรหัส"
    model = Award
    once = ("name", "year")
    twice = "ผลิตภัณฑ์นี้มีรางวัลนี้ของปีเดียวกันแล้ว"

    name = own(Award, "name")
    year = own(Award, "year")
    giver = own(Award, "giver")


@register
class ProductProjectTable(ProductPartTable):
    """โครงการที่เข้าร่วม (section 10)"""

    entity = "product-projects"
    position = 32
    title = "โครงการที่ผลิตภัณฑ์เข้าร่วม"
    about = "แถวละหนึ่งโครงการของปี เลขที่รายการว่างคือโครงการใหม่ของผลิตภัณฑ์ตามรหัส"
    model = ProductProject
    once = ("programme", "year")
    twice = "ผลิตภัณฑ์นี้มีโครงการนี้ของปีเดียวกันแล้ว"

    programme = programme_column()
    year = own(ProductProject, "year")
    agency = agency_column(blank=True)


@register
class PriceTable(ProductPartTable):
    """ราคา of each size or form (section 12); the product's own price follows from them."""

    entity = "product-prices"
    position = 33
    title = "ราคาของผลิตภัณฑ์ตามขนาด"
    about = "แถวละหนึ่งขนาดหรือรูปแบบ เลขที่รายการว่างคือราคาใหม่ของผลิตภัณฑ์ตามรหัส"
    model = Price
    once = ("detail",)
    twice = "ผลิตภัณฑ์นี้มีราคาของขนาดนี้แล้ว"

    detail = own(Price, "detail")
    retail = own(Price, "retail", is_money=True)
    wholesale = own(Price, "wholesale", is_money=True)

    @row_check("retail", "wholesale")
    def check_prices(self, line: ImportRow) -> None:
        retail, wholesale = line.value("retail"), line.value("wholesale")
        if retail is not None and wholesale is not None and wholesale > retail:
            line.refuse("ราคาส่งสูงกว่าราคาปลีก ตรวจว่าสลับช่องหรือไม่", "wholesale")


@register
class IntellectualPropertyTable(ProductPartTable):
    """ทรัพย์สินทางปัญญา (section 13)"""

    entity = "product-property"
    position = 34
    title = "ทรัพย์สินทางปัญญาของผลิตภัณฑ์"
    about = "แถวละหนึ่งรายการ เลขที่รายการว่างคือรายการใหม่ของผลิตภัณฑ์ตามรหัส"
    model = IntellectualProperty
    once = ("kind", "number")
    twice = "ผลิตภัณฑ์นี้มีทรัพย์สินทางปัญญาและเลขที่นี้แล้ว"

    kind = Column(
        "kind__name",
        "ประเภททรัพย์สินทางปัญญา",
        ReferenceCell(IntellectualPropertyKind.objects.filter(is_active=True).all, blank=False),
        target="kind",
    )
    number = own(IntellectualProperty, "number", "เลขที่จดทะเบียน", widget=CodeCell(60))
    registered_on = day_of_paper("registered_on", of=IntellectualProperty)
