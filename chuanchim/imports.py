"""The columns of the outlets' list in Excel, by their Thai headings."""

from import_export.fields import Field
from import_export.resources import Resource

from core.thai import phones


class OutletResource(Resource):
    """One row an OTOP ชวนชิม outlet."""

    name = Field("name", "ชื่อร้าน")
    owner = Field("owner", "กลุ่ม องค์กร หรือเจ้าของ")
    phone = Field("phone", "โทรศัพท์")
    items = Field("items", "รายการอาหารที่จำหน่าย")
    subdistrict = Field("subdistrict__name_th", "ตำบล")
    district = Field("district__name_th", "อำเภอ")
    province = Field("district__province__name_th", "จังหวัด")
    status = Field("get_status_display", "สถานะ")

    def dehydrate_phone(self, record) -> str:
        return phones.shown(record.phone)
