"""What a producer's record holds of its person, and when that goes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from core.personal.inventory import Held, Level, Whose
from core.personal.retention import Clear, Erase, Rule
from producers.models import Producer
from registration.models import Paper, RegistrationStep, Status

_OF = "producers.Producer"
_WHY = "ลงทะเบียนผู้ผลิต ผู้ประกอบการ OTOP และติดต่อเพื่อส่งเสริม"


def _part(model: str, texts: str = "", others: str = "", path: str = "producer") -> Held:
    return Held(
        f"producers.{model}", Whose.PRODUCER, texts=texts, others=others,
        why="ส่งเสริมและพัฒนาผู้ผลิต", kept="registry", of=_OF, path=path,
    )  # fmt: skip


HELD = [
    Held(
        _OF,
        Whose.PRODUCER,
        "national_id_masked national_id_encrypted national_id_hash",
        why="พิสูจน์ตัวผู้ลงทะเบียน และไม่ให้ลงทะเบียนซ้ำ",
        kept="registry",
        level=Level.SECRET,
        of=_OF,
    ),
    Held(
        _OF,
        Whose.PRODUCER,
        "name person_title person_first_name person_last_name person_born_on person_position "
        "phone house_number village_number postal_code tax_id registration_number",
        texts="remark late_reason founding_support",
        others="code registered_on paper_date export_countries raw_material logistics",
        why=_WHY,
        kept="registry",
        of=_OF,
    ),
    _part("ProducerMembership", "note"),
    _part("ProjectParticipation", "note"),
    _part("Funding"),
    _part("StarResult", others="product_name"),
    _part("StateSupport", "what"),
    _part("SalesChannel", "place link"),
    _part("Transport", "note"),
    _part("OperationAnswer"),
    _part("Relocation", "notice_file reason taken_back_reason", "notice_on notice_number"),
    Held(
        "producers.DismissedDuplicate",
        Whose.PRODUCER,
        texts="reason",
        why="ไม่ให้ลงทะเบียนซ้ำ",
        kept="trails",
    ),
]
OF_NOBODY = [
    "producers.Agency",
    "producers.AlikeNames",
    "producers.CampaignTarget",
    "producers.ExcludedKind",
    "producers.FundingSource",
    "producers.OperationSweep",
    "producers.Programme",
    "producers.RegistryList",
    "producers.TransportMode",
    "producers.UncomparedName",
]

# What is written in the place of a person that goes. The name of the business, its code, place by
# subdistrict and kind stay: announced, and counted in every table of the years before.
CLEARED: Mapping[str, Any] = {
    "national_id_encrypted": "",
    "national_id_hash": "",
    "national_id_masked": "",
    "person_title": "",
    "person_first_name": "",
    "person_last_name": "",
    "person_born_on": None,
    "person_position": "",
    "phone": "",
    "house_number": "",
    "village_number": "",
    "remark": "",
}

Records = Callable[[datetime], QuerySet[Any]]


def person_goes(records: Records) -> list[Erase | Clear]:
    """Takes the person off the producers that `records` finds: off the record and its history, what the
    province certified of it in words, and the papers."""

    def steps(before: datetime) -> QuerySet[Any]:
        kind = ContentType.objects.get_for_model(Producer)
        return RegistrationStep.objects.filter(
            _says(CLEARED), content_type=kind, record_id__in=records(before).values("pk")
        )

    def papers(before: datetime) -> QuerySet[Any]:
        kind = ContentType.objects.get_for_model(Producer)
        return Paper.objects.filter(record_type=kind, record_id__in=records(before).values("pk"))

    return [
        Erase(Paper, papers, files=["file"]),
        Clear(RegistrationStep, steps, rewrite=without_person(CLEARED)),
        Clear(Producer, lambda before: records(before).filter(still_named(CLEARED)), CLEARED),
    ]


def still_named(cleared: Mapping[str, Any]) -> Q:
    """Rows in which one of these fields still says something."""
    said = Q()
    for name, value in cleared.items():
        said |= ~Q(**{name: value})
    return said


def _says(cleared: Mapping[str, Any]) -> Q:
    """Steps whose certified words still tell one of these fields."""
    said = Q()
    for name in cleared:
        said |= Q(content__has_key=name) & ~Q(**{f"content__{name}__lines": [""]})
    return said


def without_person(cleared: Mapping[str, Any]) -> Callable[[Any], Mapping[str, Any]]:
    """The certified words of a step without these fields."""

    def rewritten(step: RegistrationStep) -> Mapping[str, Any]:
        content = {
            name: said | {"lines": [""]} if name in cleared else said
            for name, said in (step.content or {}).items()
        }
        return {"content": content}

    return rewritten


def _cancelled(before: datetime) -> QuerySet[Any]:
    return Producer.objects.filter(status=Status.CANCELLED, cancelled_at__lt=before)


def _left_drafts(before: datetime) -> QuerySet[Any]:
    return Producer.objects.filter(status=Status.DRAFT, updated_at__lt=before)


RULES = [
    Rule(
        "registry",
        "ข้อมูลของผู้รับผิดชอบในทะเบียน",
        "ตลอดเวลาที่ลงทะเบียน และต่อจากนั้นเท่าที่กรมกำหนด",
        counted_from="วันที่ยกเลิกการลงทะเบียน",
        done="ลบชื่อ เลขประจำตัว วันเกิด โทรศัพท์ ที่อยู่ และเอกสาร ทั้งในทะเบียนและประวัติ "
        "คงไว้แต่ชื่อกลุ่ม รหัส และยอดจำหน่าย",
        days=3650,
        least=365,
        works=person_goes(_cancelled),
    ),
    Rule(
        "drafts",
        "ร่างการลงทะเบียนที่ไม่ได้เสนอ",
        "เก็บเท่าที่จำเป็น (มาตรา 22)",
        counted_from="วันที่แก้ไขล่าสุด",
        done="ลบข้อมูลของผู้รับผิดชอบอย่างเดียวกับทะเบียนที่ยกเลิกแล้ว",
        days=730,
        least=180,
        works=person_goes(_left_drafts),
    ),
]
