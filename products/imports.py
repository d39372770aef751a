"""The tables of products, of the standards they hold and of the lists they are in, both ways
(DOMAIN.md 3, 11). Prices are baht.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, cast

from django.db.models import Exists, Model, OuterRef, QuerySet

from core.areas.models import Subdistrict
from core.areas.names import SUBDISTRICT, AreaNames
from core.areas.scope import Role
from core.fields import column_of
from core.tables.cells import (
    CodeCell,
    DateCell,
    IdCell,
    ReferenceCell,
    TextCell,
    WordsCell,
    nearest,
)
from core.tables.checked import Checked
from core.tables.contact_cells import ADDRESS_PARTS, AddressCell
from core.tables.import_rows import ImportRow
from core.tables.places import district_name, province_name, take_village_out
from core.tables.row_checks import row_check
from core.tables.tables import VERSION_HEADING, Column, own, register
from core.thai.calendar import buddhist_year
from producers.imports import MembershipTable
from producers.models import Producer, RegistryList
from products.assessment import Certificate, record_marks
from products.models import (
    Assessment,
    HeldStandard,
    Price,
    Product,
    ProductMembership,
    QuadrantScheme,
    SchemeKind,
    Standard,
    Subcategory,
)
from products.models.quadrants import LONGEST_RESULT
from registration.part_tables import OwnedTable, PartTable
from registration.record_state import closed_for
from registration.record_tables import RegisteredTable
from registration.standing_tables import StandingTable, standing_of

_MARK = ("mark", "mark_number", "mark_issued_on", "mark_expires_on")
_CAPACITIES = ("capacity_per_day", "capacity_per_month", "capacity_per_year")


def product_column() -> Column:
    """รหัสผลิตภัณฑ์ of a row that belongs to a product, with its name for people."""
    return Column("product_id", "รหัสผลิตภัณฑ์", IdCell(), target="product", required=True)


def day_of_paper(name: str, of: type[Model] = HeldStandard) -> Column:
    """A day on a certificate: a date cell from before the programme (2544) is asked about."""
    validators = cast(Any, column_of(of, name))._validators
    widget = DateCell(validators=validators, is_doubtful=lambda day: buddhist_year(day) < 2544)
    return own(of, name, widget=widget)


def place_column(part: str, heading: str) -> Column:
    """A part of the address where a product is made, read as its producer's."""
    name = f"place_{part}"
    field = column_of(Product, name)
    validators = cast(Any, field)._validators
    cell = AddressCell(ADDRESS_PARTS[part], field.max_length or 0, validators=validators)
    return own(Product, name, heading, widget=cell)


def day_of_mark(name: str, heading: str) -> Column:
    """A day on the certificate of the product's mark."""
    validators = cast(Any, column_of(Assessment, name))._validators
    return Column(f"mark__{name}", heading, DateCell(validators=validators))


