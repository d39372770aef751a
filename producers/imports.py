"""The columns of the producers' list in Excel, by their Thai headings."""

from import_export.fields import Field
from import_export.resources import Resource

from core.thai import phones


class ProducerResource(Resource):
    """One row a producer; codes of areas are the official ones."""

    code = Field("code", "รหัสผู้ประกอบการ")
    name = Field("name", "ชื่อผู้ผลิต ผู้ประกอบการ")
    kind = Field("get_kind_display", "ลักษณะผู้ประกอบการ")
    phone = Field("phone", "โทรศัพท์")
    house_number = Field("house_number", "เลขที่")
    village_number = Field("village_number", "หมู่ที่")
    subdistrict = Field("subdistrict__name_th", "ตำบล")
    district_code = Field("district_id", "รหัสอำเภอ")
    district = Field("district__name_th", "อำเภอ")
    province = Field("district__province__name_th", "จังหวัด")
    postal_code = Field("postal_code", "รหัสไปรษณีย์")
    status = Field("get_status_display", "สถานะ")

    def dehydrate_phone(self, record) -> str:
        return phones.shown(record.phone)
