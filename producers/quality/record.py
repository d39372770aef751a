"""What its record says: P04 telephone, P05 address, P09 sales channels, P10 people."""

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Left

from core.areas.models import Subdistrict
from producers.models import Producer, SalesChannel
from producers.quality import mends
from producers.quality.register import PRODUCERS
from quality.expressions import IsOneOf
from quality.rules import Part, Rule
from quality.telephones import telephone_parts


def _known_postal_codes() -> QuerySet:
    return Subdistrict.objects.filter(district=OuterRef("district")).exclude(postal_code="")


def _of_its_region() -> Q:
    """Its first two digits are those of a subdistrict of its district."""
    region = _known_postal_codes().annotate(region=Left("postal_code", 2))
    return Q(Exists(region.filter(region=Left(OuterRef("postal_code"), 2))))


def _postal_code_of_elsewhere() -> Q:
    return ~Q(postal_code="") & Q(Exists(_known_postal_codes())) & ~_of_its_region()


def _postal_code_of_neighbours() -> Q:
    """Of the region, but of no subdistrict of the district; sources differ, so somebody has to look."""
    own = _known_postal_codes().filter(
        Q(postal_code=OuterRef("postal_code"))
        | Q(IsOneOf(OuterRef("postal_code"), F("postal_codes")))
    )
    return _of_its_region() & ~Q(Exists(own))


def _neighbours_have_villages() -> Q:
    """Of the others registered in its subdistrict, VILLAGES_OF or more, nearly all say their หมู่."""
    others = (
        Producer.objects.registered()
        .filter(subdistrict=OuterRef("subdistrict"))
        .exclude(pk=OuterRef("pk"))
        .order_by()
        .values("subdistrict")
    )
    telling = others.annotate(
        all=Count("pk"), told=Count("pk", filter=~Q(village_number=""))
    ).filter(all__gte=VILLAGES_OF, told__gte=F("all") * VILLAGES_TOLD)
    return Q(Exists(telling))


# Whether an area counts its places by หมู่ is told by its records: a town does not.
VILLAGES_OF = 3
VILLAGES_TOLD = 0.8


def _channels(kind: str = ""):
    channels = SalesChannel.objects.filter(producer=OuterRef("pk"))
    return channels.filter(kind=kind) if kind else channels


def _group() -> Q:
    return Q(kind__in=[Producer.Kind.GROUP, ""])


RECORD_RULES = [
    Rule(
        "P04",
        "โทรศัพท์ว่างหรือไม่ถูกต้อง",
        PRODUCERS,
        section="general",
        mend="โทรตรวจแล้วพิมพ์เบอร์ที่ติดต่อได้เบอร์เดียว เช่น 08-1000-0000",
        about=("phone",),
        mends=mends.telephones,
        parts=telephone_parts(),
    ),
    Rule(
        "P05",
        "ที่อยู่ไม่ครบหรือไม่ถูกต้อง",
        PRODUCERS,
        section="address",
        mend="กรอกเลขที่ ตำบล และรหัสไปรษณีย์ให้ครบ",
        about=("house_number", "postal_code"),
        mends=mends.places,
        by_parts=False,
        parts=[
            Part("house", lambda: Q(house_number=""), "ยังไม่มีเลขที่"),
            Part(
                "number",
                lambda: ~Q(house_number="") & ~Q(house_number__regex="[0-9๐-๙]"),
                lambda producer: f"เลขที่ “{producer.house_number}” ไม่มีตัวเลข",
            ),
            Part(
                "village",
                lambda: (
                    Q(village_number="", subdistrict__type_th="ตำบล") & _neighbours_have_villages()
                ),
                "ยังไม่มีหมู่ที่ (รายอื่นในตำบลนี้มี)",
                certain=False,
            ),
            Part("subdistrict", lambda: Q(subdistrict=None), "ยังไม่ระบุตำบล"),
            Part("postal", lambda: Q(postal_code=""), "ยังไม่มีรหัสไปรษณีย์"),
            Part(
                "digits",
                lambda: ~Q(postal_code="") & ~Q(postal_code__regex="^[0-9]{5}$"),
                lambda producer: f"รหัสไปรษณีย์ {producer.postal_code} ไม่ครบ 5 หลัก",
            ),
            Part(
                "elsewhere",
                lambda: Q(postal_code__regex="^[0-9]{5}$") & _postal_code_of_elsewhere(),
                lambda producer: (
                    f"รหัสไปรษณีย์ {producer.postal_code} ไม่ใช่ของ{producer.district.titled_name}"
                ),
            ),
            Part(
                "neighbour",
                lambda: Q(postal_code__regex="^[0-9]{5}$") & _postal_code_of_neighbours(),
                lambda producer: (
                    f"รหัสไปรษณีย์ {producer.postal_code} เป็นของอำเภออื่น "
                    f"ไม่ใช่ของ{producer.district.titled_name}"
                ),
                certain=False,
            ),
        ],
    ),
    Rule(
        "P09",
        "ช่องทางการขายไม่ครบ",
        PRODUCERS,
        section="channels",
        mend="เพิ่มช่องทางที่จำหน่ายจริงอย่างน้อยหนึ่งแห่ง ออนไลน์ให้กรอกลิงก์",
        parts=[
            Part("missing", lambda: ~Q(Exists(_channels())), "ยังไม่มีช่องทางการขาย"),
            Part(
                "export",
                lambda: (
                    Q(sells_abroad=True)
                    & Q(Exists(_channels()))
                    & ~Q(Exists(_channels(SalesChannel.Kind.EXPORT)))
                ),
                "จำหน่ายในต่างประเทศ แต่ยังไม่มีช่องทางต่างประเทศ",
            ),
        ],
    ),
    Rule(
        "P10",
        "จำนวนสมาชิกหรือแรงงานว่าง",
        PRODUCERS,
        section="community",
        mend="กรอกจำนวนสมาชิก (หมวด 5) และแรงงาน (หมวด 7) ตามจริง ไม่มีให้กรอก 0",
        mends=mends.people,
        parts=[
            Part(
                "members",
                lambda: _group() & (Q(member_count=None) | Q(member_count=0)),
                lambda producer: (
                    "ยังไม่มีจำนวนสมาชิก" if producer.member_count is None else "กลุ่มมีสมาชิก 0 คน"
                ),
                section="person",
            ),
            Part("labour", lambda: Q(labour_count=None), "ยังไม่มีจำนวนแรงงาน"),
            Part("local", lambda: Q(local_labour_count=None), "ยังไม่มีจำนวนแรงงานในจังหวัด"),
        ],
    ),
]
