"""The only place that assigns a record's standing (DOMAIN.md 5, 6)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.registration.models import RegisteredRecord, Status
from core.registration.signals import record_cancelled, record_restored


@transaction.atomic
def cancel(
    record: RegisteredRecord, *, by: User, reason: str, at: datetime | None = None
) -> RegisteredRecord:
    at = at or timezone.now()
    record.status, record.cancelled_at = Status.CANCELLED, at
    record.save()
    record_cancelled.send(sender=type(record), record=record, by=by, reason=reason, at=at)
    return record


@transaction.atomic
def restore(record: RegisteredRecord, *, by: User, reason: str) -> RegisteredRecord:
    cancelled_at = record.cancelled_at
    record.status = (
        Status.ANNOUNCED
        if record.announced_at
        else Status.CERTIFIED
        if record.certified_at
        else Status.DRAFT
    )
    record.cancelled_at = None
    record.save()
    record_restored.send(
        sender=type(record), record=record, by=by, reason=reason, cancelled_at=cancelled_at
    )
    return record
