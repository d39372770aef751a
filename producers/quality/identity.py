"""Who it is: P01 kind, P02 name, P03 ids, P07 a foreign company, P08 an excluded kind."""

from django.db.models import CharField, Exists, F, Func, OuterRef, Q, Subquery

from producers.models import ExcludedKind, Producer
from producers.quality.register import PRODUCERS
from quality.expressions import Contains, HoldsOneOf
from quality.models import CheckWord
from quality.names import name_parts, thai_part
from quality.rules import Part, Rule
from quality.tax_ids import is_refused, refusal_words

Kind = Producer.Kind

# How names begin that say the kind themselves.
_COMPANY = r"^\s*(บริษัท|บจก|หจก|ห้างหุ้นส่วน|บมจ)"
_GROUP = r"^\s*(กลุ่ม|วิสาหกิจชุมชน|ชมรม|สหกรณ์)"
_PERSON = r"^\s*(นางสาว|นาย|นาง|น\.ส\.)"

# The kinds of juristic persons known to core.thai.identifiers; 99 is the Revenue Department's series.
_UNKNOWN_JURISTIC = r"^0(?!99)\d\d[^2357]"
_REVENUE_SERIES = r"^099"

# What the migration that moved persons' numbers wrote into the remark where it could not decide.
_MOVED = r"เลข(ผู้เสียภาษี|ทะเบียน)เดิม x-"


def _name_says_other() -> Q:
    return (
        Q(kind=Kind.GROUP, name__regex=f"{_COMPANY}|{_PERSON}")
        | Q(kind=Kind.INDIVIDUAL, name__regex=f"{_COMPANY}|{_GROUP}")
        | Q(kind=Kind.SME, name__regex=_PERSON)
    )


def _juristic_single_owner() -> Q:
    return Q(kind=Kind.INDIVIDUAL, tax_id__startswith="0") & ~Q(name__regex=f"{_COMPANY}|{_GROUP}")


def _without_id() -> Q:
    """As Producer.submission_obstacles asks for it."""
    return Q(national_id_masked="") & ~(Q(kind=Kind.SME) & ~Q(tax_id=""))


def _without_id_words(producer: Producer) -> str:
    if producer.kind == Kind.SME:
        return "ยังไม่มีเลขประจำตัวผู้เสียภาษี (หมวด 1) หรือเลขประจำตัวประชาชนของกรรมการ (หมวด 5)"
    return "ยังไม่มีเลขประจำตัวประชาชนของผู้ลงทะเบียน (หมวด 5)"


def _foreign_words():
    lowered = Func(OuterRef("name"), function="lower", output_field=CharField())
    part = Func(F("name"), function="lower", output_field=CharField())
    words = CheckWord.objects.in_use(CheckWord.Use.FOREIGN)
    return words.filter(Contains(lowered, part)).order_by("name")


def _excluded_kinds():
    kinds = ExcludedKind.objects.filter(is_active=True)
    return kinds.filter(HoldsOneOf(F("words"), OuterRef("name"))).order_by("position", "name")


IDENTITY_RULES = [
    Rule(
        "P01",
        "ลักษณะผู้ประกอบการว่างหรือไม่ถูกต้อง",
        PRODUCERS,
        section="general",
        mend="เลือกลักษณะ: กลุ่มผู้ผลิตชุมชน เจ้าของรายเดียว หรือ SMEs ให้ตรงกับการจดทะเบียน",
        blocks=True,
        about=("kind", "name"),
        parts=[
            Part("missing", lambda: Q(kind=""), "ยังไม่ระบุลักษณะผู้ประกอบการ"),
            Part(
                "odds",
                _name_says_other,
                lambda producer: (
                    f"เป็น{producer.get_kind_display()} แต่ชื่อ “{producer.name}” บอกลักษณะอื่น"
                ),
                certain=False,
            ),
            Part(
                "juristic",
                _juristic_single_owner,
                "เป็นเจ้าของรายเดียว แต่เลขประจำตัวผู้เสียภาษีเป็นของนิติบุคคล",
                certain=False,
            ),
        ],
    ),
    Rule(
        "P02",
        "ชื่อผู้ประกอบการไม่ถูกต้อง",
        PRODUCERS,
        section="general",
        mend="พิมพ์ชื่อเต็มตามหนังสือจดทะเบียนหรือบัตรประชาชน",
        about=("name",),
        parts=[*name_parts(), thai_part()],
    ),
    Rule(
        "P03",
        "เลขประจำตัวว่างหรือไม่ถูกต้อง",
        PRODUCERS,
        section="person",
        mend="ใส่เลขประจำตัวประชาชน (หมวด 5) หรือเลขประจำตัวผู้เสียภาษีของนิติบุคคล (หมวด 1) ตามเอกสาร",
        blocks=True,
        about=None,
        parts=[
            Part("missing", _without_id, _without_id_words),
            Part(
                "tax",
                lambda: is_refused("tax_id"),
                lambda producer: f"เลขประจำตัวผู้เสียภาษี: {refusal_words(producer.tax_id)}",
                section="general",
            ),
            Part(
                "moved",
                lambda: Q(remark__regex=_MOVED),
                "มีเลขเดิมที่ระบบย้ายมาไว้ในหมายเหตุ ตรวจเลขประจำตัวกับบัตร แล้วลบข้อความนั้นในหมายเหตุ",
            ),
        ],
    ),
    Rule(
        "P07",
        "อาจเป็นบริษัทต่างชาติ",
        PRODUCERS,
        section="general",
        mend="ตรวจหนังสือรับรองนิติบุคคล ถ้าเป็นของคนไทยให้ยืนยันว่าถูกต้อง ถ้าเป็นต่างชาติให้ยกเลิกตามขั้นตอน",
        about=("name", "tax_id"),
        parts=[
            Part(
                "name",
                lambda: Q(Exists(_foreign_words())),
                lambda producer: f"ชื่อมีคำว่า “{producer.foreign_word}”",
                certain=False,
                columns={"foreign_word": lambda: Subquery(_foreign_words().values("name")[:1])},
            ),
            Part(
                "series",
                lambda: Q(kind=Kind.SME, tax_id__regex=_REVENUE_SERIES),
                "เลขผู้เสียภาษีเป็นชุดของกรมสรรพากร (0-99) ไม่ใช่เลขจดทะเบียนนิติบุคคลไทย",
                certain=False,
            ),
            Part(
                "juristic",
                lambda: Q(tax_id__regex=_UNKNOWN_JURISTIC),
                lambda producer: f"ไม่รู้จักประเภทนิติบุคคลในเลขผู้เสียภาษี (หลักที่ 4 คือ {producer.tax_id[3]})",
                certain=False,
            ),
        ],
    ),
    Rule(
        "P08",
        "ประเภทที่ไม่อยู่ในเกณฑ์",
        PRODUCERS,
        section="general",
        mend="ตรวจว่าเข้าข่ายประเภทที่ไม่อยู่ในเกณฑ์หรือไม่ ถ้าใช่ให้ยกเลิกตามขั้นตอน",
        about=("name",),
        parts=[
            Part(
                "name",
                lambda: Q(Exists(_excluded_kinds())),
                lambda producer: f"ชื่อเข้าข่าย “{producer.excluded_kind}” ซึ่งไม่อยู่ในเกณฑ์ OTOP",
                certain=False,
                columns={"excluded_kind": lambda: Subquery(_excluded_kinds().values("name")[:1])},
            )
        ],
    ),
]
