"""ผู้มีสิทธิใช้ระบบ: whose accounts, what is said of each, in every format."""

from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from python_calamine import CalamineWorkbook

from accounts import lifecycle, recertification
from core.users.models import User
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november():
    at = datetime(2026, 11, 3, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def people() -> dict[str, User]:
    of = make.district("2402", "บางคล้า")
    return {
        "department": make.department_officer(),
        "chief": make.district_chief(of, full_name="นางสมใจ นำชุมชน", position="พัฒนาการอำเภอ"),
        "clerk": make.district_officer(of),
        "province": make.province_officer(of.province),
        "foreign": make.district_officer(make.district("2501", "ที่อื่น")),
    }


def rows(by: User, **params) -> list[dict]:
    client = Client()
    client.force_login(by)
    return client.get("/reports/accounts/", params | {"format": "json"}).json()["rows"]


def test_a_row_says_who_has_what(people):
    round = recertification.open_round(
        2570, due_on=date(2026, 12, 1), suspends=False, by=people["department"]
    )
    recertification.confirm(round, [people["chief"].pk], by=people["province"])
    (row,) = rows(people["department"], certify="yes")
    assert row == {
        "number": 1,
        "username": "chief2402",
        "full_name": "นางสมใจ นำชุมชน",
        "position": "พัฒนาการอำเภอ",
        "office": "สพอ.บางคล้า",
        "role": "อำเภอ",
        "may_certify": True,
        "standing": "ใช้งานอยู่",
        "joined": "3 พ.ย. 2569",
        "last_seen": "ยังไม่เคย",
        "reviewed": "2570 ที่เดิม · province24",
    }


def names(found: list[dict]) -> set[str]:
    return {row["username"] for row in found}


def test_a_province_has_its_own_offices(people):
    own = {"chief2402", "district2402", "province24"}
    assert names(rows(people["province"])) == own
    assert names(rows(people["department"])) == own | {"district2501", "department"}
    assert names(rows(people["department"], province="25")) == {"district2501"}
    client = Client()
    client.force_login(people["province"])
    assert client.get("/reports/accounts/", {"province": "25"}).status_code == 404


def test_by_role_and_state(people):
    lifecycle.suspend([people["clerk"].pk], by=people["department"], reason="ลา")
    assert names(rows(people["department"], standing="suspended")) == {"district2402"}
    assert names(rows(people["department"], role="province")) == {"province24"}


def test_excel_and_paper(people):
    client = Client()
    client.force_login(people["department"])
    answer = client.get("/reports/accounts/", {"format": "xlsx"})
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
    assert "chief2402" in str(sheet.to_python())
    paper = client.get("/reports/accounts/", {"format": "pdf"})
    assert paper.content.startswith(b"%PDF")


def test_the_report_costs_the_same_at_1_and_at_3(people, django_assert_num_queries):
    client = Client()
    client.force_login(people["department"])
    asked = {"province": "25", "format": "json"}
    client.get("/reports/accounts/", asked)
    with django_assert_num_queries(5):
        client.get("/reports/accounts/", asked)
    for code in ("2502", "2503"):
        make.district_officer(make.district(code))
    with django_assert_num_queries(5):
        assert len(client.get("/reports/accounts/", asked).json()["rows"]) == 3
