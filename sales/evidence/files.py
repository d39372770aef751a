"""Evidence of a producer's month: added at any time, taken back while the month is being entered.

Evidence changes no figure, so what is missing is added after the confirmation too, for an audit
above all. Each file is remade before it is kept (core.pictures.papers).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from core.areas.scope import Role
from core.compiled import CompiledQuery
from core.documents.keeping import delete_on_commit
from core.pictures.papers import RefusedPaper, Remade, remake
from core.steps import StepRule, is_for
from core.users.models import User
from producers.models import Producer
from sales.models import DistrictMonth, Evidence, EvidenceKind, SalesRow
from sales.months.read_rows import ReadRow

MOST_FILES = 40  # of one producer and month
MOST_AT_ONCE = 20

DISTRICT = frozenset({Role.DISTRICT})
ADD = StepRule("add", frozenset(DistrictMonth.Status), None, DISTRICT)
REMOVE = StepRule("remove", DistrictMonth.EDITABLE, None, DISTRICT)


class EvidenceRefused(Exception):
    """It cannot be added or taken back; the message says why, in Thai."""


@dataclass(frozen=True)
class Outcome:
    """What became of one chosen file: kept, or refused with the reason."""

    name: str
    evidence: Evidence | None = None
    refusal: str = ""
    warning: str = ""


def add_evidence(
    district_month: DistrictMonth,
    producer: Producer,
    uploads: Sequence[BinaryIO],
    *,
    kind: EvidenceKind,
    by: User,
    caption: str = "",
) -> list[Outcome]:
    """Store the files that can be stored and report why the others cannot. One bad file does not
    stop the rest, since they were photographed on site.

    The same file twice for a producer and month is refused. Raises EvidenceRefused where this person
    may add none at all, or for a producer without a row in the month.
    """
    if not is_for(ADD, by):
        raise EvidenceRefused("เพิ่มหลักฐานได้เฉพาะเจ้าหน้าที่อำเภอ")
    if len(uploads) > MOST_AT_ONCE:
        raise EvidenceRefused(f"เลือกได้ครั้งละไม่เกิน {MOST_AT_ONCE} ไฟล์")
    outcomes = []
    for upload in uploads:
        name = str(getattr(upload, "name", ""))
        try:
            remade = remake(upload)  # outside the lock: it takes a second on a large picture
            kept = _keep(district_month, producer, remade, kind=kind, by=by, caption=caption)
            outcomes.append(Outcome(name, kept, warning=remade.warning))
        except (EvidenceRefused, RefusedPaper) as refusal:
            outcomes.append(Outcome(name, refusal=str(refusal)))
    return outcomes


@transaction.atomic
def _keep(
    district_month: DistrictMonth,
    producer: Producer,
    remade: Remade,
    *,
    kind: EvidenceKind,
    by: User,
    caption: str,
) -> Evidence:
    locked = _locked(district_month, by)
    rows = SalesRow.objects.visible_to(by).filter(district_month=locked, producer=producer)
    if not rows.exists():
        raise EvidenceRefused("ผู้ผลิตรายนี้ไม่มีรายการในเดือนนี้")
    own = Evidence.objects.filter(district_month=locked, producer=producer).kept()
    same = own.filter(sha256=remade.sha256).select_related("kind", "uploaded_by").first()
    if same is not None:
        raise EvidenceRefused(f"ไฟล์นี้แนบไว้แล้ว ({same} โดย {same.uploaded_by}) ไม่ต้องแนบซ้ำ")
    if own.count() >= MOST_FILES:
        raise EvidenceRefused(f"แนบได้ไม่เกิน {MOST_FILES} ไฟล์ต่อผู้ผลิตต่อเดือน")
    evidence = Evidence(
        district_month=locked,
        producer=producer,
        kind=kind,
        caption=caption.strip(),
        pages=remade.pages,
        bytes=len(remade.data),
        sha256=remade.sha256,
        uploaded_at=timezone.now(),
        uploaded_by=by,
    )
    evidence.file.save(f"-{remade.ending}", ContentFile(remade.data), save=False)
    if remade.thumbnail:
        evidence.thumbnail.save("-.jpg", ContentFile(remade.thumbnail), save=False)
    evidence.save()
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User) -> Evidence:
    """Take back what was attached by mistake: its file goes, the line of who and when stays.

    Refused for anybody but the district, and once the month is confirmed or closed.
    """
    if not is_for(REMOVE, by):
        raise EvidenceRefused("ลบหลักฐานได้เฉพาะเจ้าหน้าที่อำเภอ")
    district_month = _locked(evidence.district_month, by)
    if not district_month.is_editable:
        raise EvidenceRefused("อำเภอยืนยันยอดแล้ว หลักฐานที่แนบไว้ลบไม่ได้ เพิ่มได้อย่างเดียว")
    locked = Evidence.objects.visible_to(by).select_for_update(of=("self",)).get(pk=evidence.pk)
    if locked.removed_at is not None:
        return locked
    for kept in (locked.file, locked.thumbnail):
        if kept:
            delete_on_commit(kept.storage, kept.name)
    locked.file = locked.thumbnail = ""
    locked.removed_at, locked.removed_by = timezone.now(), by
    locked.save()
    return locked


def _locked(district_month: DistrictMonth, by: User) -> DistrictMonth:
    """The month locked against its steps and other uploads, through the person's own door."""
    locked = (
        DistrictMonth.objects.visible_to(by)
        .select_related("month", "district")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=district_month.pk)
    )
    # Read anew: the join above may be older than the lock it waited for.
    locked.month.refresh_from_db(fields=["status"])
    return locked


# --- How much of a month has evidence ----------------------------------------------------------------


def evidence_counts(district_month: DistrictMonth) -> dict[int, int]:
    """Files by producer of a district's month, in one query; one without any is not in it.

    The caller has looked the month up through `visible_to`.
    """
    return dict(_COUNTS.read(of=district_month.pk))


_COUNTS = CompiledQuery(
    lambda of: (
        Evidence.objects.filter(district_month=of)
        .kept()
        .order_by()
        .values_list("producer")
        .annotate(files=Count("pk"))
        .values_list("producer", "files")
    ),
    of=int,
)


@dataclass(frozen=True)
class Shown:
    """How much of the sales (baht) has evidence: rows with a figure, and of them those shown."""

    rows: int = 0
    with_evidence: int = 0
    total: Decimal = Decimal("0.00")
    total_with_evidence: Decimal = Decimal("0.00")

    @property
    def percent(self) -> Decimal | None:
        """Of the baht; None where nothing was sold."""
        if not self.total:
            return None
        return (self.total_with_evidence * 100 / self.total).quantize(Decimal("0.1"))


def shown_by_evidence(rows: Iterable[SalesRow | ReadRow], counts: dict[int, int]) -> Shown:
    """Sum up rows of one month and the counts of its evidence; pure."""
    sold = [row for row in rows if row.total > 0]
    shown = [row for row in sold if row.producer_id in counts]
    return Shown(
        len(sold),
        len(shown),
        sum((row.total for row in sold), Decimal("0.00")),
        sum((row.total for row in shown), Decimal("0.00")),
    )
