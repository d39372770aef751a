"""One way of taking a step; every workflow of the portal stands on this.

    rule = STEPS[Name.RETURN]  # StepRule(Name.RETURN, {SUBMITTED}, RETURNED, {Role.PROVINCE}, ...)
    reason = reason_given(reason, rule)
    found = locked(Record.objects.visible_to(by), record, rule, by, seen_version=seen_version)
    log(RecordStep, rule.name, by=by, record=found, reason=reason)
    found.status = rule.target

Whoever may not, comes too late or gives no reason is refused: StepRefused, with a Thai sentence. Out of
area is the model's DoesNotExist. The step is one transaction, so nothing is then half done. That a
form sent twice is done once is core.sending's.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.utils import timezone

from core.areas.scope import Role
from core.fields import column_of
from core.history.trail import StepLine
from core.thai.forms import ThaiTextField
from core.thai.identifiers import PERSONS_NUMBER_HERE, persons_numbers
from core.thai.texts import clean_text
from core.users.models import User

# Half a page of A4: nobody who explains a step needs more, and no page breaks under it. A column made
# narrower keeps its own width (longest_in).
LONGEST_REASON = 1000


class StepRefused(Exception):
    """A step that cannot be taken now; the message says why, in Thai, and what to do.

    `row_ids`: which rows to look at; `field`: which field of the form it is about.
    """

    def __init__(
        self, message: str, row_ids: Iterable[int] = (), *, field: str | None = None
    ) -> None:
        super().__init__(message)
        self.row_ids = frozenset(row_ids)
        self.field = field

    def add_to(self, form: forms.Form) -> None:
        """Say it at its field, or above the form where that has no such field."""
        form.add_error(self.field if self.field in form.fields else None, str(self))


# --- The rule -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Workflow:
    """Where the records of a workflow keep their status and version, and what it says to refuse a step.

    The sentences are templates of str.format: {step} is what the step is called, {whose} who takes it,
    {it} the record, {status} where it stands.
    """

    status_field: str = "status"
    version_field: str = "version"
    not_yours: str = "ขั้น “{step}” เป็นหน้าที่ของ{whose}"
    not_certifying: str = "ขั้น “{step}” เป็นสิทธิของพัฒนาการอำเภอ"
    no_reason: str = "ระบุเหตุผลของการ{step}"
    elsewhere: str = "“{it}”: {step}ไม่ได้ เพราะขณะนี้{status}"
    overtaken: str = "“{it}”: ข้อมูลเปลี่ยนไปหลังจากที่เปิดหน้านี้ ตรวจอีกครั้งแล้วทำใหม่"


@dataclass(frozen=True)
class StepRule:
    """One line of a table of steps: from where, to where (None: stays, or see the step), by whom.

    `certifies`: of a district only who may certify; `called`: in sentences, where that is not the
    name's label; `longest`: of its reason, in letters.
    """

    name: Any  # a choice of the trail's Name, whose label the step is called by, or a word
    sources: Collection[str]
    target: Any  # of the record's TextChoices
    roles: frozenset[Role]
    certifies: bool = False
    needs_reason: bool = False
    called: str = ""
    whose: str = ""
    longest: int = LONGEST_REASON
    workflow: Workflow = Workflow()

    @property
    def reached(self) -> str:
        """The target, of a step that has one."""
        assert self.target is not None
        return self.target

    def say(self, sentence: str, **words: object) -> str:
        """A sentence of the workflow about this step."""
        whose = self.whose or "และ".join(role.label for role in Role if role in self.roles)
        step = self.called or getattr(self.name, "label", self.name)
        return sentence.format(step=step, whose=whose, **words)


def is_for(rule: StepRule, user: User) -> bool:
    """Whether the step is one of this person's role, wherever a record stands: what lets them post it
    to a page, and what offers it where there is no record yet."""
    return user.is_active and user.role in rule.roles


def offers(rule: StepRule, record: models.Model, user: User) -> bool:
    """Whether a page should offer this step of a visible record; the step itself asks again."""
    return (
        is_for(rule, user)
        and not _lacks_certifying(user, rule)
        and getattr(record, rule.workflow.status_field) in rule.sources
    )


def may(by: User, rule: StepRule) -> None:
    """Refused for another role and for an account out of use."""
    if not is_for(rule, by):
        raise StepRefused(rule.say(rule.workflow.not_yours))
    if _lacks_certifying(by, rule):
        raise StepRefused(rule.say(rule.workflow.not_certifying))


def _lacks_certifying(user: User, rule: StepRule) -> bool:
    """Only a district's officers have, or lack, the right to certify."""
    return rule.certifies and user.of_district and not user.may_certify


