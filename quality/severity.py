"""Which checks block the province's certification now, and the department's way to change that."""

from django.db import transaction

from core.areas.scope import Role
from core.compiled import CompiledQuery
from core.steps import StepRefused, StepRule, Workflow, longest_in, may, reason_given
from core.users.models import User
from quality.models import SeverityChange
from quality.rules import Rule, all_rules

CHANGE_SEVERITY = StepRule(
    "change_severity",
    frozenset(),
    None,
    frozenset({Role.DEPARTMENT}),
    needs_reason=True,
    longest=longest_in(SeverityChange),
    workflow=Workflow(
        not_yours="การเปลี่ยนระดับของข้อตรวจเป็นหน้าที่ของกรม", no_reason="ระบุเหตุผลของการเปลี่ยน"
    ),
)


def blocking_codes() -> frozenset[str]:
    """The checks that block now, in one query: as the rule says, or as the department said last."""
    said = dict(_SAID.read())
    return frozenset(
        rule.code for rule in all_rules() if rule.can_block and said.get(rule.code, rule.blocks)
    )


_SAID = CompiledQuery(lambda: SeverityChange.objects.in_force().values_list("code", "blocks"))


@transaction.atomic
def change_severity(rule: Rule, *, blocks: bool, reason: str, by: User) -> SeverityChange:
    """The department makes a check block, or only warn.

    Refused for anybody else, without a reason, for a check that is all judgement, and where it stands
    so already. What is certified already is untouched.
    """
    may(by, CHANGE_SEVERITY)
    reason = reason_given(reason, CHANGE_SEVERITY)
    if blocks and not rule.can_block:
        raise StepRefused(f"{rule.code} ต้องใช้ดุลยพินิจ จึงเตือนได้อย่างเดียว")
    if (rule.code in blocking_codes()) == blocks:
        word = "ต้องแก้ก่อนรับรอง" if blocks else "เตือน"
        raise StepRefused(f"{rule.code} เป็น “{word}” อยู่แล้ว")
    return SeverityChange.objects.create(code=rule.code, blocks=blocks, reason=reason, by=by)
