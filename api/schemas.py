"""What the API says of each resource: names of fields, types and what they mean. The description at
/api/v1/openapi.json and the page for its users are made of these.

Within v1 a field is never renamed, taken away nor given another meaning; new ones may come. What is
not known, or not agreed to be shown, is null or an empty list, and is never left out.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Field, Schema
from pydantic import PlainSerializer, WithJsonSchema

# Money and amounts: digits in a text, so that no reader makes a float of them.
Digits = Annotated[
    Decimal,
    PlainSerializer(lambda value: f"{value:f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}),
]


class Code(Schema):
    """A value of a fixed list: its code stays, its words may be mended."""

    code: str
    name_th: str
    name_en: str


class Area(Schema):
    """An area by its official code."""

    code: str
    name_th: str
    name_en: str


class Place(Schema):
    """Where it is, down to the subdistrict, as its announcement says."""

    province: Area
    district: Area
    subdistrict: Area | None


class Picture(Schema):
    address: str
    thumbnail_address: str
    caption: str


class Star(Schema):
    """A result of the selection (OTOP Product Champion)."""

    year: int = Field(description="Common Era")
    stars: int = Field(description="1 to 5")
    product_name: str


class Channel(Schema):
    kind: Code
    place: str
    link: str | None


class Award(Schema):
    name: str
    giver: str
    year: int | None = Field(description="Common Era")


class HeldStandard(Schema):
    """A standard in force on the day of the answer."""

    id: int = Field(description="Of the resource standards")
    name: str
    number: str
    expires_on: date | None


class ProducerName(Schema):
    id: int
    name: str


class Record(Schema):
    """What every record of the catalogue has."""

    id: int = Field(description="Never changes; survives moves")
    name: str = Field(description="As registered, in Thai")
    address: str = Field(description="The page of the public catalogue; never changes")
    place: Place
    shown: list[str] = Field(description="Parts that its producer agreed to show; others are null")
    changed_at: datetime = Field(
        description="When it last changed, or last came into the catalogue; for changed_since"
    )


class Product(Record):
    category: Code | None
    producer: ProducerName
    standards: list[HeldStandard]
    awards: list[Award]
    stars: list[Star]
    story: str | None = Field(description="Part: story")
    directions: str | None = Field(description="Part: story")
    storage: str | None = Field(description="Part: story")
    price_baht: Digits | None = Field(description="Part: price")
    content: Digits | None = Field(description="Part: price. How much a package holds")
    content_unit: str | None = Field(description="Part: price")
    pictures: list[Picture] = Field(description="Part: pictures. The cover first")


class Contact(Record):
    phone: str | None = Field(description="Part: phone")
    street: str | None = Field(description="Part: address. House and village number, in Thai")
    postal_code: str | None = Field(description="Part: address")


class Producer(Contact):
    kind: Code | None
    stars: list[Star]
    channels: list[Channel] = Field(description="Part: channels. Where to buy")


class Item(Schema):
    name: str
    kind: Code
    price_baht: Digits | None


class Outlet(Contact):
    owner: str | None = Field(description="Part: owner")
    items: list[Item] = Field(description="Part: items")
    recognitions: list[Award]
    pictures: list[Picture] = Field(description="Part: pictures. The cover first")


class Province(Area):
    region: str = Field(description="One of six, in Thai")


class District(Area):
    type_th: str = Field(description="อำเภอ or เขต")
    province_code: str


class Subdistrict(Area):
    type_th: str = Field(description="ตำบล or แขวง")
    district_code: str
    province_code: str
    postal_codes: list[str]


class Standard(Schema):
    id: int
    name: str = Field(description="In Thai")
    in_use: bool = Field(description="Whether it is still given to products")


class Round(Schema):
    """A registration round whose result the department announced."""

    id: int = Field(description="Of the announcement")
    fiscal_year: int = Field(description="Common Era: 2027 is ปีงบประมาณ 2570, from October 2026")
    quarter: int
    number: str = Field(description="Of the announcement")
    title: str
    announced_on: date
    register_from: date
    register_until: date
    certify_from: date
    certify_until: date


class Sum(Schema):
    """A sum of a closed month as it was published; over a code that is _T."""

    month: str = Field(description="As 2026-08, of the Common Era")
    version: int = Field(description="A month that was corrected is published again")
    province_code: str = Field(description="_T: the nation")
    province: str
    category_code: str = Field(description="_T: all categories")
    category: str
    kind_code: str = Field(description="_T: all kinds, _U: not recorded")
    kind: str
    market_code: str = Field(description="domestic, export, _T: both")
    mode_code: str = Field(description="offline, online, _T: both")
    amount_baht: Digits | None = Field(description="null where it is left out")
    producers: int | None = Field(description="Who sold; null where it is left out")
    status: str = Field(
        description="A: published. Q: left out, since it would tell the figure of one producer"
    )


class SalesMonth(Schema):
    """A closed month whose sums are published."""

    id: int
    month: str = Field(description="As 2026-08, of the Common Era")
    version: int = Field(description="The newest; earlier ones stay under their own addresses")
    published_at: datetime
    address: str = Field(description="The same sums as a file (CSV)")


class Problem(Schema):
    """What was wrong with a request (RFC 9457), in English and Thai."""

    type: str
    title: str
    title_th: str
    status: int
    detail: str
    detail_th: str
    errors: list["Fault"] = []


class Fault(Schema):
    parameter: str
    detail: str


class Page(Schema):
    """`next` asks for the rows after these, by the key of the last; null on the last page."""

    next_after: int | None
    next: str | None


class CodePage(Schema):
    next_after: str | None
    next: str | None


class ProductPage(Page):
    data: list[Product]


class ProducerPage(Page):
    data: list[Producer]


class OutletPage(Page):
    data: list[Outlet]


class RoundPage(Page):
    data: list[Round]


class StandardPage(Page):
    data: list[Standard]


class SumPage(Page):
    data: list[Sum]


class SalesMonthPage(Page):
    data: list[SalesMonth]


class ProvincePage(CodePage):
    data: list[Province]


class DistrictPage(CodePage):
    data: list[District]


class SubdistrictPage(CodePage):
    data: list[Subdistrict]


class CodeList(Schema):
    """All of a fixed list, in the order of the programme's forms."""

    data: list[Code]
