"""Faults that the checks find in the demo province, a yearly question, a campaign under way.

Made after the registry, by plain updates; then the records are said to stand as they were certified, so
that the province's queue of later corrections is the same with and without them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db.models import F, Q

from chuanchim.models import Criterion, CriterionAnswer, Item, Outlet
from core.thai import calendar
from demo.accounts import DEMO_DISTRICT, DEMO_PROVINCE, Officers
from producers.models import OperationAnswer, OperationSweep, Producer
from products.models import HeldStandard, Price, Product, Standard
from quality import campaigns, counting

Kind = Producer.Kind
# {nine}: the number without its zero, as a sheet of figures keeps it; {ten}: whole.
WRONG_PHONES = (
    "{nine}", "", "081000000", "{ten} คุณสมมติ", "0385100000", "-", "", "08100", "{nine}",
    "{ten}, 0810000999",
)  # fmt: skip
# Filed as food; each with the category it is of.
MISFILED = {
    "กระเป๋าสานกระจูดทรงกลม": "utensil",
    "สบู่สมุนไพรขมิ้น": "herb",
    "ตะกร้าสานผักตบชวา": "utensil",
}
JURISTIC, WRONG_TAX_ID = "0245599999996", "0245599999997"  # nobody's: of the year 2599
CAMPAIGN_CODES = ("P03", "P04", "P05", "P10", "D02", "D06", "D07")
CAMPAIGN_DAYS = 21


@dataclass(frozen=True)
class Spoilt:
    """A record that was spoilt for a check, and what stands there rightly."""

    code: str
    pk: int
    was: dict[str, str]


def make_faults(as_of: date, now: datetime, officers: Officers) -> list[Spoilt]:
    """Returns what was spoilt whose right values are known; some telephones are mended again."""
    rng = Random("faults of the demo")  # noqa: S311  (made-up data, meant to repeat)
    producers = _shuffled(rng, Producer.objects.filter(district__province=DEMO_PROVINCE))
    products = _shuffled(rng, Product.objects.filter(producer__district__province=DEMO_PROVINCE))
    phones, spoilt = _spoil_producers(producers)
    _fill_products(products)
    spoilt += _spoil_products(products)
    _spoil_outlets()
    _ask_who_operates(as_of, now, officers, rng)
    for model in (Producer, Product, Outlet):
        _as_certified(model)
    campaign = campaigns.open_campaign(
        title=f"แก้ไขข้อมูลทะเบียนประจำปีงบประมาณ {calendar.fiscal_year(as_of)}",
        codes=CAMPAIGN_CODES,
        due_on=calendar.today() + timedelta(days=CAMPAIGN_DAYS),
        by=officers.department,
    )
    for number, producer in enumerate(phones):
        if number % 3:
            Producer.objects.filter(pk=producer.pk).update(phone=producer.phone)
    without = Product.objects.filter(pk__in=[one.pk for one in products[:600]], prices=None)
    Price.objects.bulk_create(
        Price(product=one, detail="ต่อชิ้น", retail=one.price) for one in without if one.price
    )
    for model in (Producer, Product):
        _as_certified(model)
    counting.refresh(max(now, campaign.opened_at))
    return spoilt


def _shuffled(rng: Random, records) -> list:
    """Each record once, at random, those of the district that signs in first."""
    found = list(records.registered().select_related(records.district_path).order_by("pk"))
    rng.shuffle(found)
    return sorted(found, key=lambda one: one.home_district().pk != DEMO_DISTRICT)


def _taker(records: Sequence) -> Iterator:
    """One record after another: from the front (the first district) and the middle, in turn."""
    middle = len(records) // 2
    for one, other in zip(records[:middle], records[middle:], strict=False):
        yield one
        yield other


def _spoil_producers(producers: Sequence[Producer]) -> tuple[list[Producer], list[Spoilt]]:
    """Returns those whose telephone was spoilt, as they were; and of all spoilt what was right."""
    known: list[Spoilt] = []

    def spoil(
        code: str,
        kind: str,
        *,
        count: int = 1,
        by: Callable[[Producer], dict] | None = None,
        **values,
    ) -> Producer:
        for _ in range(count):
            one = next(taking[kind])
            changed = by(one) if by else values
            was = {name: _text(getattr(one, name)) for name in changed}
            Producer.objects.filter(pk=one.pk).update(**changed)
            known.append(Spoilt(code, one.pk, was))
        return one

    by_kind = {kind: [one for one in producers if one.kind == kind] for kind in Kind.values}
    taking = {kind: _taker(found) for kind, found in by_kind.items()}
    spoil("P01", Kind.INDIVIDUAL, count=2, tax_id=JURISTIC)
    spoil("P02", Kind.GROUP, name="ทดสอบ")
    spoil("P02", Kind.GROUP, by=lambda one: {"name": f"{one.name} โทร. 08-1000-0005"})
    spoil("P02", Kind.INDIVIDUAL, name="BAAN SUAN CRAFT")
    spoil("P03", Kind.SME, count=2, tax_id=WRONG_TAX_ID)
    spoil("P05", Kind.GROUP, count=4, house_number="")
    spoil("P05", Kind.INDIVIDUAL, count=3, postal_code="10110")
    spoil("P05", Kind.GROUP, count=2, subdistrict_id=None)
    spoil("P07", Kind.SME, name="บริษัท สมมติเทรดดิ้ง (ประเทศไทย) จำกัด")
    spoil("P08", Kind.INDIVIDUAL, name="โต๊ะจีนแม่สมมติ")
    spoil("P05", Kind.INDIVIDUAL, count=2, by=_village_in_house_number)
    phones = [spoil("P04", Kind.GROUP, by=_wrong_phone(wrong)) for wrong in WRONG_PHONES * 2]
    return phones, known


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _wrong_phone(wrong: str) -> Callable[[Producer], dict]:
    """The number spelt as WRONG_PHONES has it."""

    def spelt(producer: Producer) -> dict:
        nine = producer.phone.removeprefix("+66")
        return {"phone": wrong.format(nine=nine, ten=f"0{nine}")}

    return spelt


def _village_in_house_number(producer: Producer) -> dict:
    house = f"{producer.house_number} หมู่ {producer.village_number}"
    return {"house_number": house, "village_number": ""}


def _fill_products(products: Sequence[Product]) -> None:
    """Most have their capacity and prices, some a standard; the others are the worklists."""
    with_capacity = [one.pk for number, one in enumerate(products) if number % 8]
    Product.objects.filter(pk__in=with_capacity).update(
        capacity_per_month=F("pk") % 40 * 20 + 60, capacity_unit="ชิ้น"
    )
    Price.objects.bulk_create(
        Price(product=one, detail="ต่อชิ้น", retail=one.price)
        for number, one in enumerate(products)
        if number % 5 and one.price
    )
    standard = Standard.objects.get(name="มผช.")
    held = [one for one in products if one.quadrant in ("A", "B", "C")][:90]
    held += [one for one in products if one.quadrant == Product.Quadrant.D][:7]  # D03
    HeldStandard.objects.bulk_create(
        HeldStandard(
            product=one,
            standard=standard,
            number="" if number % 9 == 0 else f"สมมติ {number + 101}/2564",
            issued_on=date(2021, 1 + number % 12, 15),
            expires_on=_end_of(number),
        )
        for number, one in enumerate(held)
    )


def _end_of(number: int) -> date | None:
    """Of most papers none is known; some ran out long ago, some are to be renewed in the next months."""
    if number % 11 == 0:
        return date(2024, 1 + number % 12, 14)
    if number % 7 == 3:
        return calendar.today() + timedelta(days=5 + number)
    return None


def _spoil_products(products: Sequence[Product]) -> list[Spoilt]:
    food = _taker([one for one in products if one.category == "food"])
    known = []
    for name, category in MISFILED.items():
        product = next(food)
        Product.objects.filter(pk=product.pk).update(name=name)
        known.append(Spoilt("D02", product.pk, {"category": category}))
    for name in ("-", "ทดสอบ", "อาหาร"):  # D01
        Product.objects.filter(pk=next(food).pk).update(name=name)
    for _ in range(5):  # D07
        Product.objects.filter(pk=next(food).pk).update(production=Product.Production.ENDED)
    return known


def _spoil_outlets() -> None:
    """C01 and C02 in a few; the checklist filled in most, met by nearly all of them (C04)."""
    outlets = _shuffled(
        Random("outlets"),  # noqa: S311
        Outlet.objects.filter(district__province=DEMO_PROVINCE),
    )
    Outlet.objects.filter(pk=outlets[0].pk).update(name="ร้านค้า")
    Item.objects.bulk_create(Item(outlet=one, name="-") for one in outlets[1:3])
    criteria = list(Criterion.objects.filter(is_active=True))
    CriterionAnswer.objects.bulk_create(
        CriterionAnswer(outlet=outlet, criterion=criterion, is_met=bool(number or place != 2))
        for place, outlet in enumerate(outlets[1:-3])
        for number, criterion in enumerate(criteria)
    )


def _ask_who_operates(as_of: date, now: datetime, officers: Officers, rng: Random) -> None:
    """P06: seven of ten have answered, one in forty is gone."""
    sweep = OperationSweep.objects.create(
        title=f"สำรวจประจำปีงบประมาณ {calendar.fiscal_year(as_of)}",
        asked_from=calendar.fiscal_year_months(calendar.fiscal_year(as_of))[0],
        opened_by=officers.department,
    )
    asked = Producer.objects.registered().filter(
        Q(registered_on__lt=sweep.asked_from), district__province=DEMO_PROVINCE
    )
    OperationAnswer.objects.bulk_create(
        OperationAnswer(
            producer=producer,
            sweep=sweep,
            found="gone" if rng.random() < 0.025 else "operating",
            at=now - timedelta(days=rng.randrange(1, 12)),
            by=officers.entering[producer.district_id][0],
        )
        for producer in asked.order_by("pk")
        if rng.random() < 0.7
    )


def _as_certified(model) -> None:
    """Said again to stand as it was certified, where only this file changed it."""
    changed = model.objects.registered().filter(content_changed_at__gt=F("certified_at"))
    changed.update(content_changed_at=F("certified_at"), version=1)
