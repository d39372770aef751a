"""The columns of the outlets' list in Excel, by their Thai headings."""

from import_export.fields import Field
from import_export.resources import Resource

from chuanchim.models import Outlet
from core.thai import phones


class OutletResource(Resource):
    """One row an OTOP ชวนชิม outlet; what it sells in one cell."""

    owner = Field("owner", "กลุ่ม องค์กร หรือเจ้าของ")
    name = Field("name", "ชื่อร้าน")
    phone = Field("phone", "โทรศัพท์")
    items = Field(column_name="รายการที่จำหน่าย")
    house_number = Field("house_number", "เลขที่")
    village_number = Field("village_number", "หมู่ที่")
    subdistrict = Field("subdistrict__name_th", "ตำบล")
    district_code = Field("district_id", "รหัสอำเภอ")
    district = Field("district__name_th", "อำเภอ")
    province = Field("district__province__name_th", "จังหวัด")
    postal_code = Field("postal_code", "รหัสไปรษณีย์")
    status = Field("get_status_display", "สถานะ")

    def dehydrate_phone(self, outlet: Outlet) -> str:
        return phones.shown(outlet.phone)

    def dehydrate_items(self, outlet: Outlet) -> str:
        return ", ".join(item.name for item in outlet.items.all())
