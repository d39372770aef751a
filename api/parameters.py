"""What may be asked of each resource. What is none of these is refused with its name (422), so that a
filter somebody mistyped never gives all rows."""

import re
from datetime import date, datetime, time
from typing import Annotated, Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from ninja import Field, Schema
from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from api.problems import MOST_ROWS
from open_data.datasets import ALL, UNKNOWN
from producers.models import Producer
from products.models import Category

LARGEST = 2**63 - 1  # of a column of PostgreSQL
USUAL_ROWS = 100
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d))?", re.A)


def _matching(pattern: str, said: str) -> AfterValidator:
    whole = re.compile(pattern)

    def checked(text: str) -> str:
        if not whole.fullmatch(text):
            raise ValueError(said)
        return text

    return AfterValidator(checked)


def _pattern(pattern: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$", "example": example})


def _one_of(values: list[str]) -> AfterValidator:
    return _matching("|".join(values), f"one of {', '.join(values)}")


def _choices(values: list[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": values})


def _moment(text: Any) -> datetime:
    """A day is its beginning in Bangkok; a moment names its offset."""
    said = str(text).strip().replace(" ", "+")  # a + that was not escaped
    if not _MOMENT.fullmatch(said):
        raise ValueError("a date or a moment with its offset, in ISO 8601 and the Common Era")
    try:
        if len(said) > len("2026-11-01"):
            found = parse_datetime(said.upper())
        else:
            day = parse_date(said)
            found = timezone.make_aware(datetime.combine(day, time.min)) if day else None
        if found is None or not 1900 < found.year < 2400:  # 2569 is a year of พ.ศ.
            raise ValueError("no such day of the Common Era")
    except OverflowError as error:
        raise ValueError("no such day of the Common Era") from error
    return found


_DAY = "20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"  # 29 to 31: taken where there are such
_HOUR = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])"
_DATE_SCHEMA = {"type": "string", "pattern": f"^{_DAY}(T{_HOUR})?$", "example": "2026-11-01"}
Moment = Annotated[datetime | None, BeforeValidator(_moment), WithJsonSchema(_DATE_SCHEMA)]
ProvinceCode = Annotated[
    str | None, _matching("[0-9]{2}", "a code of 2 digits"), _pattern("[0-9]{2}", "24")
]
DistrictCode = Annotated[
    str | None, _matching("[0-9]{4}", "a code of 4 digits"), _pattern("[0-9]{4}", "2402")
]
AnyCode = Annotated[
    str | None, _matching("[0-9]{1,6}", "an official code"), _pattern("[0-9]{1,6}", "2402")
]
CategoryCode = Annotated[str | None, _one_of(Category.values), _choices(Category.values)]
KindCode = Annotated[str | None, _one_of(Producer.Kind.values), _choices(Producer.Kind.values)]
_MONTH = "20[0-9]{2}-(0[1-9]|1[0-2])"


def _first_day(text: Any) -> date:
    said = str(text).strip()
    if not re.fullmatch(_MONTH, said, re.A):
        raise ValueError("a month of the Common Era: 2026-08")
    return date.fromisoformat(f"{said}-01")


Month = Annotated[
    date | None, BeforeValidator(_first_day),
    WithJsonSchema({"type": "string", "pattern": f"^{_MONTH}$", "example": "2026-08"}),
]  # fmt: skip
ProvinceOrAll = Annotated[
    str | None,
    _matching("[0-9]{2}|_T", "a code of 2 digits, or _T"),
    _pattern("([0-9]{2}|_T)", "24"),
]


_CATEGORIES = [*Category.values, ALL]
_KINDS = [*Producer.Kind.values, UNKNOWN, ALL]
_MARKETS, _MODES = ["domestic", "export", ALL], ["offline", "online", ALL]
CategoryOrAll = Annotated[str | None, _one_of(_CATEGORIES), _choices(_CATEGORIES)]
KindOrAll = Annotated[str | None, _one_of(_KINDS), _choices(_KINDS)]
Market = Annotated[str | None, _one_of(_MARKETS), _choices(_MARKETS)]
Mode = Annotated[str | None, _one_of(_MODES), _choices(_MODES)]
_KEY = {"type": "integer", "minimum": 1, "maximum": LARGEST}


def _within(value: int) -> int:
    if not 1 <= value <= LARGEST:
        raise ValueError("the number of a record")
    return value


Key = Annotated[int | None, AfterValidator(_within), WithJsonSchema(_KEY)]


class Paged(Schema):
    limit: int = Field(USUAL_ROWS, ge=1, le=MOST_ROWS, description="How many rows")
    after: Key = Field(None, description="next_after of the page before")


class PagedByCode(Schema):
    limit: int = Field(USUAL_ROWS, ge=1, le=MOST_ROWS, description="How many rows")
    after: AnyCode = Field(None, description="next_after of the page before")


class RecordsAsked(Paged):
    province: ProvinceCode = Field(None, description="Of its place")
    district: DistrictCode = Field(None, description="Of its place")
    changed_since: Moment = Field(
        None, description="Changed then or later; a date begins at midnight in Bangkok"
    )


class ProductsAsked(RecordsAsked):
    category: CategoryCode = Field(None, description="A code of categories")
    kind: KindCode = Field(None, description="Of its producer: a code of kinds")
    standard: Key = Field(None, description="In force today: an id of standards")
    producer: Key = Field(None, description="An id of producers")


class SumsAsked(Paged):
    after: Key = Field(None, description="next_after of the page before: the number of a row")
    month: Month = Field(None, description="2026-08; the newest where none is said")
    version: Key = Field(None, description="Of that month; the newest where none is said")
    province: ProvinceOrAll = Field(None, description="A code, or _T: the nation")
    category: CategoryOrAll = Field(None, description="A code, or _T: all together")
    kind: KindOrAll = Field(None, description="A code, _U: not recorded, or _T: all together")
    market: Market = Field(None, description="domestic, export, or _T: both")
    mode: Mode = Field(None, description="offline, online, or _T: both")


class ProducersAsked(RecordsAsked):
    kind: KindCode = Field(None, description="A code of kinds")


class DistrictsAsked(PagedByCode):
    province: ProvinceCode = Field(None, description="Of this province")


class SubdistrictsAsked(PagedByCode):
    province: ProvinceCode = Field(None, description="Of this province")
    district: DistrictCode = Field(None, description="Of this district")
