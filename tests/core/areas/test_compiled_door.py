"""Statements through the door are kept by role, and show each officer what the door shows."""

import pytest

from core.areas.compiled import CompiledDoor
from core.users.models import User
from sales.models import DistrictMonth
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def _months(officer, month):
    return DistrictMonth.objects.visible_to(officer).filter(month=month).order_by("pk")


@pytest.fixture
def officers() -> list:
    people = [make.department_officer()]
    for code in ("2402", "2403", "2501"):
        month = make.district_month(make.district(code, code))
        people.append(make.district_officer(month.district))
        people.append(make.province_officer(month.district.province))
        if code == "2501":
            make.confirm_province(month.district.province)
    return people


def test_each_sees_what_the_door_shows_whoever_asked_before(officers):
    kept = CompiledDoor(_months, month=type(make.OCTOBER))
    seen = {}
    for officer in [*officers, *reversed(officers)]:
        seen[officer.username] = found = kept.read(officer, month=make.OCTOBER)
        assert found == list(_months(officer, make.OCTOBER)), officer
    codes = {name: [one.district_id for one in found] for name, found in seen.items()}
    assert codes == {
        "department": ["2501"],
        "district2402": ["2402"],
        "district2403": ["2403"],
        "district2501": ["2501"],
        "province24": ["2402", "2403"],
        "province25": ["2501"],
    }


@pytest.mark.parametrize(
    "changed",
    [{"is_active": False}, {"role": ""}, {"role": "unknown"}, {"district_id": None}],
)
def test_an_unknown_officer_sees_nothing_after_known_ones(officers, changed):
    kept = CompiledDoor(_months, month=type(make.OCTOBER))
    clerk = officers[1]
    assert len(kept.read(clerk, month=make.OCTOBER)) == 1
    for name, value in changed.items():
        setattr(clerk, name, value)
    assert kept.read(clerk, month=make.OCTOBER) == []


def test_what_depends_on_the_person_is_the_persons_own(officers):
    """The account and the day it began go into the statement anew too; nothing else of a person may."""
    kept = CompiledDoor(
        lambda officer: User.objects.filter(pk=officer.pk, date_joined=officer.date_joined)
    )
    for officer in officers:
        assert kept.read(officer) == [officer]
    unknown = CompiledDoor(lambda officer: User.objects.filter(username=officer.username))
    with pytest.raises(AttributeError):
        unknown.read(officers[0])


def test_a_province_is_not_read_out_of_a_districts_code(officers):
    kept = CompiledDoor(
        lambda officer: DistrictMonth.objects.filter(district__province=officer.district_id[:2])
    )
    with pytest.raises(TypeError, match="worked out of a value"):
        kept.read(officers[1])
    above = CompiledDoor(
        lambda officer: DistrictMonth.objects.filter(district__province=officer.province_code)
    )
    assert {one.district_id for one in above.read(officers[1])} == {"2402", "2403"}
