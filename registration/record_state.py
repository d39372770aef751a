"""Where a record stands, for its own page: the badge, what may be done now, what came back, the trail.

`record_state` gives the context of templates/registration/record_state.html.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core.steps import StepRefused, is_for
from core.users.models import User
from registration import workflow
from registration.content import field_labels
from registration.forms import ResolutionForm, SubmitForm
from registration.models import RegisteredRecord, RegistrationStep, Status
from registration.steps import STEPS, Name, may_take

TRAIL_SHOWN = 20


@dataclass(frozen=True)
class Mark:
    """What the province marked when it returned a record."""

    label: str
    note: str


def step_address(record: RegisteredRecord, step: str) -> str:
    meta = record._meta
    return reverse(
        "admin:registration-step", args=[meta.app_label, meta.model_name, record.pk, step]
    )


def review_address(record: RegisteredRecord) -> str:
    meta = record._meta
    return reverse("admin:registration-review", args=[meta.app_label, meta.model_name, record.pk])


def marks_of(step: RegistrationStep, model: type[RegisteredRecord]) -> list[Mark]:
    """The marks of a return with the labels of their fields."""
    labels = field_labels(model)
    return [Mark(labels.get(name, name), note) for name, note in step.marks.items()]


def record_state(
    user: User,
    record: RegisteredRecord,
    *,
    submit_form: SubmitForm | None = None,
    resolution_form: ResolutionForm | None = None,
) -> dict[str, Any]:
    """The context; two queries, one more for the rounds where a submission is possible."""
    trail = list(RegistrationStep.objects.of(record).select_related("by")[:TRAIL_SHOWN])
    context: dict[str, Any] = {
        "record": record,
        "trail": trail,
        "closed_because": closed_because(user, record),
        "review_address": "",
    }
    if record.status == Status.RETURNED:
        returned = next((step for step in trail if step.name == Name.RETURN), None)
        marks = marks_of(returned, type(record)) if returned else []
        context |= {"returned": returned, "marks": marks}
    if may_take(Name.SUBMIT, record, user):
        context["submission"] = _submission(record, submit_form, resolution_form)
    if may_take(Name.TAKE_BACK, record, user):
        context["take_back_address"] = step_address(record, Name.TAKE_BACK)
    if may_take(Name.CERTIFY, record, user) or may_take(Name.ACKNOWLEDGE, record, user):
        context["review_address"] = review_address(record)
    return context


def _submission(
    record: RegisteredRecord, form: SubmitForm | None, resolution: ResolutionForm | None
) -> dict[str, Any]:
    """How it can be submitted today, or why not."""
    obstacles = record.submission_obstacles()
    try:
        entry = workflow.entry_today(record)
    except StepRefused as refusal:
        return {"refusal": str(refusal), "obstacles": obstacles}
    return {
        "address": step_address(record, Name.SUBMIT),
        "entry": entry,
        "obstacles": obstacles,
        "form": (form or SubmitForm()) if entry.is_late else None,
        "resolution": (resolution or ResolutionForm()) if entry.asks_resolution else None,
    }


def closed_because(user: User, record: RegisteredRecord | None) -> str:
    """Why this person cannot change the record now; empty where its standing does not forbid it."""
    return closed_for(user, record.status) if record is not None else ""


def closed_for(user: User, status: str) -> str:
    """The same of a record that is not read whole: by its status."""
    if status == Status.CANCELLED:
        return "ยกเลิกแล้ว แก้ไขไม่ได้"
    if status == Status.SUBMITTED and is_for(STEPS[Name.TAKE_BACK], user):
        return "เสนอจังหวัดแล้ว แก้ไขได้เมื่อจังหวัดส่งกลับ หรือถอนคืนมาแก้ไขเอง"
    return ""
