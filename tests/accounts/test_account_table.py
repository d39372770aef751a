"""Accounts out of a list of people: invited, moved, corrected; nobody's password in any file."""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from core.areas.models import District
from core.tables.workflow import ImportRefused, receive
from core.users.models import AccountStep, User
from tests.support import factories as make
from tests.support.sheets_by_heading import checked, confirm, faults, send, sheet_rows, table

pytestmark = pytest.mark.django_db

USERNAME, NAME, ROLE, AREA = "ชื่อผู้ใช้", "ชื่อ-นามสกุล", "สังกัด", "รหัสพื้นที่"
CHIEF, REASON, LAST = "มีสิทธิรับรองยอดของอำเภอ", "เหตุผลที่ย้าย", "เข้าใช้ล่าสุด"


@pytest.fixture
def of() -> District:
    make.district("2403", "บางน้ำเปรี้ยว")
    return make.district("2402", "บางคล้า")


@pytest.fixture
def department(of) -> User:
    return make.department_officer()


def person(username: str, **cells: str) -> dict:
    """A row of the department's list."""
    row = {USERNAME: username, NAME: f"ตัวอย่าง {username}", ROLE: "อำเภอ", AREA: "2402"}
    return row | {"ตำแหน่ง": "", CHIEF: "", "อีเมล": "", REASON: ""} | cells


def row_of(department: User, username: str) -> dict:
    return next(row for row in sheet_rows("accounts", department) if row[USERNAME] == username)


def test_new_people_are_invited_and_have_no_password(of, department):
    run = send(
        "accounts",
        department,
        [
            person("somchai", **{"ตำแหน่ง": "พัฒนากร", "อีเมล": "somchai@example.org"}),
            person("somsri", **{CHIEF: "ใช่"}),
            person("sompong", **{ROLE: "จังหวัด", AREA: "24"}),
        ],
    )
    assert run.counts == {"new": 3, "changed": 0, "unchanged": 0, "faulty": 0}
    assert confirm(run).status == "done"
    made = User.objects.filter(username__startswith="som").order_by("username")
    assert [(one.username, one.office_code, one.may_certify, one.standing) for one in made] == [
        ("somchai", "2402", False, "invited"),
        ("sompong", "24", False, "invited"),
        ("somsri", "2402", True, "invited"),
    ]
    assert not any(one.has_usable_password() or one.is_active for one in made)
    assert AccountStep.objects.filter(account__in=made, by=department).count() == 3


def test_another_office_is_the_move_with_its_reason(of, department):
    chief = make.district_chief(of, full_name="นางหัวหน้า")
    row = row_of(department, chief.username)
    assert row[CHIEF] == "ใช่"
    [said] = faults(checked("accounts", department, [row | {AREA: "2403"}]))
    assert said == {"reason": "เปลี่ยนสังกัดคือการย้าย ระบุเหตุผลที่ย้าย"}
    told = {AREA: "2403", REASON: "คำสั่งจังหวัด 12/2569", CHIEF: "ไม่ใช่"}
    assert confirm(send("accounts", department, [row | told])).status == "done"
    stamp = chief.session_stamp
    chief.refresh_from_db()
    assert (chief.office_code, chief.may_certify) == ("2403", False)
    assert chief.session_stamp > stamp  # the old scope ended with its sessions
    assert AccountStep.objects.get(account=chief, name="move").reason == "คำสั่งจังหวัด 12/2569"


def test_the_rest_is_corrected_without_a_step(of, department):
    clerk = make.district_officer(of)
    row = row_of(department, clerk.username)
    told = {NAME: "นางสาวใหม่ นามสกุลเดิม", "ตำแหน่ง": "พัฒนากร", CHIEF: "ใช่"}
    assert confirm(send("accounts", department, [row | told])).status == "done"
    clerk.refresh_from_db()
    assert (clerk.full_name, clerk.position, clerk.may_certify, clerk.is_active) == (
        "นางสาวใหม่ นามสกุลเดิม", "พัฒนากร", True, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({AREA: "2499"}, "", "ไม่มีอำเภอรหัส 2499 ที่ดูแล"),
        ({AREA: ""}, "", "สังกัดอำเภอต้องมีรหัสอำเภอ 4 หลัก"),
        ({AREA: "24"}, "", "รหัสอำเภอต้องเป็นตัวเลข 4 หลัก"),
        ({ROLE: "จังหวัด", AREA: "24", CHIEF: "ใช่"}, "", "มีได้เฉพาะบัญชีของอำเภอ"),
        ({ROLE: "กระทรวง"}, "role", "ใช้คำใดคำหนึ่ง"),
        ({NAME: ""}, "full_name", "ต้องระบุชื่อ-นามสกุล"),
        ({"อีเมล": "ไม่ใช่อีเมล"}, "email", "อีเมล"),
        ({USERNAME: "สมชาย"}, "", "ชื่อผู้ใช้"),
    ],
)
def test_what_cannot_be_an_account_is_said_and_nobody_is_made(of, department, cells, column, said):
    count = User.objects.count()
    found = checked("accounts", department, [person("somchai", **cells), person("somsri")])
    [told] = faults(found)
    assert list(told) == [column]
    assert said in told[column]
    assert [line.key for line in found.new] == [("somsri",)]
    assert User.objects.count() == count


def test_nobody_moves_the_own_account(of, department):
    row = row_of(department, department.username)
    told = {ROLE: "อำเภอ", AREA: "2402", REASON: "ย้าย"}
    [said] = faults(checked("accounts", department, [row | told]))
    assert "ของตนเองไม่ได้" in said[""]


def test_a_sign_in_after_the_export_is_no_fault(of, department):
    """What changes by itself is shown and not read."""
    clerk = make.district_officer(of)
    row = row_of(department, clerk.username)
    assert row[LAST] == ""
    at = datetime(2026, 11, 2, 23, 30, tzinfo=ZoneInfo("UTC"))
    User.objects.filter(pk=clerk.pk).update(last_login=at)
    assert row_of(department, clerk.username)[LAST] == "3/11/2569"  # the day in Bangkok
    found = checked("accounts", department, [row])
    assert (found.unchanged, found.faulty) == (1, [])


def test_who_takes_the_list_along_and_who_imports(of, department):
    """A province its own offices' accounts, to look at; a district none; only the department imports."""
    clerk, province = make.district_officer(of), make.province_officer(of.province)
    elsewhere = make.district_officer(make.district("2501", "ที่อื่น"))
    names = {row[USERNAME] for row in sheet_rows("accounts", province)}
    assert names == {clerk.username, province.username}
    assert elsewhere.username in {row[USERNAME] for row in sheet_rows("accounts", department)}
    for by in (clerk, province):
        with pytest.raises(ImportRefused):
            receive(table("accounts", by), BytesIO(b"x"), "ไฟล์.xlsx")


def test_no_column_holds_a_secret(of, department):
    clerk = make.district_officer(of)
    cells = " ".join(map(str, row_of(department, clerk.username).values()))
    assert clerk.full_name in cells
    for secret in (clerk.password, str(clerk.session_stamp) * 3):
        assert secret not in cells
    assert not any("รหัสผ่าน" == heading for heading in row_of(department, clerk.username))


def test_a_district_has_no_page_of_it(of, department, client):
    client.force_login(make.district_officer(of))
    assert client.get("/tables/accounts/").status_code == 404
    assert client.get("/tables/accounts/export/").status_code == 404
