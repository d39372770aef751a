"""Taking a proposed mend, or refusing it for good: one record, one proposal, one transaction.

What is taken is written as the district's own edit is: through its door, under lock, by the rules of the
record and with its history, which says that it was a proposal and what that was taken from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.areas.scope import Role
from core.history.acting import acting
from core.steps import StepRefused, StepRule, Workflow, is_for, may, reread
from core.users.models import User
from quality.checking import faulty, with_faults
from quality.mends.proposal import Mend
from quality.models import MendAnswer
from quality.rules import Rule
from quality.severity import blocking_codes
from registration.record_state import closed_because

ANSWER = StepRule(
    "answer_mend",
    frozenset(),
    None,
    frozenset({Role.DISTRICT, Role.PROVINCE}),
    workflow=Workflow(not_yours="ข้อเสนอแก้ไขตอบโดยอำเภอหรือจังหวัด"),
)
GONE = "“{}”: ข้อมูลเปลี่ยนไปหลังจากที่เปิดหน้านี้ ไม่มีข้อเสนอนี้แล้ว"


def may_answer(rule: Rule, user: User) -> bool:
    """Whether a page should offer it."""
    return rule.mends is not None and is_for(ANSWER, user) and rule.register.may_change(user)


@dataclass
class Proposed:
    """Of one record: the mends that wait for an answer, with their digests, and who refused others."""

    open: list[tuple[str, Mend]] = field(default_factory=list)
    refused: list[MendAnswer] = field(default_factory=list)


def proposed(rule: Rule, records: Sequence[Any]) -> Mapping[int, Proposed]:
    """By the records' keys; `records` are of `with_faults`, at fault and opened by the caller. The
    answers are one query, whatever the number of records."""
    found: dict[int, Proposed] = {}
    if rule.mends is None or not records:
        return found
    made = [(mend.digest(rule.code), mend) for mend in rule.mends(records)]
    keys = list({mend.record.pk for _, mend in made})
    answers = MendAnswer.objects.of_records(rule.code, keys).select_related("by") if keys else []
    answered = {(one.record_id, one.digest): one for one in answers}
    for digest, mend in made:
        of_record = found.setdefault(mend.record.pk, Proposed())
        answer = answered.get((mend.record.pk, digest))
        if answer is None:
            of_record.open.append((digest, mend))
        elif not answer.is_taken:
            of_record.refused.append(answer)
    return found


@transaction.atomic
def take(rule: Rule, key: int, digest: str, *, by: User) -> Mend:
    """Writes what was proposed. Refused to others than the district and the province of the record,
    where its form is closed to them, where the values or their source are others by now, and where the
    record's own rules do. DoesNotExist out of the person's area."""
    mend = _asked(rule, key, digest, by=by)
    record = mend.record
    for change in mend.changes:
        setattr(record, change.column, change.value)
    _refuse_what_its_rules_do(mend)
    with acting(by, label=f"ข้อเสนอ {rule.code}: {mend.source}"):
        record.save()
    _keep(rule, record, digest, by, is_taken=True)
    return mend


@transaction.atomic
def refuse(rule: Rule, key: int, digest: str, *, by: User) -> Mend:
    """The record stays as it is, and this is not proposed again."""
    mend = _asked(rule, key, digest, by=by)
    _keep(rule, mend.record, digest, by, is_taken=False)
    return mend


def _asked(rule: Rule, key: int, digest: str, *, by: User) -> Mend:
    """The proposal as it is made now, of the locked record."""
    may(by, ANSWER)
    records = rule.register.visible_to(by)
    found = reread(records.order_by(), records.model(pk=key))
    if closed := closed_because(by, found):
        raise StepRefused(f"“{found}” {closed}")
    at_fault = faulty(rule, records.filter(pk=key).order_by(), blocking_codes())
    rows = list(with_faults(rule, at_fault).select_related(*rule.register.related))
    of_record = proposed(rule, rows).get(key, Proposed())
    mends = dict(of_record.open)
    if digest not in mends:
        raise StepRefused(GONE.format(found))
    return mends[digest]


def _refuse_what_its_rules_do(mend: Mend) -> None:
    """As the form: the fields that change, the record's own checks, what must be unique, what the
    database holds it to."""
    record, columns = mend.record, {one.removesuffix("_id") for one in mend.columns}
    others = {one.name for one in record._meta.fields} - columns
    try:
        record.clean_fields(exclude=others)
        record.clean()
        record.validate_unique()
        record.validate_constraints()
    except ValidationError as error:
        raise StepRefused(f"“{record}”: {' '.join(error.messages)}") from error


def _keep(rule: Rule, record: Any, digest: str, by: User, *, is_taken: bool) -> None:
    district = record.home_district()
    MendAnswer.objects.create(
        code=rule.code,
        record_id=record.pk,
        digest=digest,
        is_taken=is_taken,
        district=district,
        by=by,
    )
