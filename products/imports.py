"""The columns of the products' list in Excel, by their Thai headings."""

from import_export.fields import Field
from import_export.resources import Resource
from import_export.widgets import DecimalWidget


class ProductResource(Resource):
    """One row a product, with the producer it belongs to; price in baht."""

    producer_code = Field("producer__code", "รหัสผู้ประกอบการ")
    producer = Field("producer__name", "ชื่อผู้ผลิต ผู้ประกอบการ")
    name = Field("name", "ชื่อผลิตภัณฑ์")
    category = Field("get_category_display", "ประเภทผลิตภัณฑ์")
    quadrant = Field("quadrant", "กลุ่มผลิตภัณฑ์ (Quadrant)")
    price = Field("price", "ราคา (บาท)", DecimalWidget(coerce_to_string=False))
    district = Field("producer__district__name_th", "อำเภอ")
    province = Field("producer__district__province__name_th", "จังหวัด")
    status = Field("get_status_display", "สถานะ")
    production = Field("get_production_display", "การผลิต")
