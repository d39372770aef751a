"""A base that a letter gives, typed or imported: it stands instead of the registry's count, and says so.

The letters print a base of each district, which the registry does not always count to. What the letter
says is the base the percentage is taken of; the products that are surveyed stay those of the registry.
Only while the round is open; the department for any district, a province for its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core.steps import StepRefused, log, longest_in, may
from core.users.models import User
from online_market.ceilings import ceiling_of
from online_market.models import DistrictTarget, MarketRound, MarketStep
from online_market.steps import ROUND_STEPS, Name, locked_round

LONGEST_LETTER = longest_in(DistrictTarget, "letter")


@dataclass(frozen=True)
class LetterBase:
    """What a letter says of a district; both counts None: the registry's own again. `version` is that
    of the row that was shown."""

    district: str
    producers: int | None
    products: int | None
    letter: str
    version: int

    @property
    def of_registry(self) -> bool:
        return self.producers is None and self.products is None


@transaction.atomic
def set_bases(round: MarketRound, bases: Iterable[LetterBase], *, by: User) -> list[DistrictTarget]:
    """Write these bases, all or none, and compute their targets anew; a target set by hand stays.

    Refused: a count without the other or without its letter, no change, a base below the target set by
    hand, a version that is not the one shown, a district outside the own area.
    """
    rule = ROUND_STEPS[Name.LETTER_BASE]
    may(by, rule)
    locked = locked_round(round, rule, by)
    wanted = {one.district: one for one in bases}
    targets = list(
        DistrictTarget.objects.visible_to(by)
        .filter(round=locked, district__in=wanted)
        .select_related("district__province")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    if len(targets) != len(wanted):
        raise StepRefused("เลือกได้เฉพาะอำเภอในพื้นที่ของท่าน")
    now = timezone.now()
    for target in targets:
        said = wanted[target.district_id]
        if target.version != said.version:
            raise StepRefused(rule.workflow.overtaken)
        before = target.base_products
        _write(target, said, by, now)
        target.computed = ceiling_of(locked.percentage, products := _products(target))
        if target.override is not None and target.override > products:
            raise StepRefused(
                f"{target.district.titled_name}: เป้าหมายที่ปรับไว้ {target.override:,} "
                f"เกินฐาน {products:,} ปรับเป้าหมายก่อน",
                field="products",
            )
        target.version += 1
        target.save()
        told = f"{target.district.titled_name} ผลิตภัณฑ์ฐาน {before:,} > {products:,}"
        told += f" ตามหนังสือ {said.letter}" if target.letter else " ตามทะเบียน"
        log(MarketStep, rule.name, by=by, round=locked, district=target.district, told=told)
    return targets


def _products(target: DistrictTarget) -> int:
    """The base as it will be once the row is saved."""
    return target.products if target.letter_products is None else target.letter_products


def _write(target: DistrictTarget, said: LetterBase, by: User, now) -> None:
    name = target.district.titled_name
    letter = " ".join(said.letter.split())
    if said.of_registry:
        if not target.letter:
            raise StepRefused(f"{name}: ใช้ฐานตามทะเบียนอยู่แล้ว", field="products")
        target.letter, target.letter_producers, target.letter_products = "", None, None
        target.letter_by = target.letter_at = None
        return
    if said.producers is None or said.products is None:
        raise StepRefused(f"{name}: กรอกทั้งจำนวนผู้ประกอบการและจำนวนผลิตภัณฑ์", field="products")
    if not letter or len(letter) > LONGEST_LETTER:
        raise StepRefused(f"{name}: ระบุเลขที่หนังสือ ไม่เกิน {LONGEST_LETTER} ตัวอักษร", field="letter")
    now_there = (target.letter, target.letter_producers, target.letter_products)
    if now_there == (letter, said.producers, said.products):
        raise StepRefused(f"{name}: ฐานเหมือนเดิม ไม่มีข้อมูลใดเปลี่ยน", field="products")
    target.letter = letter
    target.letter_producers, target.letter_products = said.producers, said.products
    target.letter_by, target.letter_at = by, now
