"""What may be asked of each resource. What is none of these is refused with its name (422), so that a
filter somebody mistyped never gives all rows."""

import re
from datetime import datetime, time
from typing import Annotated, Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from ninja import Field, Schema
from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from api.problems import MOST_ROWS
from producers.models import Producer
from products.models import Category

LARGEST = 2**63 - 1  # of a column of PostgreSQL
USUAL_ROWS = 100
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d))?", re.A)


def _code(digits: str, example: str) -> Any:
    pattern = re.compile(f"[0-9]{{{digits}}}")

    def checked(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"an official code of {digits} digits")
        return text

    schema = {"type": "string", "pattern": f"^[0-9]{{{digits}}}$", "example": example}
    return Annotated[str | None, AfterValidator(checked), WithJsonSchema(schema)]


def _one_of(values: list[str]) -> Any:
    def checked(text: str) -> str:
        if text not in values:
            raise ValueError(f"one of {', '.join(values)}")
        return text

    schema = {"type": "string", "enum": values}
    return Annotated[str | None, AfterValidator(checked), WithJsonSchema(schema)]


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
ProvinceCode, DistrictCode = _code("2", "24"), _code("4", "2402")
AnyCode = _code("1,6", "2402")
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
    category: _one_of(Category.values) = Field(None, description="A code of categories")  # type: ignore[valid-type]
    kind: _one_of(Producer.Kind.values) = Field(
        None, description="Of its producer: a code of kinds"
    )  # type: ignore[valid-type]
    standard: Key = Field(None, description="In force today: an id of standards")
    producer: Key = Field(None, description="An id of producers")


class ProducersAsked(RecordsAsked):
    kind: _one_of(Producer.Kind.values) = Field(None, description="A code of kinds")  # type: ignore[valid-type]


class DistrictsAsked(PagedByCode):
    province: ProvinceCode = Field(None, description="Of this province")


class SubdistrictsAsked(PagedByCode):
    province: ProvinceCode = Field(None, description="Of this province")
    district: DistrictCode = Field(None, description="Of this district")