@register
class ProductTable(RegisteredTable, OwnedTable):
    """New products come in as drafts beside their producer. A mark that differs from the one they have
    is recorded as a new assessment (products.assessment)."""

    entity = "products"
    position = 20
    title = "ผลิตภัณฑ์"
    twins = ("producer", "name")
    about = "แถวละหนึ่งผลิตภัณฑ์ รหัสผลิตภัณฑ์ว่างคือรายการใหม่ของผู้ประกอบการตามรหัส"
    model = Product
    key = ("id",)
    gives_keys = True
    name_column = "name"
    extras = ("producer__status", "producer__district_id", "status", "has_prices")
    importers = frozenset(Role)
    adders = frozenset({Role.DISTRICT, Role.DEPARTMENT})
    changers = frozenset({Role.DISTRICT, Role.PROVINCE})  # as on the form (otop_registry.rights)
    owner, owner_model, owner_key, owner_status = "producer", Producer, "code", "producer__status"

    id = Column("id", "รหัสผลิตภัณฑ์", IdCell())
    version = Column("version", VERSION_HEADING, CodeCell(), readonly=True)
    producer = Column(
        "producer__code", "รหัสผู้ประกอบการ", CodeCell(30), target="producer", required=True
    )
    producer_name = Column("producer__name", "ชื่อผู้ผลิต ผู้ประกอบการ", readonly=True)
    name = own(Product, "name", required=True)
    category = own(Product, "category", words="category")
    subcategory = Column("subcategory__name", "ประเภทย่อย", TextCell(150), target="subcategory")
    quadrant = own(Product, "quadrant", passing=True)
    mark = Column("mark__result", "เครื่องหมาย OTOP", TextCell(LONGEST_RESULT))
    mark_number = Column("mark__certificate_number", "เลขที่ใบรับรองเครื่องหมาย OTOP", CodeCell(60))
    mark_issued_on = day_of_mark("issued_on", "วันที่ออกเครื่องหมาย OTOP (พ.ศ.)")
    mark_expires_on = day_of_mark("expires_on", "วันหมดอายุเครื่องหมาย OTOP (พ.ศ.)")
    content = own(Product, "content")
    content_unit = own(Product, "content_unit")
    storage = own(Product, "storage")
    production = own(Product, "production")
    story = own(Product, "story")
    directions = own(Product, "directions")
    capacity_per_day = own(Product, "capacity_per_day", "กำลังการผลิตต่อวัน")
    capacity_per_month = own(Product, "capacity_per_month", "กำลังการผลิตต่อเดือน")
    capacity_per_year = own(Product, "capacity_per_year", "กำลังการผลิตต่อปี")
    capacity_unit = own(Product, "capacity_unit")
    package_form = own(Product, "package_form")
    package_material = own(Product, "package_material")
    package_price = own(Product, "package_price", is_money=True)
    made_at_producer = own(Product, "made_at_producer")
    place_house_number = place_column("house_number", "ที่ตั้งผลิต เลขที่")
    place_village_number = place_column("village_number", "ที่ตั้งผลิต หมู่ที่")
    place_subdistrict = Column(
        "place_subdistrict__name_th", "ที่ตั้งผลิต ตำบล", TextCell(100), target="place_subdistrict"
    )
    place_postal_code = place_column("postal_code", "ที่ตั้งผลิต รหัสไปรษณีย์")
    without_standards = own(Product, "without_standards")
    without_awards = own(Product, "without_awards")
    without_projects = own(Product, "without_projects")
    search_words = own(Product, "search_words", widget=WordsCell(40))
    price = own(Product, "price", is_money=True)
    district = district_name("producer__district")
    province = province_name("producer__district")
    registered_on = own(Product, "registered_on", widget=DateCell(), passing=True)
    status = own(Product, "status", passing=True)

    def records(self) -> QuerySet:
        prices = Price.objects.filter(product=OuterRef("pk"))
        return super().records().annotate(has_prices=Exists(prices))

    def begin(self, lines: Sequence[ImportRow]) -> None:
        super().begin(lines)
        self.subcategories: dict[str, dict[str, int]] = {}
        for category, name, key in Subcategory.objects.values_list("category", "name", "pk"):
            self.subcategories.setdefault(category, {})[name] = key
        self.mark_scheme = QuadrantScheme.objects.in_force(kind=SchemeKind.MARK)
        makers = self.owners().filter(code__among=set(self.found_owners))
        self.districts: dict[object, str] = dict(makers.values_list("pk", "district_id"))
        self.places: dict[str, AreaNames] = {}  # by district, as rows ask for them

    def closed_because(self, line: ImportRow) -> str:
        return closed_for(self.by, str(line.held("status")))

    @row_check("name")
    def check_name(self, line: ImportRow) -> None:
        if not line.value("name"):
            line.refuse("ต้องระบุชื่อผลิตภัณฑ์", "name")

    @row_check("price")
    def check_price(self, line: ImportRow) -> None:
        if "price" in line.values and line.record and line.record["has_prices"]:
            line.refuse("ผลิตภัณฑ์นี้มีตารางราคาแล้ว แก้ราคาที่หน้าผลิตภัณฑ์ หมวด 12", "price")

    @row_check("category", "subcategory")
    def check_subcategory(self, line: ImportRow) -> None:
        """By its name within the category the row will have."""
        if "subcategory" not in line.values and "category" not in line.values:
            return
        name = str(line.values.get("subcategory", (line.record or {}).get("subcategory")) or "")
        category = str(line.value("category") or "")
        known = self.subcategories.get(category, {})
        if not name:
            line.values["subcategory"] = None
        elif name in known:
            line.values["subcategory"] = known[name]
        else:
            line.refuse(
                f"“{name}” ไม่ใช่ประเภทย่อยของประเภทที่ระบุ{nearest(name, known)} แก้ให้ตรงกันหรือเว้นว่าง",
                "subcategory",
            )

    @row_check("place_house_number", "place_village_number")
    def take_village_out(self, line: ImportRow) -> None:
        take_village_out(line, "place_house_number", "place_village_number")

    @row_check("producer", "place_subdistrict")
    def check_place(self, line: ImportRow) -> None:
        """The ตำบล where it is made, by its name in the producer's district (Product, section 2)."""
        name = line.values.get("place_subdistrict")
        if name is None:
            return
        if name == "":
            line.values["place_subdistrict"] = None
            return
        if line.is_new:
            district = self.districts.get(line.values.get("producer"), "")
        else:
            district = str(line.held("producer__district_id"))
        found = self._places_of(district).called(str(name))
        if not found:
            near = nearest(str(name), self._places_of(district).official)
            line.refuse(f"ไม่มีตำบล “{name}” ในอำเภอของผู้ผลิต{near}", "place_subdistrict")
        elif not line.is_new and found[0].name == line.held("place_subdistrict"):
            del line.values["place_subdistrict"]  # written another way
        else:
            line.values["place_subdistrict"] = found[0].code

    def _places_of(self, district: str) -> AreaNames:
        if district not in self.places:
            within = Subdistrict.objects.visible_to(self.by).filter(district=district)
            self.places[district] = AreaNames(SUBDISTRICT, within.values_list("code", "name_th"))
        return self.places[district]

    @row_check("mark")
    def check_mark(self, line: ImportRow) -> None:
        """What products.assessment asks of a mark, said where it is."""
        if not _tells_mark(line):
            return
        result, certificate = _mark_of(line)
        if self.mark_scheme is None:
            line.refuse("กรมยังไม่ได้กำหนดเกณฑ์เครื่องหมาย OTOP ในระบบ เว้นช่องเหล่านี้ว่างไว้", "mark")
            return
        known = self.mark_scheme.result_titles
        if result and result not in known:
            line.refuse(
                f"“{result}” ไม่ใช่ผลของเกณฑ์ที่ใช้อยู่{nearest(result, known)} ใช้ได้: {', '.join(known)}",
                "mark",
            )
        if not result and not certificate.is_blank:
            line.refuse("มีเลขที่หรือวันของใบรับรอง ระบุผลของเครื่องหมายด้วย", "mark")

    @row_check("mark_issued_on", "mark_expires_on")
    def check_days_of_mark(self, line: ImportRow) -> None:
        if self.mark_scheme and _tells_mark(line) and _mark_of(line)[1].runs_backwards:
            line.refuse("วันหมดอายุอยู่ก่อนวันที่ออก ตรวจวันทั้งสองอีกครั้ง", "mark_expires_on")

    @row_check("content", "content_unit")
    def check_content(self, line: ImportRow) -> None:
        """What the database keeps too (Product.Meta.constraints), said where it is."""
        if line.value("content") is not None and not line.value("content_unit"):
            line.refuse("ใส่ปริมาณแล้ว บอกหน่วยด้วย เช่น กรัม", "content_unit")

    @row_check()
    def check_capacities(self, line: ImportRow) -> None:
        """The same; of the three those that could be read."""
        told = [(name, line.value(name)) for name in _CAPACITIES if line.tells(name)]
        known = [(name, amount) for name, amount in told if amount is not None]
        if known and line.tells("capacity_unit") and not line.value("capacity_unit"):
            line.refuse("ใส่กำลังการผลิตแล้ว บอกหน่วยด้วย เช่น ชิ้น", "capacity_unit")
        for (_, less), (name, more) in pairwise(known):
            if less > more:
                line.refuse("กำลังการผลิตของช่วงสั้นกว่ามากกว่าของช่วงนี้ ตรวจตัวเลขอีกครั้ง", name)

    def write(self, checked: Checked) -> list[object]:
        """The marks go their own way, after the products they are of."""
        lines = [*checked.new, *checked.changed]
        told = {place: _mark_of(line) for place, line in enumerate(lines) if _tells_mark(line)}
        for line in lines:
            line.values = {name: line.values[name] for name in line.values if name not in _MARK}
        keys = super().write(checked)
        if told and self.mark_scheme is not None:
            given = [
                (cast(int, keys[place]), result, paper) for place, (result, paper) in told.items()
            ]
            record_marks(given, scheme=self.mark_scheme, by=self.by)
        return keys


