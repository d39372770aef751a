"""Records that pass every check, and one way or more to fail each: the table of the 22 checks.

What is broken is broken by a plain update, as dirty data of the old systems came in.
"""

from collections.abc import Callable
from datetime import date

from django.utils import timezone

from chuanchim.models import Criterion, CriterionAnswer, Item, Outlet, OutletPicture
from core.areas.models import District
from producers.models import OperationAnswer, OperationSweep, Producer, SalesChannel
from products import category_evidence
from products.models import HeldStandard, Price, Product, ProductPicture, Standard
from tests.support import factories as make

CLEAR = {"width": 1600, "height": 1200, "sharpness": 5000.0}
BLURRED = {"width": 1600, "height": 1200, "sharpness": 0.0}


def sweep(asked_from: date = date(2026, 10, 1)) -> OperationSweep:
    """The sweep that asks from this day; the same one when asked again."""
    values = {"title": f"สำรวจ {asked_from:%Y}", "opened_by": make.department_officer()}
    return OperationSweep.objects.get_or_create(asked_from=asked_from, defaults=values)[0]


def answer(producer: Producer, found: str = "operating", of: OperationSweep | None = None):
    by = make.district_officer(producer.district)
    return OperationAnswer.objects.create(
        producer=producer, sweep=of or sweep(), found=found, at=timezone.now(), by=by
    )


def whole_producer(of: District, name: str = "กลุ่มทอผ้าบ้านหนอง", **fields) -> Producer:
    """Registered, with everything the ten checks ask for."""
    place = make.subdistrict(of)
    type(place).objects.filter(pk=place.pk).update(postal_code="24110")
    values = {
        "status": "announced",
        "phone": "+66810000001",
        "house_number": "24/1",
        "village_number": "4",
        "postal_code": "24110",
        "member_count": 12,
        "labour_count": 10,
        "local_labour_count": 9,
        "registered_on": date(2020, 1, 6),
        "person_title": "นาง",
        "person_first_name": "สมมติ",
        "person_last_name": "ทดลองดี",
        "person_born_on": date(1967, 11, 24),
    }
    producer = make.ready_producer(of, name, **(values | fields))
    SalesChannel.objects.create(producer=producer, kind="shop", place="ตลาด")
    answer(producer)
    return producer


def whole_product(of: Producer, name: str = "น้ำพริกเผาปลาย่าง", **fields) -> Product:
    values = {
        "category": "food",
        "quadrant": "C",
        "capacity_per_month": 100,
        "capacity_unit": "ถุง",
    }
    product = make.product(of, name=name, **(values | fields))
    Price.objects.create(product=product, detail="ถุง 250 กรัม", retail=60)
    ProductPicture.objects.create(product=product, file="a.jpg", **CLEAR)
    return product


def whole_outlet(of: District, name: str = "ครัวแม่สมมติ", **fields) -> Outlet:
    outlet = make.outlet(of, name, **({"owner": "นางสมมติ ทดลองดี"} | fields))
    Item.objects.create(outlet=outlet, name="ขนมจีนน้ำยา")
    for shows in ("place", "food"):
        OutletPicture.objects.create(outlet=outlet, file="a.jpg", shows=shows, **CLEAR)
    for criterion in Criterion.objects.filter(is_active=True):
        CriterionAnswer.objects.create(outlet=outlet, criterion=criterion, is_met=True)
    return outlet


def setting(**fields) -> Callable:
    def breaks(record) -> None:
        make.jump(type(record).objects.filter(pk=record.pk), **fields)

    return breaks


def standard(**fields) -> Callable:
    def breaks(product: Product) -> None:
        values = {"number": "1/2564", "issued_on": date(2021, 1, 15), "file": "certificates/a.pdf"}
        # Recorded before the assessment, so that D03 does not ask too.
        held = {"product": product, "standard": Standard.objects.get(name="มผช.")}
        HeldStandard.objects.create(**held, **(values | fields))

    return breaks


def _stale(product: Product) -> None:
    standard()(product)
    setting(quadrant="D")(product)


def _prices(*rows: tuple[str, int]) -> Callable:
    def breaks(product: Product) -> None:
        product.prices.all().delete()
        for detail, retail in rows:
            Price.objects.create(product=product, detail=detail, retail=retail)

    return breaks


