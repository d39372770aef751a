"""What an OTOP ชวนชิม outlet's record holds of its owner, and when that goes."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from chuanchim.models import Outlet
from core.personal.inventory import Held, Whose
from core.personal.retention import Clear, Erase, Rule
from producers.personal_data import still_named
from registration.models import Paper, Status

_OF = "chuanchim.Outlet"
_WHY = "ลงทะเบียนและส่งเสริมร้าน OTOP ชวนชิม"


def _part(model: str, texts: str = "", others: str = "") -> Held:
    return Held(
        f"chuanchim.{model}", Whose.PRODUCER, texts=texts, others=others, why=_WHY, kept="outlets",
        of=_OF, path="outlet",
    )  # fmt: skip


HELD = [
    Held(
        _OF,
        Whose.PRODUCER,
        "name owner phone house_number village_number postal_code",
        texts="remark late_reason",
        others="registered_on paper_date",
        why=_WHY,
        kept="outlets",
        of=_OF,
    ),
    _part("Item", "note", "name"),
    _part("CriterionAnswer", "note"),
    _part("Recognition", others="name number giver"),
    _part("OutletPicture", "file thumbnail caption"),
]
OF_NOBODY = ["chuanchim.Criterion"]

_CLEARED = {"owner": "", "phone": "", "house_number": "", "village_number": "", "remark": ""}


def _cancelled(before: datetime) -> QuerySet[Any]:
    return Outlet.objects.filter(status=Status.CANCELLED, cancelled_at__lt=before)


def _papers(before: datetime) -> QuerySet[Any]:
    kind = ContentType.objects.get_for_model(Outlet)
    return Paper.objects.filter(record_type=kind, record_id__in=_cancelled(before).values("pk"))


RULES = [
    Rule(
        "outlets",
        "ข้อมูลของเจ้าของร้าน OTOP ชวนชิม",
        "ตลอดเวลาที่ลงทะเบียน และต่อจากนั้นเท่าที่กรมกำหนด",
        counted_from="วันที่ยกเลิกการลงทะเบียน",
        done="ลบชื่อเจ้าของ โทรศัพท์ ที่อยู่ และเอกสาร ทั้งในทะเบียนและประวัติ คงไว้แต่ชื่อร้าน",
        days=3650,
        least=365,
        works=[
            Erase(Paper, _papers, files=["file"]),
            Clear(
                Outlet, lambda before: _cancelled(before).filter(still_named(_CLEARED)), _CLEARED
            ),
        ],
    )
]