# --- The reason -----------------------------------------------------------------------------------


def longest_in(model: type[models.Model], column: str = "reason") -> int:
    """How long a reason may be that this column keeps."""
    return min(LONGEST_REASON, column_of(model, column).max_length or LONGEST_REASON)


def reason_given(reason: str, rule: StepRule) -> str:
    """The reason without NUL, control letters and the spaces around it; one that the rule needs and
    that is missing is refused, and so is one that is too long or holds a national id."""
    reason = clean_text(reason)
    if rule.needs_reason and not reason:
        raise StepRefused(rule.say(rule.workflow.no_reason), field="reason")
    if len(reason) > rule.longest:
        raise StepRefused(
            f"เหตุผลยาว {len(reason):,} ตัวอักษร กรอกได้ไม่เกิน {rule.longest:,}", field="reason"
        )
    if persons_numbers(reason):
        raise StepRefused(PERSONS_NUMBER_HERE, field="reason")
    return reason


def reason_field(
    label: str = "เหตุผล",
    *,
    longest: int = LONGEST_REASON,
    shortest: int | None = None,
    rows: int = 0,
    required: bool = True,
    missing: str = "",
    too_short: str = "",
    too_long: str = "",
) -> forms.CharField:
    """The field of a reason: `rows` of a larger box, or one line; what is said where Django's own
    sentence will not do."""
    said = {"required": missing, "min_length": too_short, "max_length": too_long}
    return ThaiTextField(
        label=label,
        min_length=shortest,
        max_length=longest,
        required=required,
        widget=forms.Textarea({"rows": rows}) if rows else None,
        error_messages={code: sentence for code, sentence in said.items() if sentence},
    )


class ReasonForm(forms.Form):
    """The reason a step asks for; a form with another label or more fields derives from this one."""

    reason = reason_field()


# --- The record -----------------------------------------------------------------------------------

Record = TypeVar("Record", bound=models.Model)


def reread(door: models.QuerySet[Any], record: Record) -> Record:
    """`record` as it is now, locked until the transaction ends. `door` holds what this person sees
    (`visible_to(by)`): what is not among it raises DoesNotExist."""
    found: Record = door.select_for_update(of=("self",), no_key=True).get(pk=record.pk)
    return found


def stands(found: models.Model, rule: StepRule, seen_version: int | None = None) -> None:
    """Refused where the record stands elsewhere by now, or changed since version `seen_version` was
    shown; None is not asked."""
    workflow = rule.workflow
    if getattr(found, workflow.status_field) not in rule.sources:
        status = getattr(found, f"get_{workflow.status_field}_display")()
        raise StepRefused(rule.say(workflow.elsewhere, it=found, status=status))
    if seen_version is not None and getattr(found, workflow.version_field) != seen_version:
        raise StepRefused(rule.say(workflow.overtaken, it=found))


def locked(
    door: models.QuerySet[Any],
    record: Record,
    rule: StepRule,
    by: User,
    *,
    seen_version: int | None = None,
) -> Record:
    """`record`, re-read under lock through `door`, of which this person may take the step now."""
    may(by, rule)
    found = reread(door, record)
    stands(found, rule, seen_version)
    return found


# --- The trail ------------------------------------------------------------------------------------


Line = TypeVar("Line", bound=StepLine)


def log(trail: type[Line], name: str, *, by: User, at: datetime | None = None, **said: Any) -> Line:
    """Write a line of `trail`; `at` is now unless the step has its own moment. `told`, what the portal
    says of the step itself, is cut where its column ends."""
    if "told" in said:
        said["told"] = said["told"][: column_of(trail, "told").max_length]
    return trail._default_manager.create(name=name, by=by, at=at or timezone.now(), **said)
