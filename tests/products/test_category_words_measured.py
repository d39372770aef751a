"""D02 on a made-up list as long and as mixed as a public one: 1,940 products in their right category and
60 foods filed as things to use. No list of real products is at hand; the words are those of the letters'
example and of what offices named, the names around them are made up.
"""

from itertools import cycle
from random import Random

import pytest

from products import category_evidence
from products.models import CategoryDoubt, Product
from tests.support import factories as make

pytestmark = pytest.mark.django_db

# Foods as they are called; the last row has no word that the lists know.
FILED_WRONG = """
ขนมเปียกปูน|ขนมกง|ขนมทองพับ|ขนมข้าวพอง|ขนมนางเล็ด|ขนมดอกจอก|ขนมกรอบเค็ม|ขนมไข่|ขนมผิง|ขนมชั้น
ขนมเทียน|ขนมปั้นขลิบ|ขนมครกแห้ง|ขนมโก๋|ขนมลา|ขนมจีนแห้ง|ชุดขนมไทยรวมรส|คุกกี้ขนมลิง|ขนมงาตัด|ขนมฝักบัว
เครื่องแกงเผ็ด|เครื่องแกงส้ม|เครื่องแกงใต้|เครื่องแกงเขียวหวาน|ชุดเครื่องแกงพร้อมปรุง|พริกแกงเผ็ด|พริกแกงส้ม|พริกแกงป่า|พริกแกงคั่วกลิ้ง|พริกแกงตำมือ
ปลาแห้ง|ปลาแห้งทอดกรอบ|ปลาแห้งไร้ก้าง|หน่อไม้ดอง|หน่อไม้ต้ม|หน่อไม้ปี๊บ|หน่อไม้อัดถุง|หน่อไม้แห้ง|เมี่ยงคำ|เมี่ยงคำอบกรอบ
เมี่ยงปลาทู|เมี่ยงสมุนไพรทานเล่น|น้ำพริกตาแดง|น้ำพริกนรก|กล้วยตากพลังแสงอาทิตย์|กล้วยฉาบหวาน|ปลาร้าสับ|ปลาส้มตัว|ไข่เค็มดินสอพอง|แหนมหมู
กล้วยเบรกแตก|มะขามคลุก|ปลาดุกฟู|เห็ดสวรรค์|ถั่วทอด|เผือกเส้น|มันรังนก|มะม่วงกวน|กระยาสารท|ข้าวแช่
"""

RIGHT = {
    "food": (
        "ขนมเปี๊ยะ|ขนมไทย|ขนมทองม้วน|ขนมหม้อแกง|เครื่องแกงเผ็ด|พริกแกงส้ม|น้ำพริกเผา|"
        "น้ำพริกปลาย่าง|ปลาแห้งแดดเดียว|หน่อไม้ดอง|เมี่ยงคำ|กล้วยตาก|กล้วยเบรกแตก|"
        "มะขามคลุก|ปลาดุกฟู|ข้าวหอมมะลิ|ข้าวกล้องงอก|ข้าวเกรียบปลา|ทุเรียนทอด|"
        "มะม่วงกวน|ปลาร้าทรงเครื่อง|ไข่เค็ม|กุนเชียง|หมูทุบ|แยมสับปะรด|น้ำผึ้ง|"
        "น้ำตาลโตนด|กะปิ|น้ำปลา|กระเทียมดอง|ข้าวแต๋น|กาละแม|ถั่วอบ|เห็ดอบกรอบ"
    ),
    "beverage": ("น้ำผลไม้|กาแฟคั่วบด|ชาใบหม่อน|น้ำสมุนไพรพร้อมดื่ม|ไวน์ลูกหม่อน|น้ำอ้อย|น้ำมะพร้าว|โกโก้ผง|น้ำดื่ม"),
    "fabric": (
        "ผ้าไหมมัดหมี่|ผ้าฝ้ายทอมือ|ผ้าขาวม้า|เสื้อหม้อห้อม|กระโปรงผ้าไทย|ผ้าคลุมไหล่|"
        "สร้อยลูกปัด|ต่างหูเงิน|ผ้าบาติก|ผ้าซิ่นตีนจก|รองเท้าผ้า|หมวกผ้าขาวม้า|"
        "ผ้าถุงลายขอ|เข็มขัดหนัง"
    ),
    "utensil": (
        "ตะกร้าสานไม้ไผ่|กระเป๋าสานกระจูด|เสื่อกก|หมอนขิด|ไม้กวาดดอกหญ้า|โคมไฟกะลา|"
        "เครื่องปั้นดินเผา|พวงกุญแจตุ๊กตา|ครกหิน|มีดอรัญญิก|ดอกไม้ประดิษฐ์|กรอบรูปไม้|"
        "เซรามิก|แจกันดิน|พานบายศรี|เก้าอี้หวาย|ผ้าเช็ดเท้า|พรมเช็ดเท้า"
    ),
    "herb": (
        "สบู่สมุนไพร|แชมพูมะกรูด|ยาหม่องไพล|ยาดมสมุนไพร|ลูกประคบ|น้ำมันเหลือง|"
        "พิมเสนน้ำ|โลชั่นนมแพะ|ครีมบำรุงผิว|สเปรย์กันยุง|น้ำยาล้างจานสับปะรด|น้ำมันนวด|"
        "ธูปหอม|สครับขมิ้น"
    ),
}

