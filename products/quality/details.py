"""What its record says: D03 assessment, D04 standards, D05 capacity, D06 prices, D08 pictures."""

from functools import reduce
from operator import or_

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value

from core.pictures.models import FAULTY
from core.thai import calendar
from core.thai.digits import format_baht
from products.models import HeldStandard, Price, Product, ProductPicture
from products.models.parts import HeldStandardQuerySet
from products.quality.register import PRODUCTS, made
from quality.rules import Part, Rule


def _standards(*conditions: Q) -> HeldStandardQuerySet:
    return HeldStandard.objects.filter(*conditions, product=OuterRef("pk"))


def _in_force(**missing: object) -> QuerySet:
    return _standards().in_force().filter(**missing)


def _run_out() -> QuerySet:
    """Expired, without the same standard in force beside it."""
    renewed = HeldStandard.objects.in_force().filter(
        product=OuterRef("product"), standard=OuterRef("standard")
    )
    return _standards(Q(expires_on__lt=calendar.today())).exclude(Exists(renewed))


def _names(standards: QuerySet) -> Subquery:
    """มผช., อย."""
    joined = StringAgg("standard__name", Value(", "), distinct=True, default=Value(""))
    return Subquery(standards.order_by().values("product").annotate(joined=joined).values("joined"))


def _standard_part(key: str, standards, words: str) -> Part:
    column = f"standards_{key}"
    return Part(
        key,
        lambda: made() & Q(Exists(standards())),
        lambda product: f"{getattr(product, column)}: {words}",
        columns={column: lambda: _names(standards())},
    )


def _prices(*conditions: Q) -> QuerySet:
    return Price.objects.filter(*conditions, product=OuterRef("pk"))


def _pictures() -> QuerySet:
    return ProductPicture.objects.filter(product=OuterRef("pk"))


_CAPACITIES = ("capacity_per_day", "capacity_per_month", "capacity_per_year")


def _nothing_made() -> Q:
    """0 is written, and no figure beside it says otherwise."""
    some, zero = (
        reduce(or_, (Q(**{f"{name}{lookup}": 0}) for name in _CAPACITIES))
        for lookup in ("__gt", "")
    )
    return zero & ~some


def _no_price_words(product: Product) -> str:
    if product.price is None:
        return "ยังไม่มีราคา"
    return f"มีราคา {format_baht(product.price)} บาท แต่ไม่บอกขนาดหรือรูปแบบ"


DETAIL_RULES = [
    Rule(
        "D03",
        "ยังไม่ได้จัดกลุ่ม หรือค้างอยู่ที่ D",
        PRODUCTS,
        section="quadrant",
        mend="ประเมินการจัดกลุ่ม (Quadrant) ถ้ามีมาตรฐานแล้วให้ประเมินใหม่",
        about=None,
        parts=[
            # Where it stands nowhere, the registry's A-D no longer add up to its products.
            Part("missing", lambda: made() & Q(quadrant=""), "ยังไม่ได้ประเมินการจัดกลุ่ม (Quadrant)"),
            Part(
                "stale",
                lambda: (
                    made() & Q(Exists(Product.objects.to_assess_again().filter(pk=OuterRef("pk"))))
                ),
                lambda product: f"อยู่กลุ่ม D แต่มี {product.standards_held} แล้ว",
                columns={"standards_held": lambda: _names(_in_force())},
            ),
        ],
    ),
    Rule(
        "D04",
        "มาตรฐานไม่มีรายละเอียดหรือหมดอายุ",
        PRODUCTS,
        section="standards",
        mend="กรอกเลขที่ วันที่ออก และแนบไฟล์ใบรับรอง ใบที่หมดอายุให้เพิ่มใบใหม่",
        parts=[
            _standard_part("number", lambda: _in_force(number=""), "ไม่มีเลขที่ใบรับรอง"),
            _standard_part("issued", lambda: _in_force(issued_on=None), "ไม่มีวันที่ออก"),
            _standard_part("file", lambda: _in_force(file=""), "ไม่มีไฟล์ใบรับรอง"),
            _standard_part("expired", _run_out, "หมดอายุแล้ว"),
        ],
    ),
    Rule(
        "D05",
        "กำลังการผลิตว่าง",
        PRODUCTS,
        section="capacity",
        mend="กรอกกำลังการผลิตต่อวัน ต่อเดือน หรือต่อปี พร้อมหน่วย",
        parts=[
            Part(
                "missing",
                lambda: (
                    made()
                    & Q(capacity_per_day=None, capacity_per_month=None, capacity_per_year=None)
                ),
                "ยังไม่มีกำลังการผลิต",
            ),
            Part(
                "zero",
                lambda: made() & _nothing_made(),
                "กำลังการผลิตเป็น 0 ถ้าเลิกผลิตแล้วให้ยกเลิกผลิตภัณฑ์",
            ),
        ],
    ),
    Rule(
        "D06",
        "ราคาว่างหรือไม่มีรายละเอียด",
        PRODUCTS,
        section="prices",
        mend="เพิ่มราคาของแต่ละขนาดหรือรูปแบบ เช่น ถุง 250 กรัม 60 บาท",
        parts=[
            Part("missing", lambda: made() & ~Q(Exists(_prices())), _no_price_words),
            Part("zero", lambda: made() & Q(Exists(_prices(Q(retail=0)))), "มีราคาปลีกเป็น 0 บาท"),
            Part(
                "detail",
                lambda: made() & Q(Exists(_prices(~Q(detail__regex="[ก-ฮA-Za-z0-9๐-๙]")))),
                "มีราคาที่ไม่บอกขนาดหรือรูปแบบ",
            ),
        ],
    ),
    Rule(
        "D08",
        "รูปว่างหรือไม่ชัด",
        PRODUCTS,
        section="pictures",
        mend="ถ่ายรูปใหม่ให้ชัดและใหญ่พอ อย่างน้อยหนึ่งรูป",
        parts=[
            Part("missing", lambda: made() & ~Q(Exists(_pictures())), "ยังไม่มีรูป"),
            Part(
                "unclear",
                lambda: made() & Q(Exists(_pictures())) & ~Q(Exists(_pictures().exclude(FAULTY))),
                "ไม่มีรูปที่ชัดและใหญ่พอเลย",
            ),
        ],
    ),
]