def named(name: str) -> Callable:
    """A food whose name says otherwise, once the words were learnt."""

    def breaks(product: Product) -> None:
        setting(name=name)(product)
        category_evidence.refresh()

    return breaks


def _blurred(record) -> None:
    record.pictures.update(**BLURRED)


def _postal_of_neighbour(producer: Producer) -> None:
    Producer.objects.filter(pk=producer.pk).update(postal_code="24120")


def _village_told_by_others(producer: Producer) -> None:
    """Three others of the subdistrict say their หมู่, this one does not."""
    for number in "123":
        whole_producer(producer.district, f"กลุ่มอื่น {number}", village_number=number)
    setting(village_number="")(producer)


def _without_channels(producer: Producer) -> None:
    producer.sales_channels.all().delete()


WRONG_TAX = "0245599999997"  # of the vectors: the check digit
NO_ID = {"national_id_encrypted": "", "national_id_hash": "", "national_id_masked": ""}

MISTYPED = "ชื่อ “{}” มีสระหรือวรรณยุกต์ที่ไม่มีพยัญชนะ พิมพ์ซ้ำ หรือผิดที่"

# Code, how a record that passes is made to fail, what the worklist then says of it.
CASES: list[tuple[str, Callable, str]] = [
    ("P01", setting(kind=""), "ยังไม่ระบุลักษณะผู้ประกอบการ"),
    (
        "P01",
        setting(kind="individual", name="กลุ่มจักสาน"),
        "เป็นผู้ผลิตชุมชนที่เป็นเจ้าของรายเดียว แต่ชื่อ “กลุ่มจักสาน” บอกลักษณะอื่น",
    ),
    ("P02", setting(name="กข"), "ชื่อ “กข” สั้นเกินไป"),
    ("P02", setting(name="- - -"), "ชื่อ “- - -” ไม่มีตัวอักษร"),
    ("P02", setting(name="ท ด สอบ."), "ชื่อ “ท ด สอบ.” ไม่ใช่ชื่อจริง"),
    ("P02", setting(name="กลุ่มสาน 08-1000 0005"), "ชื่อ “กลุ่มสาน 08-1000 0005” มีเบอร์โทรศัพท์อยู่ในชื่อ"),
    ("P02", setting(name="่ข้าวแต๋นตัวอย่าง"), MISTYPED.format("่ข้าวแต๋นตัวอย่าง")),
    ("P02", setting(name="ร้านเเม่ตัวอย่าง"), MISTYPED.format("ร้านเเม่ตัวอย่าง")),
    ("P02", setting(name="กลุ่มผ้าไหมมัดหมี่่"), MISTYPED.format("กลุ่มผ้าไหมมัดหมี่่")),
    ("P02", setting(name="ร้านป้ๅตัวอย่าง"), MISTYPED.format("ร้านป้ๅตัวอย่าง")),
    ("P02", setting(name="BAAN CRAFT"), "ชื่อ “BAAN CRAFT” ไม่มีอักษรไทย"),
    (
        "P02",
        setting(name="12/3 หมู่ 4 ต.บางคล้า"),
        "ชื่อ “12/3 หมู่ 4 ต.บางคล้า” เป็นที่อยู่ กรอกที่ช่องที่อยู่ (หมวด 2)",
    ),
    (
        "P02",
        setting(name="ร้านสมมติ ต.บางคล้า อ.บางคล้า จ.ฉะเชิงเทรา"),
        "ชื่อ “ร้านสมมติ ต.บางคล้า อ.บางคล้า จ.ฉะเชิงเทรา” เป็นที่อยู่ กรอกที่ช่องที่อยู่ (หมวด 2)",
    ),
    ("P03", setting(person_last_name=""), "ยังไม่มีชื่อหรือนามสกุลของผู้ลงทะเบียน"),
    ("P03", setting(person_first_name="ทดสอบ"), "ชื่อผู้ลงทะเบียน “นางทดสอบ ทดลองดี” ไม่ถูกต้อง"),
    ("P03", setting(person_last_name="5"), "ชื่อผู้ลงทะเบียน “นางสมมติ 5” ไม่ถูกต้อง"),
    ("P03", setting(person_born_on=None), "ยังไม่มีวันเกิดของผู้ลงทะเบียน"),
    (
        "P03",
        setting(person_born_on=date(2020, 1, 6)),
        "วันเกิด 6 ม.ค. 2563 (อายุ 6 ปี) ตรวจปี พ.ศ. กับบัตร",
    ),
    ("P03", setting(**NO_ID), "ยังไม่มีเลขประจำตัวประชาชนของผู้ลงทะเบียน (หมวด 5)"),
    (
        "P03",
        setting(tax_id=WRONG_TAX),
        "เลขประจำตัวผู้เสียภาษี: หลักสุดท้ายไม่ตรงกับเลขที่เหลือ มีหลักที่พิมพ์ผิด ตรวจกับบัตรทีละหลัก",
    ),
    ("P04", setting(phone=""), "ยังไม่มีเบอร์โทรศัพท์"),
    ("P04", setting(phone="08100"), "โทรศัพท์ 08100: ขาดอีก 5 หลัก (มือถือมี 10 หลัก)"),
    (
        "P04",
        setting(phone="0999999999"),
        "โทรศัพท์ 0999999999: 0999999999 ไม่ใช่เบอร์จริง พิมพ์เบอร์ที่ติดต่อได้ ถ้าไม่มีให้เว้นว่าง",
    ),
    ("P04", setting(phone="1111"), "โทรศัพท์ 1111: เบอร์สั้นโทรหาผู้ผลิตไม่ได้"),
    ("P05", setting(house_number=""), "ยังไม่มีเลขที่"),
    ("P05", _postal_of_neighbour, "รหัสไปรษณีย์ 24120 เป็นของอำเภออื่น ไม่ใช่ของอำเภอบางคล้า"),
    ("P05", _village_told_by_others, "ยังไม่มีหมู่ที่ (รายอื่นในตำบลนี้มี)"),
    ("P05", setting(subdistrict=None), "ยังไม่ระบุตำบล"),
    ("P05", setting(postal_code="10110"), "รหัสไปรษณีย์ 10110 ไม่ใช่ของอำเภอบางคล้า"),
    (
        "P06",
        lambda producer: producer.operation_answers.all().delete(),
        "สำรวจ 2026 เริ่มสำรวจ 1 ต.ค. 2569 ยังไม่เคยตอบ",
    ),
    (
        "P06",
        lambda producer: answer(producer, "gone"),
        "ตอบว่าไม่พบหรือเลิกแล้ว 3 พ.ย. 2569 ยังไม่ได้ยกเลิก",
    ),
    ("P07", setting(name="บริษัท สมมติ (ประเทศไทย) จำกัด"), "ชื่อมีคำว่า “(ประเทศไทย)”"),
    (
        "P07",
        setting(tax_id="0249599999990"),
        "ไม่รู้จักประเภทนิติบุคคลในเลขผู้เสียภาษี (หลักที่ 4 คือ 9)",
    ),
    ("P08", setting(name="โต๊ะจีนแม่สมมติ"), "ชื่อเข้าข่าย “โต๊ะจีน” ซึ่งไม่อยู่ในเกณฑ์ OTOP"),
    ("P09", _without_channels, "ยังไม่มีช่องทางการขาย"),
    ("P09", setting(sells_abroad=True), "จำหน่ายในต่างประเทศ แต่ยังไม่มีช่องทางต่างประเทศ"),
    ("P10", setting(member_count=None), "ยังไม่มีจำนวนสมาชิก"),
    ("P10", setting(labour_count=None), "ยังไม่มีจำนวนแรงงาน"),
    ("D01", setting(name="ข้าวแต๋้นตัวอย่าง"), MISTYPED.format("ข้าวแต๋้นตัวอย่าง")),
    ("D01", setting(name="123"), "ชื่อ “123” ไม่มีตัวอักษร"),
    (
        "D01",
        setting(name="กลุ่มทอผ้าบ้านหนองไผ่"),
        "ชื่อ “กลุ่มทอผ้าบ้านหนองไผ่” เป็นชื่อคนหรือกลุ่ม ไม่ใช่ชื่อผลิตภัณฑ์",
    ),
    (
        "D01",
        setting(name="นางสาวสมมติ ใจดี"),
        "ชื่อ “นางสาวสมมติ ใจดี” เป็นชื่อคนหรือกลุ่ม ไม่ใช่ชื่อผลิตภัณฑ์",
    ),
    (
        "D01",
        setting(name="สมมติ ทดลองดี"),
        "ชื่อ “สมมติ ทดลองดี” เป็นชื่อคนหรือกลุ่ม ไม่ใช่ชื่อผลิตภัณฑ์",
    ),
    ("D01", setting(name="อาหาร"), "ชื่อ “อาหาร” เป็นเพียงชื่อประเภท"),
    ("D02", setting(category=""), "ยังไม่ระบุประเภทผลิตภัณฑ์"),
    (
        "D02",
        named("กระจูดสานใบใหญ่"),
        "ชื่อมีคำว่า “กระจูด”: กรมกำหนดให้อยู่ในของใช้ ของตกแต่ง ของที่ระลึก แต่รายการนี้อยู่ในอาหาร",
    ),
    ("D03", setting(quadrant=""), "ยังไม่ได้ประเมินการจัดกลุ่ม (Quadrant)"),
    ("D03", _stale, "อยู่กลุ่ม D แต่มี มผช. แล้ว"),
    ("D04", standard(number=""), "มผช.: ไม่มีเลขที่ใบรับรอง"),
    ("D04", standard(expires_on=date(2025, 1, 14)), "มผช.: หมดอายุแล้ว"),
    ("D05", setting(capacity_per_month=None), "ยังไม่มีกำลังการผลิต"),
    (
        "D05",
        setting(capacity_per_month=0),
        "กำลังการผลิตเป็น 0 ถ้าเลิกผลิตแล้วให้ยกเลิกผลิตภัณฑ์",
    ),
    ("D06", _prices(), "ยังไม่มีราคา"),
    ("D06", _prices(("-", 60)), "มีราคาที่ไม่บอกขนาดหรือรูปแบบ"),
    ("D07", setting(production="ended"), "บันทึกว่าเลิกผลิตแล้ว แต่ยังอยู่ในทะเบียน"),
    ("D08", lambda product: product.pictures.all().delete(), "ยังไม่มีรูป"),
    ("D08", _blurred, "ไม่มีรูปที่ชัดและใหญ่พอเลย"),
    ("C01", setting(name="ร้านค้า"), "ชื่อ “ร้านค้า” ไม่ใช่ชื่อจริง"),
    ("C01", setting(owner=""), "ยังไม่มีชื่อกลุ่ม องค์กร หรือเจ้าของ"),
    (
        "C01",
        setting(owner="ทดสอบ"),
        "ชื่อกลุ่ม องค์กร หรือเจ้าของ “ทดสอบ” ไม่ใช่ชื่อจริง",
    ),
    ("C02", lambda outlet: outlet.items.update(name="-"), "ชื่อรายการไม่ถูกต้อง: -"),
    (
        "C03",
        lambda outlet: outlet.pictures.filter(shows="place").delete(),
        "ยังไม่มีรูปสถานที่",
    ),
    (
        "C04",
        lambda outlet: outlet.items.update(name="น้ำหมาก", kind="beverage"),
        "จำหน่ายเครื่องดื่มอย่างเดียว ให้ลงทะเบียนเป็นผลิตภัณฑ์ประเภทเครื่องดื่ม",
    ),
    (
        "C04",
        lambda outlet: outlet.items.update(name="กาแฟโบราณ"),
        "จำหน่ายเครื่องดื่มอย่างเดียว ให้ลงทะเบียนเป็นผลิตภัณฑ์ประเภทเครื่องดื่ม",
    ),
    (
        "C04",
        lambda outlet: outlet.criterion_answers.filter(criterion__name="แสดงราคาชัดเจน").update(
            is_met=False
        ),
        "ไม่ผ่านเกณฑ์: แสดงราคาชัดเจน",
    ),
    (
        "C04",
        lambda outlet: outlet.criterion_answers.first().delete(),
        "ยังตรวจตามเกณฑ์ไม่ครบทุกข้อ",
    ),
]


def whole(code: str, of: District, name: str = ""):
    """A record of the check's register that passes everything."""
    named = {"name": name} if name else {}
    if code[0] == "P":
        return whole_producer(of, **named)
    if code[0] == "D":
        maker = Producer.objects.filter(district=of).first() or whole_producer(of)
        return whole_product(maker, **named)
    return whole_outlet(of, **named)


def breaking(code: str) -> Callable:
    """The first way of the table to fail the check."""
    return next(breaks for one, breaks, _ in CASES if one == code)