# Things that are called after a food; few, as in a public list, and each by several makers.
CALLED_AFTER_FOOD = {
    "fabric": "ผ้าลายขนมเปียกปูน|ผ้าทอลายหน่อไม้",
    "utensil": "กล่องใส่ขนม|แม่พิมพ์ขนมไม้|กระติบข้าวเหนียว|เตาขนมครก|ตะกร้าใส่หน่อไม้|ถาดใส่เมี่ยงคำ|โมเดลขนมไทย",
    "herb": "สบู่หน่อไม้",
    "beverage": "ชาเมี่ยง",
}

# As the nation's products lie (DOMAIN 11).
SHARES = {"food": 752, "beverage": 103, "fabric": 370, "utensil": 462, "herb": 253}

MAKERS = [
    "บ้านหนองไผ่", "แม่สมมติ", "ป้าลา", "ตราดอกบัว", "วังเย็น", "สูตรโบราณ", "ลุงทดลอง", "บ้านสวน", "ไทยทำ",
    "ริมคลอง", "ทุ่งทอง", "ครูตัวอย่าง", "ภูผา", "ชายเล", "ดอยหมอก", "บ้านกลาง",
]  # fmt: skip


def names(heads: str, count: int) -> list[str]:
    """So many different names: each head alone or with a maker behind it, some without a space."""
    behind = ["", *(f"{space}{maker}" for maker in MAKERS for space in (" ", ""))]
    made = [f"{word}{more}" for word in heads.split("|") for more in behind]
    return Random(heads).sample(made, count)


def test_foods_filed_as_things_are_found_and_hardly_anything_else():
    maker = make.producer(make.district(), person_first_name="-", person_last_name="-")
    wrong = [name for line in FILED_WRONG.split("\n") for name in line.split("|") if name]
    assert len(wrong) == len(set(wrong)) == 60
    behind = cycle(MAKERS)
    right = []
    for category, heads in RIGHT.items():
        few = CALLED_AFTER_FOOD.get(category, "")
        odd = names(few, 3 * len(few.split("|"))) if few else []
        right += [(name, category) for name in odd + names(heads, SHARES[category] - len(odd))]
    assert len(right) == 1940
    stamps = {
        name: getattr(make.product(maker, "food", name="ต้นแบบ"), name)
        for name in ("status", "registered_on", "submitted_at", "certified_at", "announced_at")
    }
    Product.objects.all().delete()
    made = [(f"{name} {next(behind)}", "utensil") for name in wrong] + right
    Product.objects.bulk_create(
        Product(producer=maker, name=name, category=category, **stamps) for name, category in made
    )

    category_evidence.refresh()
    doubted = set(CategoryDoubt.objects.values_list("product__name", flat=True))

    found = doubted & {name for name, _ in made[:60]}
    alarms = sorted(doubted - found)
    assert len(found) >= 50, sorted({name for name, _ in made[:60]} - found)
    assert len(alarms) <= 3, alarms
    assert all(
        says == "food"
        for says in CategoryDoubt.objects.filter(product__name__in=found).values_list(
            "says", flat=True
        )
    )
