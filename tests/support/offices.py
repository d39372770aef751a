"""Offices of two provinces, each with an officer. A conftest imports the fixture."""

from dataclasses import dataclass

import pytest

from core.users.models import User
from tests.support import factories as make


@dataclass(frozen=True)
class Offices:
    own: User  # of บางคล้า
    sibling: User
    foreign: User
    province: User
    foreign_province: User
    department: User

    def __iter__(self):
        return iter(vars(self).items())


@pytest.fixture
def offices(db) -> Offices:
    of, sibling = make.district("2402"), make.district("2403", "บางน้ำเปรี้ยว")
    foreign = make.district("2501", "ที่อื่น")
    return Offices(
        make.district_officer(of),
        make.district_officer(sibling),
        make.district_officer(foreign),
        make.province_officer(of.province),
        make.province_officer(foreign.province),
        make.department_officer(),
    )
