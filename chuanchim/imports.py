"""The tables of OTOP ชวนชิม in Excel and CSV, both ways: outlets, and what they sell (DOMAIN.md 4)."""

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from chuanchim.models import Item, Outlet
from core.areas.scope import Role
from core.tables.cells import CodeCell, DateCell, IdCell, TextCell
from core.tables.contact_cells import PhoneCell
from core.tables.import_rows import ImportRow
from core.tables.places import OfDistrict, district_columns
from core.tables.row_checks import row_check
from core.tables.tables import VERSION_HEADING, Column, own, register
from registration.part_tables import PartTable
from registration.record_state import closed_for
from registration.record_tables import RegisteredTable
from registration.standing_tables import StandingTable, standing_of


@register
class OutletTable(OfDistrict, RegisteredTable):
    """New outlets come in as drafts of their district."""

    entity = "outlets"
    holds_persons = True
    position = 60
    title = "OTOP ชวนชิม"
    twins = ("district_code", "name")
    about = "แถวละหนึ่งร้าน รหัสร้านว่างคือร้านใหม่ (เข้าเป็นร่างของอำเภอ) รายการที่จำหน่ายมีตารางของตนเอง"
    model = Outlet
    key = ("id",)
    gives_keys = True
    name_column = "name"
    extras = ("district_id", "status")
    importers = frozenset(Role)
    adders = frozenset({Role.DISTRICT, Role.DEPARTMENT})
    changers = frozenset({Role.DISTRICT, Role.PROVINCE})  # as on the form (otop_registry.rights)

    id = Column("id", "รหัสร้าน", IdCell())
    version = Column("version", VERSION_HEADING, CodeCell(), readonly=True)
    name = own(Outlet, "name", required=True)
    owner = own(Outlet, "owner")
    phone = own(Outlet, "phone", widget=PhoneCell(), rest="remark")
    items = Column("item_names", "รายการที่จำหน่าย", readonly=True)
    house_number = own(Outlet, "house_number")
    village_number = own(Outlet, "village_number")
    subdistrict = Column("subdistrict__name_th", "ตำบล", TextCell(100), target="subdistrict")
    district_code, district, province = district_columns()
    postal_code = own(Outlet, "postal_code")
    remark = own(Outlet, "remark")
    registered_on = own(Outlet, "registered_on", widget=DateCell(), passing=True)
    status = own(Outlet, "status", passing=True)

    def records(self) -> QuerySet:
        # A query of its own for the names: a grouped one could not be locked.
        named = Item.objects.filter(outlet=OuterRef("pk")).order_by().values("outlet")
        named = named.annotate(told=StringAgg("name", ", ", order_by="pk")).values("told")
        return (
            super()
            .records()
            .annotate(item_names=Coalesce(Subquery(named), Value(""), output_field=TextField()))
        )

    @row_check("name")
    def check_name(self, line: ImportRow) -> None:
        if not line.value("name"):
            line.refuse("ต้องระบุชื่อร้าน", "name")

    def closed_because(self, line: ImportRow) -> str:
        return closed_for(self.by, str(line.held("status")))


@register
@standing_of
class OutletStandingTable(StandingTable):
    """When each outlet was registered, and how it stands."""

    entity = "outlets-standing"
    position = 130
    title = "สถานะการลงทะเบียนของ OTOP ชวนชิม"
    about = "แถวละหนึ่งร้าน วันที่ลงทะเบียน รอบ สถานะ ให้ดูและเก็บ เปลี่ยนที่หน้าระเบียนเท่านั้น"
    model = Outlet
    key = ("id",)

    id = Column("id", "รหัสร้าน", IdCell())
    name = own(Outlet, "name", readonly=True)


@register
class ItemTable(PartTable):
    """รายการที่จำหน่าย of each outlet; prices in baht."""

    entity = "outlet-items"
    position = 70
    title = "รายการที่จำหน่ายของ OTOP ชวนชิม"
    about = "แถวละหนึ่งรายการของร้านตามรหัสร้าน เลขที่รายการว่างคือรายการใหม่"
    model = Item
    name_column = "name"
    extras = ("outlet__status",)
    owner, owner_model, owner_key, owner_status = "outlet", Outlet, "id", "outlet__status"
    once = ("name",)
    twice = "ร้านนี้มีรายการชื่อนี้แล้ว"

    id = Column("id", "เลขที่รายการ", IdCell())
    outlet = Column("outlet_id", "รหัสร้าน", IdCell(), target="outlet", required=True)
    outlet_name = Column("outlet__name", "ชื่อร้าน", readonly=True)
    name = own(Item, "name", required=True)
    kind = own(Item, "kind")
    price = own(Item, "price", is_money=True)
    note = own(Item, "note")
