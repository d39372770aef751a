"""Who reads which line of a month's trail: why a district was returned stays inside its province."""

import pytest

from sales.models import Step
from tests.support import factories as make

pytestmark = pytest.mark.django_db

REASON = "ยอดของกลุ่มทอผ้าไม่ตรงกับสมุดบัญชี"


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def returned(of):
    """A district that confirmed, was returned, confirmed again, in a province that reported then."""
    month = make.district_month(of)
    for name, reason in (
        ("confirm_district", ""),
        ("return_district", REASON),
        ("confirm_district", ""),
    ):
        make.step(month, name, reason=reason)
    return month


def lines(user) -> list[tuple[str, str]]:
    steps = Step.objects.visible_to(user).filter(district__isnull=False).order_by("pk")
    return list(steps.values_list("name", "reason"))


WHOLE = [("confirm_district", ""), ("return_district", REASON), ("confirm_district", "")]


def test_the_district_and_its_province_read_the_whole_trail(returned, of):
    assert lines(make.district_officer(of)) == WHOLE
    assert lines(make.province_officer(of.province)) == WHOLE


def test_other_offices_read_none_of_it(returned):
    assert lines(make.district_officer(make.district("2403", "อื่น"))) == []
    assert lines(make.province_officer(make.province("20", "ชลบุรี"))) == []


def test_the_department_never_reads_why_a_district_was_returned(returned, of):
    department = make.department_officer()
    assert lines(department) == []
    make.confirm_province(of.province)
    told = lines(department)
    assert {name for name, _ in told} == {"confirm_district"}
    assert REASON not in str(told)


def test_no_page_of_the_department_tells_it(client, returned, of):
    make.confirm_province(of.province)
    client.force_login(make.department_officer())
    for path in ("/", "/sales/months/", "/sales/months/2026-10/", "/reports/rt4/?period=2026-10"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert of.province.name_th in answer.content.decode() or path == "/sales/months/"
        assert REASON not in answer.content.decode()
