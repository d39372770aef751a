"""Assessing a product (DOMAIN.md 3): the one place that writes assessments, Product.quadrant and
Product.mark.

The Quadrant and the OTOP mark are assessed alike, each by its own scheme. Where the mark's has no rules
its result is chosen by hand, with a reason. A sheet brings marks as they were given elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone

from core.areas.scope import Role
from core.steps import StepRefused, StepRule, Workflow, longest_in, reason_given, reread
from core.thai import calendar
from core.users.models import User
from products.models import Assessment, Product, QuadrantScheme, SchemeKind
from products.quadrant import assess
from registration.models import Status

DECIDE_OTHERWISE = StepRule(
    "decide_otherwise",
    frozenset(),
    None,
    frozenset({Role.DISTRICT, Role.PROVINCE}),
    needs_reason=True,
    longest=longest_in(Assessment),
    workflow=Workflow(no_reason="กลุ่มต่างจากผลตามเกณฑ์ ระบุเหตุผลด้วย"),
)

CHOOSE_BY_HAND = StepRule(
    "choose_by_hand",
    frozenset(),
    None,
    frozenset({Role.DISTRICT, Role.PROVINCE}),
    needs_reason=True,
    longest=longest_in(Assessment),
    workflow=Workflow(no_reason="เกณฑ์นี้ไม่มีกติกา ผลเลือกเอง ระบุเหตุผลด้วย เช่น ตามประกาศผลของกรม"),
)

FROM_A_SHEET = "นำเข้าจากตารางผลิตภัณฑ์"
FROM_OLD_SYSTEM = "ผลตามระบบเดิม"
AT_ONCE = 2000
MOST_TOLD = 20


@dataclass(frozen=True)
class Certificate:
    """The paper of a mark; what it does not say is blank."""

    number: str = ""
    issued_on: date | None = None
    expires_on: date | None = None

    @property
    def is_blank(self) -> bool:
        return self == Certificate()

    @property
    def runs_backwards(self) -> bool:
        return bool(self.issued_on and self.expires_on and self.expires_on < self.issued_on)


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
    certificate: Certificate | None = None,
) -> Assessment:
    """Record an assessment; the product then stands where its latest one of this kind puts it.

    `decided` is a result other than the proposed one ("" for none); it needs a reason. The latest
    is the one of the latest day: one entered after the fact does not undo a newer one.

    Raises StepRefused for a cancelled product, a scheme no longer in force, a day to come, another
    result without a reason, one the scheme does not have, or a certificate that cannot be;
    NotAnsweredError (products.quadrant) for an open question; Product.DoesNotExist out of area.
    """
    product = reread(Product.objects.visible_to(by), product)
    day = assessed_on or calendar.today()
    if product.status == Status.CANCELLED:
        raise StepRefused("ผลิตภัณฑ์นี้ยกเลิกแล้ว ประเมินไม่ได้")
    if day > calendar.today():
        raise StepRefused("วันที่ประเมินยังมาไม่ถึง ตรวจอีกครั้ง", field="assessed_on")
    if scheme != QuadrantScheme.objects.in_force(kind=scheme.kind):
        raise StepRefused("กรมเปลี่ยนเกณฑ์แล้ว ตรวจคำตอบตามเกณฑ์ใหม่แล้วบันทึกอีกครั้ง")

    if scheme.is_by_hand and decided is None:
        raise StepRefused("เกณฑ์นี้ไม่มีกติกา เลือกผล", field="decided")

    rules = scheme.scheme
    computed = assess(rules, answers) or ""
    proposed = computed or scheme.default_result
    result = proposed if decided is None else decided
    if result and result not in scheme.result_titles:
        raise StepRefused("ผลนี้ไม่มีในเกณฑ์ เลือกใหม่", field="decided")
    if scheme.is_by_hand:
        reason = reason_given(reason, CHOOSE_BY_HAND)
    else:
        reason = reason_given(reason, DECIDE_OTHERWISE) if result != proposed else ""
    certificate = certificate or Certificate()
    _refuse_impossible(certificate, result)
    assessment = Assessment.objects.create(
        product=product,
        scheme=scheme,
        answers={aspect.key: answers[aspect.key] for aspect in rules.aspects},
        computed=computed,
        proposed=proposed,
        result=result,
        reason=reason,
        certificate_number=certificate.number,
        issued_on=certificate.issued_on,
        expires_on=certificate.expires_on,
        assessed_on=day,
        at=timezone.now(),
        by=by,
    )
    stand_by_latest(product)
    return assessment


def _refuse_impossible(certificate: Certificate, result: str) -> None:
    if not result and not certificate.is_blank:
        raise StepRefused(
            "ไม่ได้เครื่องหมายแต่มีเลขที่หรือวันของใบรับรอง ลบออกหรือเลือกผล", field="certificate_number"
        )
    if certificate.runs_backwards:
        raise StepRefused("วันหมดอายุอยู่ก่อนวันที่ออก ตรวจวันทั้งสองอีกครั้ง", field="expires_on")


def stand_by_latest(product: Product) -> None:
    """Set the product's Quadrant and mark from its latest assessments; also used after a merge."""
    made = product.assessments.latest_first()
    quadrant = made.of_kind(SchemeKind.QUADRANT).first()
    mark = made.of_kind(SchemeKind.MARK).first()
    changed = []
    if quadrant is not None and product.quadrant != quadrant.result:
        product.quadrant = quadrant.result
        changed.append("quadrant")
    if product.mark != mark:
        product.mark = mark
        changed.append("mark")
    if changed:
        product.save(update_fields=[*changed, "updated_at"])


