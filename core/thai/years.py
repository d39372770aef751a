"""Years as the forms write them: พ.ศ., four digits."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.thai import calendar

EARLIEST = 2480  # no paper of the programme is older than its oldest people


def validate_thai_year(year: int) -> None:
    """Refuses a year that cannot be meant: ค.ศ. typed for พ.ศ., or one not yet begun next year."""
    next_year = calendar.buddhist_year(calendar.today()) + 1
    if 1900 <= year <= 2157:
        raise ValidationError(f"พิมพ์ปีเป็น พ.ศ. (ค.ศ. {year} คือ พ.ศ. {year + 543})")
    if year < EARLIEST:
        raise ValidationError("พิมพ์ปี พ.ศ. ให้ครบ 4 หลัก เช่น 2567")
    if year > next_year:
        raise ValidationError(f"ปี {year} ยังมาไม่ถึง ตรวจอีกครั้ง")


YOUNGEST = 15  # years; below that nobody registers
OLDEST = 120


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; the 28th for a 29th of February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def age_of(born: date) -> int:
    """Years lived today."""
    today = calendar.today()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def validate_birth_date(day: date) -> None:
    """Refuses a day still to come, that of a child, and one that nobody alive was born on."""
    if day > calendar.today():
        raise ValidationError("วันเกิดยังมาไม่ถึง ตรวจปี พ.ศ. อีกครั้ง")
    age = age_of(day)
    if age < YOUNGEST:
        raise ValidationError(
            f"ผู้ลงทะเบียนต้องมีอายุ {YOUNGEST} ปีขึ้นไป (เกิด {calendar.day_short(day)} อายุ {age} ปี) "
            "ตรวจปี พ.ศ. อีกครั้ง"
        )
    if calendar.buddhist_year(day) < calendar.buddhist_year(calendar.today()) - OLDEST:
        raise ValidationError("วันเกิดเกิน 120 ปีมาแล้ว ตรวจปี พ.ศ. อีกครั้ง")


class ThaiYearField(models.PositiveSmallIntegerField):  # type: ignore[type-arg]  # generic in the stubs only
    """A year (พ.ศ.), calendar or fiscal as its label says."""

    default_validators = [validate_thai_year]

    @property
    def validators(self) -> Any:
        """Without the range of the column's type, which no year comes near."""
        return [
            one
            for one in super().validators
            if not isinstance(one, MinValueValidator | MaxValueValidator)
        ]

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        formfield = super().formfield(*args, **kwargs)
        if formfield:
            formfield.widget.attrs.setdefault("placeholder", "พ.ศ.")
        return formfield
