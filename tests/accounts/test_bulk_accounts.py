"""Many accounts from a table: all or none, each refusal in Thai, and no password hashed a row."""

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import bulk
from accounts.bulk import AccountChange, AccountsRefused, NewAccount
from core.users.models import AccountStep, User
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> User:
    for code in ("2402", "2403", "2501"):
        make.district(code, f"ที่ {code}")
    return make.department_officer()


def test_all_are_made_and_wait_for_their_invitation(department):
    made = bulk.create_invited(
        [
            NewAccount("a", "คนหนึ่ง", "district", "2402", "พัฒนาการอำเภอ", may_certify=True),
            NewAccount("b", "คนสอง", "province", "24"),
            NewAccount("c", "คนสาม", "department", email="c@example.com"),
        ],
        department,
    )
    assert [(one.username, one.standing, one.office_code) for one in made] == [
        ("a", "invited", "2402"), ("b", "invited", "24"), ("c", "invited", ""),
    ]  # fmt: skip
    assert not any(one.has_usable_password() for one in User.objects.filter(standing="invited"))
    assert list(AccountStep.objects.values_list("account__username", "name", "by__username")) == [
        (name, "create", "department") for name in ("c", "b", "a")
    ]


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (NewAccount("department", "ซ้ำ", "district", "2402"), ["มีชื่อผู้ใช้ department แล้ว"]),
        (NewAccount("x", "ไม่มีพื้นที่", "district"), ["สังกัดอำเภอต้องมีรหัสอำเภอ 4 หลัก"]),
        (NewAccount("x", "ผิดหลัก", "district", "24"), ["รหัสอำเภอต้องเป็นตัวเลข 4 หลัก (ได้ “24”)"]),
        (NewAccount("x", "ไม่มีอำเภอนี้", "district", "2499"), ["ไม่มีอำเภอรหัส 2499 ที่ดูแล"]),
        (NewAccount("x", "กรมมีพื้นที่", "department", "24"), ["บัญชีของกรมไม่ต้องมีรหัสพื้นที่"]),
        (
            NewAccount("x", "ระดับไม่รู้จัก", "region", "2402"),
            ["ไม่มีสังกัด “region” ใช้ อำเภอ จังหวัด หรือกรมการพัฒนาชุมชน"],
        ),
        (
            NewAccount("x", "รับรองไม่ได้", "province", "24", may_certify=True),
            ["สิทธิรับรองยอดมีได้เฉพาะบัญชีของอำเภอ"],
        ),
        (NewAccount("x", "", "district", "2402"), ["ชื่อ-นามสกุล: ต้องกรอกช่องนี้"]),
    ],
)
def test_one_that_cannot_be_made_stops_all(department, person, said):
    people = [NewAccount("good", "คนดี", "district", "2402"), person]
    assert bulk.refusals_of_new(people, department) == {1: said}
    with pytest.raises(AccountsRefused) as refused:
        bulk.create_invited(people, department)
    assert refused.value.refusals == {1: said}
    assert not User.objects.filter(username="good").exists()


def test_a_name_twice_in_the_table_is_refused_at_both(department):
    people = [NewAccount("x", "คนหนึ่ง", "district", "2402")] * 2
    assert bulk.refusals_of_new(people, department) == {
        nth: ["ชื่อผู้ใช้ x ซ้ำกันในตาราง"] for nth in (0, 1)
    }


def test_only_the_department_makes_accounts(department):
    province = make.province_officer(make.province("24"))
    people = [NewAccount("x", "คนหนึ่ง", "district", "2402")]
    assert "เป็นหน้าที่ของกรม" in bulk.refusals_of_new(people, province)[0][0]
    with pytest.raises(AccountsRefused):
        bulk.create_invited(people, province)


def test_a_thousand_cost_as_few_statements_as_ten_and_no_hashing(department, monkeypatch):
    hashed = []
    original = hashers.make_password
    monkeypatch.setattr(
        "accounts.lifecycle.make_password",
        lambda password=None, **other: hashed.append(1) or original(password, **other),
    )

    def cost(prefix: str, count: int) -> int:
        people = [
            NewAccount(f"{prefix}{nth}", f"คนที่ {nth}", "district", "2402") for nth in range(count)
        ]
        with CaptureQueriesContext(connection) as asked:
            bulk.create_invited(people, department)
        return len(asked)

    at_ten = cost("ten", 10)
    assert cost("thousand", 1000) == at_ten
    assert len(hashed) == 2


