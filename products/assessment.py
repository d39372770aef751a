"""Assessing a product (DOMAIN.md 3): the one place that writes assessments and Product.quadrant."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from core.areas.scope import Role
from core.steps import StepRefused, StepRule, Workflow, longest_in, reason_given, reread
from core.thai import calendar
from core.users.models import User
from products.models import Assessment, Product, QuadrantScheme
from products.quadrant import assess
from registration.models import Status

DECIDE_OTHERWISE = StepRule(
    "decide_otherwise",
    frozenset(),
    None,
    frozenset({Role.DISTRICT, Role.PROVINCE}),
    needs_reason=True,
    longest=longest_in(Assessment),
    workflow=Workflow(no_reason="กลุ่มต่างจากผลตามเกณฑ์ ใส่เหตุผลด้วย"),
)


@transaction.atomic
def assess_product(
    product: Product,
    *,
    scheme: QuadrantScheme,
    answers: Mapping[str, str],
    by: User,
    decided: str | None = None,
    reason: str = "",
    assessed_on: date | None = None,
) -> Assessment:
    """Record an assessment; the product then stands where its latest one puts it.

    `decided` is a result other than the proposed one ("" for no group); it needs a reason. The latest
    is the one of the latest day: one entered after the fact does not undo a newer one.

    Raises StepRefused for a cancelled product, a scheme no longer in force, a day to come,
    or another result without a reason; NotAnsweredError (products.quadrant) for an open question;
    Product.DoesNotExist out of area.
    """
    product = reread(Product.objects.visible_to(by), product)
    day = assessed_on or calendar.today()
    if product.status == Status.CANCELLED:
        raise StepRefused("ผลิตภัณฑ์นี้ยกเลิกแล้ว ประเมินไม่ได้")
    if day > calendar.today():
        raise StepRefused("วันที่ประเมินยังมาไม่ถึง ตรวจอีกครั้ง", field="assessed_on")
    if scheme != QuadrantScheme.objects.in_force():
        raise StepRefused("กรมเปลี่ยนเกณฑ์แล้ว ตรวจคำตอบตามเกณฑ์ใหม่แล้วบันทึกอีกครั้ง")

    rules = scheme.scheme
    computed = assess(rules, answers) or ""
    proposed = computed or scheme.default_result
    result = proposed if decided is None else decided
    reason = reason_given(reason, DECIDE_OTHERWISE) if result != proposed else ""
    assessment = Assessment.objects.create(
        product=product,
        scheme=scheme,
        answers={aspect.key: answers[aspect.key] for aspect in rules.aspects},
        computed=computed,
        proposed=proposed,
        result=result,
        reason=reason,
        assessed_on=day,
        at=timezone.now(),
        by=by,
    )
    stand_by_latest(product)
    return assessment


def stand_by_latest(product: Product) -> None:
    """Set the product's Quadrant from its latest assessment; also used after a merge."""
    latest = product.assessments.latest_first().first()
    if latest is not None and product.quadrant != latest.result:
        product.quadrant = latest.result
        product.save(update_fields=["quadrant", "updated_at"])
