"""The made-up registry of a province, to the published counts: pure, the same at every call."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from demo import names
from demo.figures import Place, ProvinceCounts
from demo.shares import divide

# Believable shares of the producers (per cent) by district, larger and older ones more.
DISTRICT_SHARES = {
    "2401": 17, "2402": 12, "2403": 11, "2404": 9, "2405": 9, "2406": 13,
    "2407": 5, "2408": 9, "2409": 7, "2410": 5, "2411": 3,
}  # fmt: skip

_FIRST_DAY, _OLD_UNTIL, _LAST_DAY = date(2003, 1, 6), date(2019, 9, 13), date(2022, 6, 30)
_KIN = {
    "food": ("beverage", "herb"),
    "beverage": ("food",),
    "fabric": ("utensil",),
    "utensil": ("fabric",),
    "herb": ("food", "utensil"),
}
_PRICES = {
    "food": (20, 350),
    "beverage": (15, 180),
    "fabric": (150, 3500),
    "utensil": (60, 2500),
    "herb": (25, 390),
    "": (20, 400),
}


@dataclass(frozen=True, slots=True)
class MadeUpProduct:
    """A product; price in baht."""

    name: str
    category: str
    quadrant: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class MadeUpProducer:
    """A producer with its products; `code` is the district's and a running number of five."""

    code: str
    name: str
    kind: str
    phone: str
    house_number: str
    village_number: str
    district: str
    place: Place
    registered_on: date
    products: list[MadeUpProduct] = field(default_factory=list)

    @property
    def categories(self) -> list[str]:
        """What it makes, each once, in order of its products; the blank does not count."""
        return [name for name in dict.fromkeys(made.category for made in self.products) if name]


@dataclass(frozen=True, slots=True)
class MadeUpOutlet:
    name: str
    owner: str
    phone: str
    district: str
    place: Place
    items: str


@dataclass(frozen=True, slots=True)
class Registry:
    producers: list[MadeUpProducer]
    outlets: list[MadeUpOutlet]


def made_up_registry(
    counts: ProvinceCounts,
    places: dict[str, list[Place]],
    shares: Mapping[str, int] = DISTRICT_SHARES,
    province: str = "",
) -> Registry:
    """Producers, products and outlets that add up to `counts`; the districts get them by `shares`.

    `province`: the code of one among many, so that each has its own people and telephones.
    """
    seed = f"registry of {province}" if province else 2567
    rng = Random(seed)  # noqa: S311  (made-up data, meant to repeat)
    weights = [shares[district] for district in places]
    producers, mains = _producers(rng, counts, places, weights, province)
    _give_products(rng, counts, producers, mains)
    return Registry(producers, list(_outlets(rng, counts.outlets, places, weights)))


def _deck(rng: Random, counts: dict[str, int]) -> list[str]:
    """Each name as often as it counts, shuffled."""
    cards = [name for name, count in counts.items() for _ in range(count)]
    rng.shuffle(cards)
    return cards


def _producers(
    rng: Random,
    counts: ProvinceCounts,
    places: dict[str, list[Place]],
    shares: Sequence[int],
    province: str,
) -> tuple[list[MadeUpProducer], list[str]]:
    """The producers without products yet, and beside them what each mostly makes."""
    by_kind = {kind: divide(count, shares) for kind, count in counts.kinds.items()}
    made = {name: count for name, count in counts.categories.items() if name}
    total = sum(counts.kinds.values())
    mains = _deck(rng, dict(zip(made, divide(total, list(made.values())), strict=True)))
    producers: list[MadeUpProducer] = []
    taken: set[str] = set()
    for index, district in enumerate(places):
        kinds = _deck(rng, {kind: parts[index] for kind, parts in by_kind.items()})
        days = sorted(_registered_on(rng) for _ in kinds)
        for number, (kind, day) in enumerate(zip(kinds, days, strict=True), 1):
            main = mains[len(producers)]
            name = names.untaken(partial(names.producer, rng, kind, main), taken)
            taken.add(name)
            house = str(rng.randrange(1, 240))
            producers.append(
                MadeUpProducer(
                    code=f"{district}{number:05d}",
                    name=name,
                    kind=kind,
                    phone=_phone(len(producers), province),
                    house_number=f"{house}/{rng.randrange(1, 9)}" if rng.randrange(3) else house,
                    village_number=str(rng.randrange(1, 16)),
                    district=district,
                    place=rng.choice(places[district]),
                    registered_on=day,
                )
            )
    return producers, mains


def _phone(number: int, province: str = "") -> str:
    """A mobile number of the made-up sort, as it is stored: 08 1000 0xxx.

    There are a thousand of them; among the nation's an extension tells them apart.
    """
    extension = f" ต่อ {province}{number // 1000}" if province else ""
    return f"+66810000{number % 1000:03d}{extension}"


def _registered_on(rng: Random) -> date:
    """Most before the sales begin, one in fourteen after; all before the registry was counted."""
    first, last = (_FIRST_DAY, _OLD_UNTIL) if rng.randrange(14) else (_OLD_UNTIL, _LAST_DAY)
    day = first + timedelta(rng.randrange((last - first).days))
    return day - timedelta(max(0, day.weekday() - 4))


def _give_products(
    rng: Random, counts: ProvinceCounts, producers: list[MadeUpProducer], mains: list[str]
) -> None:
    """Each producer one product of what it mostly makes; the rest to the busy ones."""
    quadrants = _deck(rng, counts.quadrants)

    def give(producer: MadeUpProducer, category: str) -> None:
        taken = {made.name for made in producer.products}
        name = names.untaken(partial(names.product, rng, category), taken)
        low, high = _PRICES[category]
        price = Decimal(rng.randrange(low, high) // 5 * 5)
        producer.products.append(MadeUpProduct(name, category, quadrants.pop(), price))

    makers: dict[str, list[MadeUpProducer]] = {}
    for producer, main in zip(producers, mains, strict=True):
        give(producer, main)
        busy = 1 + int(rng.paretovariate(1.4)) % 12
        makers.setdefault(main, []).extend([producer] * busy)
    left = {name: count - mains.count(name) for name, count in counts.categories.items()}
    for category in _deck(rng, left):
        main = category or rng.choice(tuple(makers))
        if category and rng.randrange(100) < 25:
            main = rng.choice(_KIN[category])
        give(rng.choice(makers[main]), category)


def _outlets(
    rng: Random, count: int, places: dict[str, list[Place]], shares: Sequence[int]
) -> Iterator[MadeUpOutlet]:
    parts = divide(count, shares)
    for (district, subdistricts), part in zip(places.items(), parts, strict=True):
        for _ in range(part):
            yield MadeUpOutlet(
                name=names.eating_place(rng),
                owner=names.person(rng),
                phone=_phone(rng.randrange(1000)),
                district=district,
                place=rng.choice(subdistricts),
                items=names.dishes(rng),
            )
