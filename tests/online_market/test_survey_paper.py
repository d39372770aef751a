"""The survey on paper: with Thai digits nothing runs over its neighbour, whatever stands in a cell."""

from decimal import Decimal

from core.reports.renderers.pdf import render
from core.reports.tables import ReportTable
from online_market.layouts import SURVEY_TITLE, survey_columns
from tests.support.paper import overruns

# As long as they come: places of the country, a code of the old registry, two telephones.
LONG = {
    "code": "4807000286851",
    "maker": "วิสาหกิจชุมชนกลุ่มแม่บ้านเกษตรกรบ้านหนองบัวพัฒนา",
    "kind": "ผู้ผลิตวิสาหกิจขนาดกลางและขนาดย่อม (SMEs)",
    "name": "ผลิตภัณฑ์ผ้าทอมือลายโบราณย้อมสีธรรมชาติ",
    "category": "ของใช้ ของตกแต่ง ของที่ระลึก",
    "house": "1234/567-8",
    "village": "12",
    "phone": "081-234-5678, 035-123-456",
    "trained": 1,
    "sells_online": 1,
    "has_standard": 1,
    "product_ready": 1,
    "online_sales": Decimal("123456789.00"),
}
PLACES = (
    ("บ้านเลือก", "พระนครศรีอยุธยา", "พระนครศรีอยุธยา"),
    ("ทุ่งกุลา", "ป้อมปราบศัตรูพ่าย", "กรุงเทพมหานคร"),
    ("กระแสสินธุ์", "สมเด็จเจ้าพระยา", "นครศรีธรรมราช"),
    ("พระพุทธบาท", "เฉลิมพระเกียรติ", "ประจวบคีรีขันธ์"),
)


def test_in_thai_digits_nothing_crosses_a_line_of_the_table():
    rows = [
        LONG | dict(zip(("subdistrict", "district", "province"), place, strict=True))
        for place in PLACES
    ]
    total = {"code": "รวม", "maker": "ตอบ 4 จาก 4 รายการ", "online_sales": Decimal("493827156.00")}
    table = ReportTable(
        title=SURVEY_TITLE,
        subtitle_lines=("อำเภอพระนครศรีอยุธยา จังหวัดพระนครศรีอยุธยา",),
        coverage="",
        columns=survey_columns(2569),
        rows=tuple(rows),
        total=total,
        orientation="landscape",
    )
    for thai_digits in (True, False):
        assert overruns(render(table, thai_digits=thai_digits)) == []