# --- Changes -------------------------------------------------------------------------------------


@pytest.fixture
def clerk(department) -> User:
    return make.district_chief(make.district("2402"))


def test_changes_go_through_their_steps(department, clerk):
    other = make.district_officer(make.district("2402"))
    bulk.change_accounts(
        [
            AccountChange(clerk.username, role="district", area_code="2501", position="ใหม่"),
            AccountChange(other.username, full_name="ชื่อใหม่", standing="suspended"),
        ],
        department,
        "คำสั่งที่ 5/2569",
    )
    clerk.refresh_from_db()
    other.refresh_from_db()
    assert (clerk.district_id, clerk.may_certify, clerk.position) == ("2501", False, "ใหม่")
    assert (other.full_name, other.standing, other.is_active) == ("ชื่อใหม่", "suspended", False)
    assert set(AccountStep.objects.values_list("name", "from_office", "to_office", "reason")) == {
        ("move", "2402", "2501", "คำสั่งที่ 5/2569"),
        ("suspend", "2402", "2402", "คำสั่งที่ 5/2569"),
    }


def test_a_table_without_changes_changes_nothing(department, clerk):
    before = User.objects.filter(pk=clerk.pk).values().get()
    same = AccountChange(
        clerk.username, clerk.full_name, clerk.position, clerk.email,
        clerk.role, clerk.office_code, clerk.may_certify, clerk.standing,
    )  # fmt: skip
    bulk.change_accounts([same], department, "")
    assert User.objects.filter(pk=clerk.pk).values().get() == before
    assert AccountStep.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (AccountChange("nobody", full_name="ไม่มี"), ["ไม่พบบัญชี nobody ในสำนักงานที่ดูแล"]),
        (
            AccountChange("district2501", full_name="ไม่เห็น"),
            ["ไม่พบบัญชี district2501 ในสำนักงานที่ดูแล"],
        ),
        (
            AccountChange("chief2402", role="district", area_code="2501"),
            ["ไม่มีอำเภอรหัส 2501 ที่ดูแล"],
        ),
        (
            AccountChange("chief2402", role="province", area_code="24"),
            ["ไม่มีจังหวัดรหัส 24 ที่ดูแล"],
        ),
        (
            AccountChange("chief2402", standing="invited"),
            ["จาก “ใช้งานอยู่” เป็น “รอตั้งรหัสผ่าน” ไม่ได้"],
        ),
        (AccountChange("chief2402", standing="gone"), ["ไม่มีสถานะ “gone”"]),
    ],
)
def test_a_province_changes_nothing_of_others_and_all_or_none(clerk, change, said):
    make.district_officer(make.district("2501"))
    province = make.province_officer(make.province("24"))
    other = make.district_officer(make.district("2403"))
    changes = [AccountChange(other.username, full_name="ชื่อใหม่"), change]
    assert bulk.refusals_of_changes(changes, province) == {1: said}
    with pytest.raises(AccountsRefused):
        bulk.change_accounts(changes, province, "ลอง")
    other.refresh_from_db()
    assert other.full_name == other.username


def test_a_change_without_its_reason_is_refused(department, clerk):
    with pytest.raises(AccountsRefused, match="ระบุเหตุผล"):
        bulk.change_accounts([AccountChange(clerk.username, standing="ended")], department, " ")
    clerk.refresh_from_db()
    assert clerk.standing == "active"


def test_ones_own_account_is_not_moved_by_a_table(department):
    change = AccountChange("department", role="province", area_code="24")
    assert bulk.refusals_of_changes([change], department) == {
        0: ["ย้าย พัก หรือปิดบัญชีของตนเองไม่ได้ ให้ผู้อื่นที่ดูแลบัญชีเป็นผู้ทำ"]
    }
