"""Two records of one producer become one, as a story (DOMAIN.md 7): the only place that merges.

The record kept takes, field by field, what was chosen; everything that hangs on the other is hung on
it; the other stays as a cancelled record that names the one kept, so that papers once certified still
find what they printed. Figures of months confirmed or closed stay with it for the same reason.
"""

from collections.abc import Mapping

from django.db import transaction
from django.dispatch import Signal

from core.areas.scope import Role
from core.history.acting import acting
from core.steps import StepRefused, StepRule, Workflow, reason_given
from core.users.models import User
from producers.models import Producer, Relocation
from registration import workflow
from registration.models import Closure, Status

# Sent before the other record is cancelled (kept, gone, by): the apps above hang theirs on the record
# kept. A receiver that raises, StepRefused with a sentence, undoes the whole.
producers_merged = Signal()

MERGE = StepRule(
    "merge",
    frozenset(),
    None,
    frozenset({Role.DISTRICT, Role.PROVINCE}),
    needs_reason=True,
    called="รวมระเบียน",
    workflow=Workflow(no_reason="ระบุเหตุผลที่{step}"),
)

# What is chosen together: one choice for all columns of a group.
ADDRESS = ("house_number", "village_number", "subdistrict", "postal_code")
NATIONAL_ID = ("national_id_encrypted", "national_id_hash", "national_id_masked")

CHOICES: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "kind": ("kind",),
    "registration_number": ("registration_number",),
    "tax_id": ("tax_id",),
    "phone": ("phone",),
    "address": ADDRESS,
    "founded_year": ("founded_year",),
    "founding_agency": ("founding_agency",),
    "founding_support": ("founding_support",),
    "sells_abroad": ("sells_abroad",),
    "export_countries": ("export_countries",),
    "person": ("person_title", "person_first_name", "person_last_name", "person_born_on"),
    "national_id": NATIONAL_ID,
    "person_position": ("person_position",),
    "member_count": ("member_count",),
    "remark": ("remark",),
    "labour": ("labour_count", "local_labour_count"),
    "raw_material": ("raw_material",),
    "uses_local_material": ("uses_local_material",),
    "managed_by_community": ("managed_by_community",),
    "benefits_community": ("benefits_community",),
    "has_business_plan": ("has_business_plan",),
    "keeps_accounts": ("keeps_accounts",),
    "logistics": ("logistics",),
    "without_registration_number": ("without_registration_number",),
    "without_projects": ("without_projects",),
    "without_stars": ("without_stars",),
    "without_state_support": ("without_state_support",),
}

# Repeating parts, and by which columns two rows of them say the same: the one kept has it already.
PARTS: Mapping[str, tuple[str, ...]] = {
    "projects": ("programme_id", "year"),
    "fundings": (),
    "star_results": ("year", "product_name"),
    "state_supports": (),
    "sales_channels": (),
    "transports": ("mode_id",),
    "memberships": ("list_id", "year"),
}


@transaction.atomic
def merge(
    kept: Producer, gone: Producer, *, choices: Mapping[str, str], reason: str, by: User
) -> Producer:
    """Merge `gone` into `kept`. `choices`: by name of CHOICES, "gone" to take over its value; the
    others keep theirs, but what the record kept leaves blank is filled from the other.

    Refused: the same record twice, one cancelled, moving, being cancelled or waiting for its province;
    an address of another district; open months in which both have figures.
    """
    if kept.pk == gone.pk:
        raise StepRefused("เลือกระเบียนเดียวกันสองครั้ง")
    reason = reason_given(reason, MERGE)
    locked = (
        Producer.objects.visible_to(by)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .in_bulk([kept.pk, gone.pk])
    )
    if len(locked) != 2:
        raise Producer.DoesNotExist
    kept, gone = locked[kept.pk], locked[gone.pk]
    for producer in (kept, gone):
        _refuse_if_under_way(producer)
    taken = {name for name, side in choices.items() if side == "gone"}
    if "address" in taken and kept.district_id != gone.district_id:
        raise StepRefused("ที่อยู่ของอีกระเบียนอยู่คนละอำเภอ ใช้ที่อยู่เดิม หรือย้ายก่อนแล้วจึงรวม")
    with acting(by, label="รวมระเบียนซ้ำ"):
        _take_over_values(kept, gone, taken)
        _hang_parts(kept, gone)
        Relocation.objects.filter(producer=gone).update(producer=kept)
        producers_merged.send(sender=Producer, kept=kept, gone=gone, by=by)
        workflow.cancel_merged(gone, by=by, reason=f"รวมกับ {kept.code}: {reason}")
        Producer.objects.filter(pk=gone.pk).update(merged_into=kept)
    return kept


def differences(first: Producer, second: Producer) -> list[str]:
    """Names of CHOICES in which two records differ."""
    return [
        name
        for name, columns in CHOICES.items()
        if any(getattr(first, column) != getattr(second, column) for column in columns)
    ]


def _refuse_if_under_way(producer: Producer) -> None:
    if producer.status == Status.CANCELLED:
        raise StepRefused(f"“{producer}” ยกเลิกแล้ว")
    if producer.status == Status.SUBMITTED:
        raise StepRefused(f"“{producer}” รอจังหวัดตรวจอยู่ รวมได้เมื่อจังหวัดรับรองหรือส่งกลับแล้ว")
    if Relocation.objects.filter(producer=producer, status=Relocation.Status.RELEASED).exists():
        raise StepRefused(f"“{producer}” กำลังย้าย รวมได้เมื่อย้ายเสร็จหรือเพิกถอนแล้ว")
    if Closure.objects.of(producer).filter(status__in=Closure.UNDER_WAY).exists():
        raise StepRefused(f"“{producer}” กำลังขอยกเลิก เพิกถอนการยกเลิกก่อน")


def _take_over_values(kept: Producer, gone: Producer, taken: set[str]) -> None:
    for name, columns in CHOICES.items():
        blank = all(getattr(kept, column) in (None, "") for column in columns)
        if name in taken or (blank and name != "address"):
            for column in columns:
                setattr(kept, column, getattr(gone, column))
    if gone.registered_on and (not kept.registered_on or gone.registered_on < kept.registered_on):
        kept.registered_on = gone.registered_on
    kept.save()


def _hang_parts(kept: Producer, gone: Producer) -> None:
    """Hang the other's rows on the record kept; one it has already says nothing new and goes."""
    for name, same in PARTS.items():
        rows = getattr(gone, name)
        if same:
            there = set(getattr(kept, name).values_list(*same))
            double = [row.pk for row in rows.all() if tuple(getattr(row, c) for c in same) in there]
            rows.filter(pk__in=double).delete()
        rows.update(producer=kept)
