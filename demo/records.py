"""What the made-up records say beyond their lists: the twelve sections of a producer, mostly filled.

Some fields stay empty and some parts have no rows, as in a real registry. Its own random numbers:
the registry and the sales are the same with and without it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db.models import Model

from core.thai.calendar import buddhist_year
from demo import names
from demo.registry import MadeUpProducer
from producers.models import (
    Agency,
    Funding,
    FundingSource,
    Producer,
    Programme,
    ProjectParticipation,
    SalesChannel,
    StarResult,
    StateSupport,
    Transport,
    TransportMode,
)

_LAST_YEAR = 2566
_MATERIALS = {
    "food": ("ผลไม้ในชุมชน", "ปลาน้ำจืด", "ข้าวและแป้ง", "มะม่วง", "ถั่วและงา"),
    "beverage": ("มะพร้าวน้ำหอม", "สมุนไพรสด", "น้ำตาลโตนด", "ผลไม้ตามฤดูกาล"),
    "fabric": ("ฝ้าย", "ไหม", "สีจากเปลือกไม้", "ผ้าฝ้ายสำเร็จ"),
    "utensil": ("ผักตบชวา", "ไม้ไผ่", "กก", "เศษไม้", "ใบยาง"),
    "herb": ("ไพล", "ขมิ้นชัน", "ว่านหางจระเข้", "สมุนไพรแห้ง"),
    "": ("วัตถุดิบในชุมชน",),
}
_SUPPORTS = ("อบรมพัฒนาบรรจุภัณฑ์", "อบรมการตลาดออนไลน์", "สนับสนุนอุปกรณ์การผลิต", "ขอรับรองมาตรฐาน")
_PLACES = ("หน้าร้านของกลุ่ม", "ตลาดนัดชุมชน", "ศูนย์ OTOP จังหวัด", "งาน OTOP ภูมิภาค", "ฝากขายร้านของฝาก")
_COUNTRIES = ("ลาว", "กัมพูชา", "มาเลเซีย", "ญี่ปุ่น", "จีน")


@dataclass(frozen=True)
class ChoiceLists:
    """The department's lists as they stand when the demo is built."""

    agencies: Sequence[Agency]
    programmes: Sequence[Programme]
    sources: Sequence[FundingSource]
    modes: Sequence[TransportMode]

    @classmethod
    def read(cls) -> "ChoiceLists":
        return cls(
            *(
                list(model.objects.order_by("position", "pk"))
                for model in (Agency, Programme, FundingSource, TransportMode)
            )
        )


def fill_in(producers: Sequence[Producer], made: Sequence[MadeUpProducer], province: str) -> None:
    """Fill in what each producer's record of a province says once; nothing is saved."""
    rng = Random(f"records of {province}")  # noqa: S311  (made-up data, meant to repeat)
    for producer, one in zip(producers, made, strict=True):
        _sections(rng, producer, one)


def _sections(rng: Random, producer: Producer, one: MadeUpProducer) -> None:
    known = rng.random() < 0.82  # the others are the worklists of the checks
    registered = buddhist_year(one.registered_on)
    producer.founded_year = registered - rng.randrange(0, 12)
    producer.sells_abroad = rng.random() < 0.06 if known else None
    if producer.sells_abroad:
        producer.export_countries = ", ".join(rng.sample(_COUNTRIES, rng.randrange(1, 3)))
    made_up = names.full_name(rng)
    title, first, last = names.parts_of_person(producer.name) or made_up
    if known or rng.random() < 0.6:
        producer.person_title, producer.person_first_name = title, first
        producer.person_last_name = last
        if rng.random() < 0.9:
            producer.set_national_id(names.national_id(rng))
        age = timedelta(days=rng.randrange(24 * 365, 62 * 365))
        producer.person_born_on = date(2018, 1, 1) - age
    group = one.kind == "group"
    producer.person_position = "ประธานกลุ่ม" if group else "เจ้าของกิจการ"
    if known:
        members = rng.randrange(7, 45) if group else rng.randrange(1, 4)
        labour = max(1, members - rng.randrange(0, 6))
        producer.member_count, producer.labour_count = members, labour
        producer.local_labour_count = max(1, labour - rng.randrange(0, 3))
    materials = _MATERIALS[one.categories[0] if one.categories else ""]
    producer.raw_material = rng.choice(materials)
    producer.uses_local_material = rng.random() < 0.9 if known else None
    producer.managed_by_community = group or None
    producer.benefits_community = True if known else None
    if rng.random() < 0.75:
        producer.has_business_plan = rng.random() < 0.55
        producer.keeps_accounts = rng.random() < 0.7
    if group and rng.random() < 0.6:
        producer.registration_number = (
            f"{producer.district_id[:2]}-{rng.randrange(10**6):06d}/1-{rng.randrange(1000):03d}"
        )


def parts_of(producers: Sequence[Producer], lists: ChoiceLists, province: str) -> list[list[Model]]:
    """The repeating parts of all producers of a province, one list a model."""
    rng = Random(f"parts of {province}")  # noqa: S311  (made-up data, meant to repeat)
    parts: dict[type[Model], list[Model]] = {}
    for producer in producers:
        for part in _parts(rng, producer, lists):
            parts.setdefault(type(part), []).append(part)
    return list(parts.values())


def _parts(rng: Random, producer: Producer, lists: ChoiceLists) -> Iterator[Model]:
    assert producer.registered_on is not None  # the demo gives every producer its day
    first_year = buddhist_year(producer.registered_on)

    def year() -> int:
        return rng.randrange(first_year, max(first_year, _LAST_YEAR) + 1)

    for programme in rng.sample(lists.programmes, rng.choice((0, 1, 1, 2, 3))):
        yield ProjectParticipation(
            producer=producer, programme=programme, year=year(), agency=programme.agency
        )
    for source in rng.sample(lists.sources, rng.choice((0, 1, 1, 2))):
        yield Funding(
            producer=producer, source=source, amount=rng.randrange(5, 200) * 1000, year=year()
        )
    for picked in sorted({year() for _ in range(rng.choice((0, 0, 1, 2)))}):
        yield StarResult(producer=producer, year=picked, stars=rng.choice((2, 3, 3, 4, 4, 5)))
    for agency in rng.sample(lists.agencies, rng.choice((0, 0, 1, 2))):
        yield StateSupport(
            producer=producer, agency=agency, what=rng.choice(_SUPPORTS), year=year()
        )
    for place in rng.sample(_PLACES, rng.choice((0, 1, 1, 2))):
        yield SalesChannel(producer=producer, kind="shop", place=place)
    if rng.random() < 0.35:
        link = f"https://shop.example/{producer.code}"
        yield SalesChannel(producer=producer, kind="online", place="ร้านออนไลน์ของกลุ่ม", link=link)
    for mode in rng.sample(lists.modes, rng.choice((0, 1, 1, 2))):
        yield Transport(producer=producer, mode=mode)
