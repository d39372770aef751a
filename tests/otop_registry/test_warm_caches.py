"""What is kept from one request to the next serves everybody who is shown the same, and nobody else.

Every page here is asked for with all caches empty, and again after others have warmed them: it must say
the same.
"""

import re

import pytest

from tests.support import factories as make
from tests.support.kept import forget
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

_TOKENS = re.compile(r'value="[A-Za-z0-9_.:-]{20,}"|data-draft="[^"]*"')


def shown(user, path: str) -> str:
    answer = signed_in(user).get(path)
    assert answer.status_code == 200, (user, path)
    return _TOKENS.sub("", answer.content.decode())


@pytest.fixture
def offices():
    """Two districts, one of another province, their provinces and the department; each with its record,
    a month under way and something that waits."""
    people = {}
    for code in ("2402", "2403", "2501"):
        month = make.district_month(make.district(code, f"อำเภอ{code}"))
        maker = make.producer(month.district, f"ผู้ผลิต{code}", phone="")
        make.row(month, maker, amounts=(f"{code}", "0", "0", "0"))
        make.producer(month.district, f"คืน{code}", status="returned")
        if code != "2402":
            make.confirm_district(month)
        people[code] = (
            make.district_officer(month.district),
            f"/producers/producer/{maker.pk}/change/",
        )
    for code in ("24", "25"):
        people[code] = (make.province_officer(make.province(code)), "/sales/board/")
    people["department"] = (make.department_officer(), "/sales/months/")
    return people


@pytest.mark.parametrize("own", ["2402", "2403", "2501", "24", "25", "department"])
def test_caches_warm_from_others_change_nothing_on_a_page(offices, own):
    user, page = offices[own]
    paths = ("/", page, "/correspondence/notices/", "/quality/")
    cold = {}
    for path in paths:
        forget()
        cold[path] = shown(user, path)
    forget()
    for name, (other, theirs) in offices.items():
        if name != own:
            for path in ("/", theirs, "/correspondence/notices/", "/quality/"):
                shown(other, path)
    assert {path: shown(user, path) for path in paths} == cold


def test_a_menu_follows_what_changes(offices):
    """Counts, folding and the person's own standing are part of what a drawn menu is kept by."""
    user, _ = offices["24"]
    client = signed_in(user)
    assert 'data-count="admin:sales-board">1<' in client.get("/").content.decode()
    month = make.district_month(make.district("2404", "อื่น"))
    make.confirm_district(month)
    assert 'data-count="admin:sales-board">2<' in client.get("/").content.decode()
    assert 'data-group="sales" open' in client.get("/").content.decode()
    client.cookies["menu_folded"] = "sales"
    assert 'data-group="sales">' in client.get("/").content.decode()
    type(user).objects.filter(pk=user.pk).update(must_change_password=True)
    assert client.get("/").status_code == 302
    assert "side-menu" not in client.get("/password_change/").content.decode()


def test_an_office_that_is_renamed_is_shown_by_its_new_name(offices):
    user, _ = offices["2402"]
    client = signed_in(user)
    assert "สพอ.อำเภอ2402" in client.get("/").content.decode()
    type(user.district).objects.filter(pk="2402").update(name_th="ชื่อใหม่")
    assert "สพอ.ชื่อใหม่" in client.get("/").content.decode()
