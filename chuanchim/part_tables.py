"""The tables of an outlet's repeating parts, both ways: how it meets the criteria, its awards and
standards (DOMAIN.md 4); what it sells is in chuanchim.imports.
"""

from chuanchim.models import Criterion, CriterionAnswer, Outlet, Recognition
from core.tables.cells import BooleanCell, CodeCell, IdCell, ReferenceCell
from core.tables.places import district_name, province_name
from core.tables.tables import Column, own, register
from registration.date_tables import RegisteredOnTable
from registration.part_tables import PartTable


class OutletPartTable(PartTable):
    """Parts of outlets; abstract."""

    name_column = "outlet_name"
    extras = ("outlet__status",)
    owner, owner_model, owner_key, owner_status = "outlet", Outlet, "id", "outlet__status"

    id = Column("id", "เลขที่รายการ", IdCell())
    outlet = Column("outlet_id", "รหัสร้าน", IdCell(), target="outlet", required=True)
    outlet_name = Column("outlet__name", "ชื่อร้าน", readonly=True)
    district = district_name("outlet__district")
    province = province_name("outlet__district")


@register
class OutletDayTable(RegisteredOnTable):
    """When each outlet was registered."""

    entity = "outlets-registered-on"
    position = 73
    title = "วันที่ลงทะเบียนของ OTOP ชวนชิม"
    model = Outlet
    key = ("id",)

    id = Column("id", "รหัสร้าน", IdCell())
    name = own(Outlet, "name", readonly=True)
    district = district_name("district")
    province = province_name("district")


@register
class CriterionTable(OutletPartTable):
    """Whether each outlet meets each line of the checklist."""

    entity = "outlet-criteria"
    position = 71
    title = "ผลตามเกณฑ์ของ OTOP ชวนชิม"
    about = "แถวละหนึ่งเกณฑ์ของร้าน เลขที่รายการว่างคือเกณฑ์ที่ยังไม่เคยตรวจของร้านตามรหัส"
    model = CriterionAnswer
    once = ("criterion",)
    twice = "ร้านนี้ตรวจเกณฑ์นี้แล้ว"

    criterion = Column(
        "criterion__name",
        "เกณฑ์",
        ReferenceCell(Criterion.objects.filter(is_active=True).all, blank=False),
        target="criterion",
    )
    is_met = own(CriterionAnswer, "is_met", widget=BooleanCell(blank=False))
    note = own(CriterionAnswer, "note")


@register
class RecognitionTable(OutletPartTable):
    """Awards and standards of each outlet."""

    entity = "outlet-recognitions"
    position = 72
    title = "รางวัลและมาตรฐานของร้านชวนชิม"
    about = "แถวละหนึ่งรางวัลหรือมาตรฐาน เลขที่รายการว่างคือรายการใหม่ของร้านตามรหัส"
    model = Recognition
    once = ("kind", "name", "number", "year")
    twice = "ร้านนี้มีรางวัลหรือมาตรฐานนี้แล้ว"

    kind = own(Recognition, "kind")
    name = own(Recognition, "name")
    number = own(Recognition, "number", widget=CodeCell(60))
    giver = own(Recognition, "giver")
    year = own(Recognition, "year")
