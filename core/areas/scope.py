"""The one door to rows: every queryset that holds an area's data is opened through `visible_to`.

A district office sees its district, a province office its province, the department the nation
(sales narrow that to what provinces confirmed). An unknown role, or a role without its area, sees
nothing. Out of area is then simply not found.
"""

from typing import Any, Protocol, Self, TypeVar, cast

from django.db import models
from django.db.models.constants import LOOKUP_SEP

Row = TypeVar("Row", bound=models.Model)


class Role(models.TextChoices):
    """The three levels of office (DOMAIN.md 1); each tied to its area."""

    DISTRICT = "district", "อำเภอ"
    PROVINCE = "province", "จังหวัด"
    DEPARTMENT = "department", "กรมการพัฒนาชุมชน"


class HasLevel:
    """Whose area a page or a figure is about. What a person may do is asked of the tables of rights and
    steps (otop_registry.rights, core.steps), never of these."""

    role: Any

    @property
    def of_district(self) -> bool:
        return bool(self.role == Role.DISTRICT)

    @property
    def of_province(self) -> bool:
        return bool(self.role == Role.PROVINCE)

    @property
    def of_nation(self) -> bool:
        return bool(self.role == Role.DEPARTMENT)


class Officer(Protocol):
    """What the door asks of a user."""

    is_active: bool
    role: str
    province_id: str | None
    district_id: str | None

    @property
    def pk(self) -> Any: ...

    @property
    def province_code(self) -> str | None:
        """The province the office is or lies in; None for the department."""


class AreaScopedQuerySet(models.QuerySet[Any]):
    """A queryset that knows its path to a district.

    `district_path` is the lookup from the model to its District ("" for District itself). A subclass
    that names none cannot be defined. `department_sees`: where `visible_to_department` keeps rows back,
    the same as a condition of SQL, for the policy behind it; `area_also_reads`: rows of elsewhere that
    belong to what an area shows, a column and the SQL that finds its values by `area`; `read_in_bulk`:
    rows are read by the thousand (core.areas.row_policies).
    """

    district_path: str
    department_sees = ""
    area_also_reads: tuple[str, str] | None = None
    read_in_bulk = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not isinstance(getattr(cls, "district_path", None), str):
            raise TypeError(f"{cls.__name__} must name its district_path")

    def visible_to(self, user: Officer) -> Self:
        """The rows this officer may see; nothing for anybody unknown."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        if role == Role.DISTRICT and user.district_id:
            return self.filter(**{self.district_path or "pk": user.district_id})
        if role == Role.PROVINCE and user.province_id:
            path = LOOKUP_SEP.join(filter(None, (self.district_path, "province")))
            return self.filter(**{path: user.province_id})
        if role == Role.DEPARTMENT:
            return self.visible_to_department()
        return self.none()

    def visible_to_department(self) -> Self:
        """The registry is the nation's; querysets of sales narrow this to confirmed provinces."""
        return self.all()


class _Door(Protocol):
    """The manager of a model whose queryset has the door."""

    def visible_to(self, user: Officer) -> models.QuerySet[Any]: ...


def visible_rows(model: type[Row], user: Officer) -> models.QuerySet[Row]:
    """The rows of a model known only as the program runs, through the model's own `visible_to`."""
    return cast(_Door, model._default_manager).visible_to(user)
