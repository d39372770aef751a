"""The four checks of OTOP ชวนชิม (DOMAIN.md 7, C01 to C04); their readings are decision 0016."""

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value

from chuanchim.models import Criterion, CriterionAnswer, Item, Outlet, OutletPicture, OutletQuerySet
from core.pictures.models import FAULTY
from quality.mends.names import name_mends
from quality.names import name_parts, thai_part, wrong_name
from quality.rules import Part, Register, Rule, register_rules

OUTLETS = Register(
    Outlet,
    counted=OutletQuerySet.registered,
    related=("district__province", "subdistrict"),
    owner=lambda outlet: outlet.owner,
)
Shows = OutletPicture.Shows


def _items(*conditions: Q) -> QuerySet:
    return Item.objects.filter(*conditions, outlet=OuterRef("pk"))


def _is_drink() -> Q:
    """By its kind, or by a name that begins as drinks do; ชาบู and น้ำพริก are none."""
    return Q(kind=Item.Kind.BEVERAGE) | Q(name__regex=_DRINK)


_DRINK = (
    r"^\s*(กาแฟ|โกโก้|นมสด|นมเย็น|สมูทตี้|เครื่องดื่ม|น้ำ(ดื่ม|แร่|ผลไม้|สมุนไพร|ส้ม|มะนาว|มะพร้าว|อ้อย|เต้าหู้|ชา|หวาน)"
    r"|ชา(เย็น|ร้อน|นม|เขียว|ดำ|มะนาว|ไทย|สมุนไพร|ใบ))"
)


def _pictures(shows: str) -> QuerySet:
    return OutletPicture.objects.filter(outlet=OuterRef("pk"), shows=shows)


def _clear(shows: str) -> QuerySet:
    return _pictures(shows).exclude(FAULTY)


def _unmet() -> QuerySet:
    return CriterionAnswer.objects.filter(
        outlet=OuterRef("pk"), is_met=False, criterion__is_active=True
    )


def _unanswered() -> QuerySet:
    answered = CriterionAnswer.objects.filter(
        criterion=OuterRef("pk"), outlet=OuterRef(OuterRef("pk"))
    )
    return Criterion.objects.filter(is_active=True).exclude(Exists(answered))


def _names(rows: QuerySet, name: str) -> Subquery:
    joined = StringAgg(name, ", ", default=Value(""))
    return Subquery(rows.order_by().values("outlet").annotate(joined=joined).values("joined"))


def _picture_parts(shows: str, word: str) -> list[Part]:
    return [
        Part(f"{shows}_missing", lambda: ~Q(Exists(_pictures(shows))), f"ยังไม่มีรูป{word}"),
        Part(
            f"{shows}_unclear",
            lambda: Q(Exists(_pictures(shows))) & ~Q(Exists(_clear(shows))),
            f"ไม่มีรูป{word}ที่ชัดและใหญ่พอเลย",
        ),
    ]


register_rules(
    Rule(
        "C01",
        "ชื่อร้านหรือชื่อผู้ประกอบการไม่ถูกต้อง",
        OUTLETS,
        section="outlet",
        mend="พิมพ์ชื่อร้านตามป้ายหน้าร้าน และชื่อกลุ่ม องค์กร หรือเจ้าของตามเอกสาร",
        blocks=True,
        about=("name", "owner"),
        mends=lambda outlets: name_mends(outlets, "name", "owner", phone="phone"),
        parts=[
            *name_parts(),
            thai_part(),
            Part("owner", lambda: Q(owner=""), "ยังไม่มีชื่อกลุ่ม องค์กร หรือเจ้าของ", certain=False),
            *name_parts("owner", "ชื่อกลุ่ม องค์กร หรือเจ้าของ"),
        ],
    ),
    Rule(
        "C02",
        "ชื่อรายการอาหารไม่ถูกต้อง",
        OUTLETS,
        section="items",
        mend="เพิ่มรายการที่จำหน่าย พิมพ์ชื่ออาหารทีละรายการ",
        parts=[
            Part("missing", lambda: ~Q(Exists(_items())), "ยังไม่มีรายการที่จำหน่าย"),
            Part(
                "wrong",
                lambda: Q(Exists(_items(wrong_name("name")))),
                lambda outlet: f"ชื่อรายการไม่ถูกต้อง: {outlet.wrong_items}",
                columns={"wrong_items": lambda: _names(_items(wrong_name("name")), "name")},
            ),
        ],
    ),
    Rule(
        "C03",
        "รูปร้านหรือรูปอาหารว่างหรือไม่ชัด",
        OUTLETS,
        section="recognitions",
        mend="เพิ่มรูปสถานที่และรูปอาหารที่ชัดและใหญ่พอ อย่างละหนึ่งรูป",
        parts=[
            *_picture_parts(Shows.PLACE.value, "สถานที่"),
            *_picture_parts(Shows.FOOD.value, "อาหาร"),
        ],
    ),
    Rule(
        "C04",
        "ไม่เข้าเกณฑ์ OTOP ชวนชิม หรือยังไม่ได้ตรวจ",
        OUTLETS,
        section="items",
        mend="ตรวจตามเกณฑ์ให้ครบทุกข้อ ข้อที่ไม่ผ่านให้ร้านปรับปรุงหรือยกเลิกตามขั้นตอน",
        about=None,
        parts=[
            Part(
                "drinks",
                lambda: Q(Exists(_items())) & ~Q(Exists(_items(~_is_drink()))),
                "จำหน่ายเครื่องดื่มอย่างเดียว ให้ลงทะเบียนเป็นผลิตภัณฑ์ประเภทเครื่องดื่ม",
                certain=False,
            ),
            Part(
                "unmet",
                lambda: Q(Exists(_unmet())),
                lambda outlet: f"ไม่ผ่านเกณฑ์: {outlet.unmet_criteria}",
                columns={"unmet_criteria": lambda: _names(_unmet(), "criterion__name")},
            ),
            Part("unanswered", lambda: Q(Exists(_unanswered())), "ยังตรวจตามเกณฑ์ไม่ครบทุกข้อ"),
        ],
    ),
)
