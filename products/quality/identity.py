"""What it is: D01 name, D02 category, D07 no longer made."""

from functools import partial
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat, Replace
from django.db.models.lookups import Exact

from products.models import Category, CategoryDoubt, Product, Subcategory
from products.models.category_words import WordSource
from products.quality import mends
from products.quality.register import PRODUCTS, made
from quality.expressions import bare, is_one_of
from quality.names import name_parts, of_maker
from quality.rules import Part, Rule


def _doubt():
    return CategoryDoubt.objects.of(OuterRef)


def _doubted(column: str) -> Subquery:
    return Subquery(_doubt().values(column)[:1])


def _doubt_words(product: Any) -> str:
    """ชื่อมีคำว่า “กระจูด”: ผลิตภัณฑ์ที่มีคำนี้ 96% (48 จาก 50) อยู่ใน… แต่รายการนี้อยู่ใน…"""
    says, own = Category(product.doubt_says).label, product.get_category_display()
    several = product.doubt_products > 1 and product.doubt_in_category > 0
    share = 100 * product.doubt_in_category // product.doubt_products
    of_all = f"{share}% ({product.doubt_in_category} จาก {product.doubt_products})"
    found = f"ผลิตภัณฑ์ที่มีคำนี้ {of_all} อยู่ใน{says}"
    if product.doubt_source == WordSource.DEPARTMENT:
        told = f"กรมกำหนดให้อยู่ใน{says}"
        found = f"{told} {found}" if several else told
    return f"ชื่อมีคำว่า “{product.doubt_word}”: {found} แต่รายการนี้อยู่ใน{own}"


def _is_its_maker() -> Q:
    """Its own producer's person is called so."""
    name = Replace(F("name"), Value(" "))
    parts = ("producer__person_first_name", "producer__person_last_name")
    person: Any = Exact(name, Concat(*parts))
    titled: Any = Exact(name, Concat("producer__person_title", *parts))
    named = ~Q(producer__person_first_name="") & ~Q(producer__person_last_name="")
    return named & (Q(person) | Q(titled))


def _says_only_the_category() -> Q:
    names = Subcategory.objects.filter(is_active=True).order_by().values_list(bare(F("name")))
    return Q(name__in=Category.labels) | Q(is_one_of(bare(F("name")), names))


IDENTITY_RULES = [
    Rule(
        "D01",
        "ชื่อผลิตภัณฑ์ไม่ถูกต้อง",
        PRODUCTS,
        section="product",
        mend="พิมพ์ชื่อที่ลูกค้าเรียก เช่น น้ำพริกเผาปลาย่าง",
        about=("name",),
        mends=mends.names,
        parts=[
            *name_parts(),
            Part(
                "maker",
                lambda: of_maker("name") | _is_its_maker(),
                lambda product: f"ชื่อ “{product.name}” เป็นชื่อคนหรือกลุ่ม ไม่ใช่ชื่อผลิตภัณฑ์",
                certain=False,
            ),
            Part(
                "category",
                _says_only_the_category,
                lambda product: f"ชื่อ “{product.name}” เป็นเพียงชื่อประเภท",
                certain=False,
            ),
        ],
    ),
    Rule(
        "D02",
        "ประเภทว่างหรือไม่ตรงกับชื่อ",
        PRODUCTS,
        section="product",
        mend="เลือกประเภทให้ตรงกับผลิตภัณฑ์ ถ้าประเภทเดิมถูกแล้วให้ยืนยันพร้อมเหตุผล",
        blocks=True,
        about=("name", "category"),
        mends=mends.categories,
        parts=[
            Part("missing", lambda: Q(category=""), "ยังไม่ระบุประเภทผลิตภัณฑ์"),
            Part(
                "odds",
                lambda: made() & Q(Exists(_doubt())),
                _doubt_words,
                certain=False,
                columns={
                    f"doubt_{column}": partial(_doubted, column)
                    for column in ("says", "word", "source", "in_category", "products")
                },
            ),
        ],
    ),
    Rule(
        "D07",
        "เลิกผลิตแล้วแต่ยังไม่ยกเลิก",
        PRODUCTS,
        section="product",
        mend="ยกเลิกผลิตภัณฑ์ตามขั้นตอน หรือแก้การผลิตเป็น “ผลิตอยู่” ถ้ายังผลิต",
        about=None,
        parts=[
            Part(
                "ended",
                lambda: Q(production=Product.Production.ENDED),
                "บันทึกว่าเลิกผลิตแล้ว แต่ยังอยู่ในทะเบียน",
            )
        ],
    ),
]