def _tells_mark(line: ImportRow) -> bool:
    """Whether the row says another mark than the product has."""
    said = [line.values[name] for name in _MARK if name in line.values]
    return any(said) if line.is_new else bool(said)


def _mark_of(line: ImportRow) -> tuple[str, Certificate]:
    """The result and the certificate the product will have."""
    paper = Certificate(
        line.value("mark_number") or "",
        line.value("mark_issued_on"),
        line.value("mark_expires_on"),
    )
    return line.value("mark") or "", paper


@register
@standing_of
class ProductStandingTable(StandingTable):
    """When each product was registered, and how it stands."""

    entity = "products-standing"
    position = 120
    title = "สถานะการลงทะเบียนของผลิตภัณฑ์"
    about = "แถวละหนึ่งผลิตภัณฑ์ วันที่ลงทะเบียน รอบ สถานะ ให้ดูและเก็บ เปลี่ยนที่หน้าระเบียนเท่านั้น"
    model = Product
    key = ("id",)

    id = Column("id", "รหัสผลิตภัณฑ์", IdCell())
    name = own(Product, "name", readonly=True)
    merged_into = Column("merged_into__pk", "รวมกับรหัส", CodeCell(100), target="merged_into")


@register
class StandardTable(PartTable):
    """มาตรฐานที่ได้รับ; the certificate's file is kept on the product's page."""

    entity = "standards"
    position = 30
    title = "มาตรฐานของผลิตภัณฑ์"
    about = "แถวละหนึ่งใบรับรอง เลขที่รายการว่างคือใบรับรองใหม่ของผลิตภัณฑ์ตามรหัส"
    model = HeldStandard
    name_column = "product_name"
    extras = ("product__status",)
    owner, owner_model, owner_key, owner_status = "product", Product, "id", "product__status"
    once = ("standard", "number")
    twice = "ผลิตภัณฑ์นี้มีมาตรฐานและเลขที่นี้แล้ว"

    id = Column("id", "เลขที่รายการ", IdCell())
    product = product_column()
    product_name = Column("product__name", "ชื่อผลิตภัณฑ์", readonly=True)
    standard = Column(
        "standard__name",
        "มาตรฐาน",
        ReferenceCell(Standard.objects.filter(is_active=True).all, blank=False),
        target="standard",
        required=True,
    )
    number = own(HeldStandard, "number", widget=CodeCell(60))
    issued_on = day_of_paper("issued_on")
    expires_on = day_of_paper("expires_on")
    district = district_name("product__producer__district")

    @row_check("issued_on", "expires_on")
    def check_days(self, line: ImportRow) -> None:
        issued, expires = line.value("issued_on"), line.value("expires_on")
        if issued and expires and expires < issued:
            line.refuse("วันหมดอายุอยู่ก่อนวันที่ออก ตรวจวันทั้งสองอีกครั้ง", "expires_on")


@register
class ProductMembershipTable(MembershipTable):
    """Which products are in which list, of which year."""

    entity = "product-lists"
    position = 50
    title = "บัญชีรายชื่อผลิตภัณฑ์"
    model = ProductMembership
    key = ("product", "list", "year")
    name_column = "product_name"
    extras = ("product__status",)
    owner, owner_model, owner_key, owner_status = "product", Product, "id", "product__status"

    product = product_column()
    product_name = Column("product__name", "ชื่อผลิตภัณฑ์", readonly=True)
    list = MembershipTable.list_column(RegistryList.Names.PRODUCTS)
    year = own(ProductMembership, "year", required=True)
    note = own(ProductMembership, "note")
    district = district_name("product__producer__district")
