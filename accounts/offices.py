"""An office as an account's columns say it: the department, a province's or a district's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from core.areas.models import District, Province
from core.areas.scope import Role
from core.users.models import User

# Digits of an area's code by the role of its office.
_DIGITS = {Role.DEPARTMENT: 0, Role.PROVINCE: 2, Role.DISTRICT: 4}


@dataclass(frozen=True)
class Office:
    """`code`: of the area, 2402 or 24; "" for the department. It is not checked that the area
    exists."""

    code: str

    @classmethod
    def of(cls, account: User) -> Self:
        return cls(account.office_code)

    @classmethod
    def of_role(cls, role: str, code: str) -> Self:
        """The office of this role and area; ValueError with a Thai sentence where they do not fit."""
        if role not in _DIGITS:
            raise ValueError(f"ไม่มีสังกัด “{role}” ใช้ อำเภอ จังหวัด หรือกรมการพัฒนาชุมชน")
        digits = _DIGITS[Role(role)]
        if not digits and code:
            raise ValueError("บัญชีของกรมไม่ต้องมีรหัสพื้นที่")
        if digits and not code:
            raise ValueError(f"สังกัด{Role(role).label}ต้องมีรหัส{Role(role).label} {digits} หลัก")
        if digits != len(code) or not ((code.isascii() and code.isdigit()) or not code):
            raise ValueError(f"รหัส{Role(role).label}ต้องเป็นตัวเลข {digits} หลัก (ได้ “{code}”)")
        return cls(code)

    @property
    def role(self) -> Role:
        return {length: role for role, length in _DIGITS.items()}[len(self.code)]

    @property
    def columns(self) -> dict[str, str | None]:
        """The values of the account's columns for this office."""
        return {
            "role": self.role.value,
            "province_id": self.code if self.role == Role.PROVINCE else None,
            "district_id": self.code if self.role == Role.DISTRICT else None,
        }


def names_of_offices(codes: Iterable[str]) -> dict[str, str]:
    """สพอ.บางคล้า by its code, in two queries; a code of no area is left out."""
    wanted = set(codes)
    names = {"": Role.DEPARTMENT.label} if "" in wanted else {}
    for model in (Province, District):
        names |= {area.pk: area.office for area in model.objects.filter(pk__in=wanted)}
    return names


def offices_open_to(by: User, codes: Iterable[str]) -> set[str]:
    """Those of `codes` that exist and where this officer may put an account: any for the department, a
    district of its own for a province."""
    wanted = set(codes)
    if by.of_district:
        return set()
    districts = District.objects.visible_to(by).filter(pk__in=wanted)
    found = set(districts.values_list("pk", flat=True))
    if by.of_nation:
        provinces = Province.objects.visible_to(by).filter(pk__in=wanted)
        found |= set(provinces.values_list("pk", flat=True)) | (wanted & {""})
    return found
