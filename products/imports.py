"""The columns of the products' list in Excel, by their Thai headings."""

from import_export.fields import Field
from import_export.resources import Resource
from import_export.widgets import DecimalWidget

from products.models import Product

AMOUNT = DecimalWidget(coerce_to_string=False)  # a number in the sheet, not a text


class ProductResource(Resource):
    """One row a product, with the producer it belongs to; price in baht."""

    producer_code = Field("producer__code", "รหัสผู้ประกอบการ")
    producer = Field("producer__name", "ชื่อผู้ผลิต ผู้ประกอบการ")
    name = Field("name", "ชื่อผลิตภัณฑ์")
    category = Field("get_category_display", "ประเภทผลิตภัณฑ์")
    quadrant = Field("quadrant", "กลุ่มผลิตภัณฑ์ (Quadrant)")
    price = Field("price", "ราคา (บาท)", AMOUNT)
    district = Field("producer__district__name_th", "อำเภอ")
    province = Field("producer__district__province__name_th", "จังหวัด")
    status = Field("get_status_display", "สถานะ")
    subcategory = Field("subcategory__name", "ประเภทย่อย")
    content = Field("content", "ปริมาณต่อหน่วย", AMOUNT)
    content_unit = Field("content_unit", "หน่วยของปริมาณ")
    storage = Field("storage", "การเก็บรักษา")
    story = Field("story", "ความเป็นมา เรื่องราว")
    directions = Field("directions", "วิธีใช้ ประโยชน์")
    capacity_per_day = Field("capacity_per_day", "กำลังการผลิตต่อวัน", AMOUNT)
    capacity_per_month = Field("capacity_per_month", "กำลังการผลิตต่อเดือน", AMOUNT)
    capacity_per_year = Field("capacity_per_year", "กำลังการผลิตต่อปี", AMOUNT)
    capacity_unit = Field("capacity_unit", "หน่วยที่ผลิต")
    package_form = Field("package_form", "รูปแบบบรรจุภัณฑ์")
    package_material = Field("package_material", "วัสดุบรรจุภัณฑ์")
    search_words = Field(column_name="คำค้น")
    production = Field("get_production_display", "การผลิต")

    def dehydrate_search_words(self, product: Product) -> str:
        return ", ".join(product.search_words)