@transaction.atomic
def record_marks(
    given: Sequence[tuple[int, str, Certificate]], *, scheme: QuadrantScheme, by: User
) -> None:
    """Marks of many products as a sheet tells them: product's key, result, certificate.

    They were given elsewhere, so no question is answered here, and each counts as of today. The sheet
    was checked and its products are locked (core.tables.loading).
    """
    now, today = timezone.now(), calendar.today()
    for begin in range(0, len(given), AT_ONCE):
        made = Assessment.objects.bulk_create(
            Assessment(
                product_id=product,
                scheme=scheme,
                answers={},
                result=result,
                reason=FROM_A_SHEET,
                certificate_number=certificate.number,
                issued_on=certificate.issued_on,
                expires_on=certificate.expires_on,
                assessed_on=today,
                at=now,
                by=by,
            )
            for product, result, certificate in given[begin : begin + AT_ONCE]
        )
        latest = (
            Assessment.objects.of_kind(SchemeKind.MARK)
            .filter(product=OuterRef("pk"))
            .latest_first()
            .values("pk")[:1]
        )
        products = Product.objects.visible_to(by).filter(pk__in=[one.product_id for one in made])
        products.update(mark=Subquery(latest), updated_at=now)


def stand_by_taken_over(products: Sequence[int]) -> list[str]:
    """After assessments of an old system came in: marks are those of the latest, and so is a Quadrant
    nobody said. One the old system says otherwise stays, and is told: the nation is counted by it."""
    made = Assessment.objects.filter(product=OuterRef("pk")).latest_first()
    mark = made.of_kind(SchemeKind.MARK)
    quadrant = made.of_kind(SchemeKind.QUADRANT)
    of_these = Product.objects.filter(pk__among=products).order_by()
    of_these.filter(Exists(mark)).exclude(mark=Subquery(mark.values("pk")[:1])).update(
        mark=Subquery(mark.values("pk")[:1])
    )
    told = of_these.filter(Exists(quadrant)).annotate(
        assessed=Subquery(quadrant.values("result")[:1])
    )
    told.filter(quadrant="").exclude(assessed="").update(
        quadrant=Subquery(quadrant.values("result")[:1])
    )
    otherwise = told.exclude(quadrant=F("assessed")).order_by("pk").values_list("pk", flat=True)
    if not (found := list(otherwise)):
        return []
    shown = ", ".join(map(str, found[:MOST_TOLD])) + (" …" if len(found) > MOST_TOLD else "")
    return [f"กลุ่มในทะเบียนต่างจากการประเมินล่าสุด {len(found):,} ผลิตภัณฑ์ คงไว้ตามทะเบียน: {shown}"]
