"""The steps of an account: who may, from where, what each leaves behind; a session that ends."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import invitations, lifecycle
from accounts.life_steps import LAST_OF_DEPARTMENT, Name
from accounts.lifecycle import Move
from accounts.offices import Office
from core.history.tracking import event_model
from core.steps import StepRefused
from core.users.models import AccountStep, Invitation, User
from tests.support import factories as make
from tests.support.database import owning
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> User:
    return make.department_officer()


@pytest.fixture
def province() -> User:
    return make.province_officer(make.province())


@pytest.fixture
def clerk() -> User:
    return make.district_officer(make.district("2402", "บางคล้า"))


def stands(account: User) -> tuple[str, bool]:
    account.refresh_from_db()
    return account.standing, account.is_active


def trail(account: User) -> list[tuple]:
    return list(
        account.steps.order_by("pk").values_list(
            "name", "by__username", "from_standing", "to_standing", "reason"
        )
    )


def at_home(account: User) -> Client:
    client = signed_in(account)
    assert client.get("/").status_code == 200
    return client


def is_signed_out(client: Client) -> bool:
    return client.get("/").url == "/login/?next=/"


def test_the_way_of_an_account(department, clerk):
    lifecycle.suspend([clerk.pk], by=department, reason="ลาศึกษาต่อ")
    assert stands(clerk) == ("suspended", False)
    lifecycle.lift([clerk.pk], by=department, reason="กลับมาแล้ว")
    assert stands(clerk) == ("active", True)
    lifecycle.end([clerk.pk], by=department, reason="เกษียณ")
    assert stands(clerk) == ("ended", False)
    assert not clerk.has_usable_password()
    lifecycle.reinstate([clerk.pk], by=department, reason="ปิดผิดคน")
    assert stands(clerk) == ("invited", False)
    assert trail(clerk) == [
        ("suspend", "department", "active", "suspended", "ลาศึกษาต่อ"),
        ("lift", "department", "suspended", "active", "กลับมาแล้ว"),
        ("end", "department", "active", "ended", "เกษียณ"),
        ("reinstate", "department", "ended", "invited", "ปิดผิดคน"),
    ]


@pytest.mark.parametrize("step", [lifecycle.suspend, lifecycle.end], ids=lambda step: step.__name__)
def test_a_step_without_a_reason_is_refused(department, clerk, step):
    with pytest.raises(StepRefused, match="ระบุเหตุผล"):
        step([clerk.pk], by=department, reason="  ")
    assert stands(clerk) == ("active", True)
    assert trail(clerk) == []


@pytest.mark.parametrize(
    ("step", "standing"),
    [
        (lifecycle.suspend, "suspended"),
        (lifecycle.suspend, "ended"),
        (lifecycle.lift, "active"),
        (lifecycle.lift, "ended"),
        (lifecycle.end, "ended"),
        (lifecycle.reinstate, "active"),
        (lifecycle.reinstate, "suspended"),
    ],
)
def test_a_step_from_elsewhere_is_refused(department, clerk, step, standing):
    active = {"is_active": standing == "active"}
    User.objects.filter(pk=clerk.pk).update(standing=standing, **active)
    with pytest.raises(StepRefused, match="เพราะขณะนี้"):
        step([clerk.pk], by=department, reason="ลอง")
    assert stands(clerk)[0] == standing


def test_of_many_one_that_cannot_takes_all_back(department, clerk):
    other = make.district_officer(make.district("2403"), is_active=False)
    with pytest.raises(StepRefused, match=other.username):
        lifecycle.suspend([clerk.pk, other.pk], by=department, reason="ลอง")
    assert stands(clerk) == ("active", True)
    assert AccountStep.objects.count() == 0


# --- Who may -------------------------------------------------------------------------------------


def test_a_province_keeps_its_districts_and_nobody_elses(province, clerk):
    foreign = make.district_officer(make.district("2501"))
    colleague = User.objects.create_user("province24b", role="province", province_id="24")
    lifecycle.suspend([clerk.pk], by=province, reason="ลาคลอด")
    lifecycle.lift([clerk.pk], by=province, reason="กลับมา")
    assert stands(clerk) == ("active", True)
    with pytest.raises(User.DoesNotExist):
        lifecycle.suspend([foreign.pk], by=province, reason="ลอง")
    with pytest.raises(StepRefused, match="กรมการพัฒนาชุมชนเป็นผู้ดูแล"):
        lifecycle.suspend([colleague.pk], by=province, reason="ลอง")
    assert stands(foreign) == stands(colleague) == ("active", True)


def test_a_district_keeps_nobody(clerk):
    other = make.district_officer(clerk.district, may_certify=False)
    chief = make.district_chief(clerk.district)
    with pytest.raises(User.DoesNotExist):
        lifecycle.suspend([chief.pk], by=other, reason="ลอง")
    with pytest.raises(StepRefused, match="ของตนเอง"):
        lifecycle.suspend([other.pk], by=other, reason="ลอง")


def test_only_the_department_opens_an_ended_account(province, department, clerk):
    lifecycle.end([clerk.pk], by=province, reason="ย้ายกระทรวง")
    with pytest.raises(StepRefused, match="เป็นหน้าที่ของกรม"):
        lifecycle.reinstate([clerk.pk], by=province, reason="ลอง")
    assert stands(clerk) == ("ended", False)


def test_nobody_shuts_out_oneself_nor_the_departments_last(department, clerk):
    second = User.objects.create_user("department2", role="department")
    for step in (lifecycle.suspend, lifecycle.end):
        with pytest.raises(StepRefused, match="ของตนเองไม่ได้"):
            step([department.pk], by=department, reason="ลอง")
    lifecycle.suspend([second.pk], by=department, reason="ลาออก")
    for step in (lifecycle.suspend, lifecycle.end):
        with pytest.raises(StepRefused, match=LAST_OF_DEPARTMENT):
            step([department.pk], by=None, reason="ไม่ได้เข้าใช้")
    with pytest.raises(StepRefused, match="ของตนเองไม่ได้"):
        lifecycle.move({department.pk: Move(Office("24"))}, by=department, reason="ลอง")
    assert stands(department) == ("active", True)


def test_two_of_the_department_at_once_are_not_both_taken(department):
    second = User.objects.create_user("department2", role="department")
    with pytest.raises(StepRefused, match="บัญชีสุดท้ายของกรม"):
        lifecycle.suspend([department.pk, second.pk], by=None, reason="ไม่ได้เข้าใช้")
    assert stands(department) == stands(second) == ("active", True)


# --- Sessions ------------------------------------------------------------------------------------


def test_a_suspension_ends_the_open_session_and_lifting_does_not_bring_it_back(department, clerk):
    client = at_home(clerk)
    lifecycle.suspend([clerk.pk], by=department, reason="ลาศึกษาต่อ")
    lifecycle.lift([clerk.pk], by=department, reason="กลับมา")
    assert is_signed_out(client)


def test_a_move_ends_the_open_session_at_the_next_request(department, clerk):
    client = at_home(clerk)
    make.district("2403")
    lifecycle.move({clerk.pk: Move(Office("2403"))}, by=department, reason="คำสั่งที่ 1/2569")
    assert is_signed_out(client)


def test_what_changes_nothing_of_the_scope_leaves_the_session(department, clerk):
    client = at_home(clerk)
    invitations.invite([clerk.pk], by=department)
    lifecycle.note(Name.CONFIRM, [clerk.pk], by=department)
    assert client.get("/").status_code == 200


def test_a_plain_save_takes_back_neither_a_suspension_nor_a_move(department, clerk):
    stale = User.objects.get(pk=clerk.pk)
    make.district("2403")
    lifecycle.move({clerk.pk: Move(Office("2403"))}, by=department, reason="ย้าย")
    lifecycle.suspend([clerk.pk], by=department, reason="ลา")
    stale.full_name = "ชื่อใหม่"
    stale.save()
    clerk.refresh_from_db()
    assert (clerk.full_name, clerk.standing, clerk.district_id) == ("ชื่อใหม่", "suspended", "2403")
    assert clerk.session_stamp == 2


# --- Moving --------------------------------------------------------------------------------------


def test_a_move_ends_the_old_scope(department):
    chief = make.district_chief(make.district("2402", "บางคล้า"))
    make.district("2403", "บางน้ำเปรี้ยว")
    invitations.invite([chief.pk], by=department)
    lifecycle.move({chief.pk: Move(Office("2403"))}, by=department, reason="คำสั่งที่ 1/2569")
    chief.refresh_from_db()
    assert (chief.district_id, chief.may_certify, chief.standing) == ("2403", False, "active")
    assert Invitation.objects.unanswered().count() == 0
    step = chief.steps.get(name="move")
    assert (step.from_office, step.to_office, step.reason) == ("2402", "2403", "คำสั่งที่ 1/2569")
    told = list(
        event_model(User).objects.filter(pgh_obj_id=chief.pk).order_by("pgh_id")
        .values_list("district_id", "may_certify")
    )  # fmt: skip
    assert told == [("2402", True), ("2403", False)]


def test_the_right_to_certify_is_given_anew_with_the_move(department):
    chief = make.district_chief(make.district("2402"))
    make.district("2403")
    move = Move(Office("2403"), may_certify=True, position="พัฒนาการอำเภอ")
    lifecycle.move({chief.pk: move}, by=department, reason="ย้าย")
    chief.refresh_from_db()
    assert (chief.may_certify, chief.position) == (True, "พัฒนาการอำเภอ")


@pytest.mark.parametrize(
    ("code", "certifies", "said"),
    [
        ("2402", False, "อยู่แล้ว"),
        ("2499", False, "ไม่มีสำนักงานรหัส 2499"),
        ("24", True, "เฉพาะบัญชีของอำเภอ"),
    ],
)
def test_a_move_nowhere_is_refused(department, clerk, code, certifies, said):
    with pytest.raises(StepRefused, match=said):
        lifecycle.move({clerk.pk: Move(Office(code), certifies)}, by=department, reason="ลอง")
    clerk.refresh_from_db()
    assert clerk.district_id == "2402"


def test_a_province_moves_within_itself_only(province, clerk):
    for code in ("2403", "2501"):
        make.district(code)
    foreign = make.district_officer(make.district("2501"))
    lifecycle.move({clerk.pk: Move(Office("2403"))}, by=province, reason="ย้าย")
    clerk.refresh_from_db()
    assert clerk.district_id == "2403"
    for code in ("2501", "24", "25", ""):
        with pytest.raises(StepRefused, match="ที่ย้ายไปได้"):
            lifecycle.move({clerk.pk: Move(Office(code))}, by=province, reason="ลอง")
    with pytest.raises(User.DoesNotExist):
        lifecycle.move({foreign.pk: Move(Office("2402"))}, by=province, reason="ลอง")


# --- What the database refuses -------------------------------------------------------------------


@pytest.mark.parametrize(
    "columns",
    [
        {"is_active": False},
        {"standing": "suspended"},
        {"standing": "gone", "is_active": False},
    ],
)
def test_the_standing_agrees_with_is_active(clerk, columns):
    with pytest.raises(IntegrityError, match="user_standing_agrees"), transaction.atomic():
        User.objects.filter(pk=clerk.pk).update(**columns)


def test_the_trail_never_changes(department, clerk):
    lifecycle.suspend([clerk.pk], by=department, reason="ลา")
    for change in (
        lambda: AccountStep.objects.update(reason="อื่น"),
        lambda: AccountStep.objects.all().delete(),
    ):
        with (
            owning(),
            pytest.raises(Exception, match="Cannot (update|delete)"),
            transaction.atomic(),
        ):
            change()
    assert trail(clerk) == [("suspend", "department", "active", "suspended", "ลา")]


# --- What a password gives, and what it does not ---------------------------------------------------


def test_only_the_department_sets_a_first_password(province, department, clerk):
    before = clerk.password
    with pytest.raises(StepRefused, match="เป็นหน้าที่ของกรม"):
        lifecycle.set_first_password(clerk.pk, "made-up-password", by=province)
    clerk.refresh_from_db()
    assert (clerk.password, clerk.must_change_password) == (before, False)
    lifecycle.set_first_password(clerk.pk, "made-up-password", by=department)
    clerk.refresh_from_db()
    assert clerk.check_password("made-up-password")


@pytest.mark.parametrize("step", ["suspend", "end"])
def test_a_new_first_password_lifts_no_suspension(department, clerk, step):
    getattr(lifecycle, step)([clerk.pk], by=department, reason="ลา")
    before = stands(clerk)
    with pytest.raises(StepRefused, match="เพราะขณะนี้"):
        lifecycle.set_first_password(clerk.pk, "made-up-password", by=department)
    assert stands(clerk) == before
    assert not clerk.check_password("made-up-password")


def test_who_comes_back_does_not_certify(department, clerk):
    User.objects.filter(pk=clerk.pk).update(may_certify=True)
    lifecycle.end([clerk.pk], by=department, reason="ลาออก")
    lifecycle.reinstate([clerk.pk], by=department, reason="กลับเข้ารับราชการ")
    clerk.refresh_from_db()
    assert (clerk.standing, clerk.may_certify) == ("invited", False)
