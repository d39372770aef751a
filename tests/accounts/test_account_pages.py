"""The account's page with its steps, the list of invitations, moving: what is shown to whom."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from accounts import bulk, invitations, lifecycle
from core.users.models import Invitation, User
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> User:
    return make.department_officer()


@pytest.fixture
def clerk() -> User:
    return make.district_officer(make.district("2402", "บางคล้า"))


def buttons(client: Client, account: User) -> list[str]:
    life = client.get(f"/accounts/user/{account.pk}/change/").context["life"]
    return [button.label for button in life.buttons]


def invite(username: str, by: User, code: str = "2402") -> User:
    person = bulk.NewAccount(username, f"คน {username}", "district", code)
    return bulk.create_invited([person], by)[0]


def test_the_page_offers_the_steps_that_can_be_taken(department, clerk):
    client = signed_in(department)
    assert buttons(client, clerk) == ["ย้ายสังกัด", "พักการใช้", "ปิดบัญชี"]
    assert buttons(client, department) == []
    lifecycle.suspend([clerk.pk], by=department, reason="ลา")
    assert buttons(client, clerk) == ["ย้ายสังกัด", "ยกเลิกการพัก", "ปิดบัญชี"]
    lifecycle.end([clerk.pk], by=department, reason="ออก")
    assert buttons(client, clerk) == ["เปิดบัญชีอีกครั้ง"]
    province = signed_in(make.province_officer(clerk.district.province))
    assert buttons(province, clerk) == []
    assert buttons(province, User.objects.get(username="province24")) == []


def test_the_page_tells_the_trail_with_both_offices(department, clerk):
    make.district("2403", "บางน้ำเปรี้ยว")
    move = lifecycle.Move(lifecycle.Office("2403"))
    lifecycle.move({clerk.pk: move}, by=department, reason="คำสั่งที่ 1")
    page = signed_in(department).get(f"/accounts/user/{clerk.pk}/change/").content.decode()
    assert "สพอ.บางคล้า → สพอ.บางน้ำเปรี้ยว" in page
    assert "คำสั่งที่ 1" in page


def test_a_step_asks_for_its_reason_and_is_taken(department, clerk):
    client = signed_in(department)
    path = f"/accounts/{clerk.pk}/suspend/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"reason": " "}).status_code == 422
    assert client.post(path, {"reason": "ลาศึกษาต่อ"}).status_code == 302
    clerk.refresh_from_db()
    assert clerk.standing == "suspended"
    assert client.post(path, {"reason": "อีกครั้ง"}).status_code == 409


def test_a_move_on_the_page(department, clerk):
    make.district("2501", "ที่อื่น")
    client = signed_in(department)
    path = f"/accounts/{clerk.pk}/move/"
    said = {"office": "2501", "reason": "คำสั่งที่ 2", "position": "พัฒนาการอำเภอ", "may_certify": "on"}
    assert client.post(path, said | {"office": "department"}).status_code == 422
    assert client.post(path, said).status_code == 302
    clerk.refresh_from_db()
    assert (clerk.district_id, clerk.position, clerk.may_certify) == (
        "2501", "พัฒนาการอำเภอ", True,
    )  # fmt: skip


def test_a_province_is_offered_its_own_districts(clerk):
    make.district("2403", "บางน้ำเปรี้ยว")
    make.district("2501", "ที่อื่น")
    client = signed_in(make.province_officer(clerk.district.province))
    page = client.get(f"/accounts/{clerk.pk}/move/")
    offered = [value for value, _ in page.context["form"].fields["office"].choices]
    assert offered == ["", "2402", "2403"]
    answer = client.post(f"/accounts/{clerk.pk}/move/", {"office": "2501", "reason": "ลอง"})
    assert answer.status_code == 422


def test_the_form_itself_changes_neither_office_nor_standing(department, clerk):
    make.district("2403")
    form = {"username": clerk.username, "full_name": "ชื่อใหม่", "role": "province"}
    form |= {"province": "24", "district": "2403", "standing": "ended", "is_active": ""}
    answer = signed_in(department).post(f"/accounts/user/{clerk.pk}/change/", form)
    assert answer.status_code == 302
    clerk.refresh_from_db()
    assert (clerk.full_name, clerk.role, clerk.district_id, clerk.standing) == (
        "ชื่อใหม่", "district", "2402", "active",
    )  # fmt: skip


def test_the_right_to_certify_outside_a_district_is_refused_on_the_form(department):
    province = make.province_officer(make.province("24"))
    form = {"username": "province24", "full_name": "สมมติ", "may_certify": "on"}
    answer = signed_in(department).post(f"/accounts/user/{province.pk}/change/", form)
    assert answer.status_code == 200
    assert "สิทธิรับรองยอดมีได้เฉพาะบัญชีของอำเภอ" in answer.content.decode()


def test_an_account_added_without_a_password_is_invited(department):
    make.district("2402")
    client = signed_in(department)
    form = {"username": "new", "full_name": "คนใหม่", "role": "district", "district": "2402"}
    answer = client.post("/accounts/user/add/", form)
    made = User.objects.get(username="new")
    assert answer.url == f"/accounts/user/{made.pk}/change/"
    assert (made.standing, made.has_usable_password()) == ("invited", False)


def test_a_first_password_of_the_old_way_opens_an_invited_account(department):
    make.district("2402")
    made = invite("new", department)
    invitations.invite([made.pk], by=department)
    words = "ทอผ้า-ย้อมคราม-12"
    form = {"username": "new", "full_name": "คนใหม่", "password1": words, "password2": words}
    signed_in(department).post(f"/accounts/user/{made.pk}/change/", form)
    made.refresh_from_db()
    assert (made.standing, made.must_change_password) == ("active", True)
    assert made.check_password(words)
    assert Invitation.objects.unanswered().count() == 0
    names = made.steps.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["create", "invite", "first_password"]


def test_slips_are_answered_once_and_kept_nowhere(department, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make.district("2402")
    made = [invite(name, department) for name in ("one", "two", "three")]
    client = signed_in(department)
    chosen = {"account": [made[0].pk, made[2].pk], "way": "slips"}
    answer = client.post("/accounts/invitations/", chosen)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    said = PdfReader(BytesIO(answer.content)).pages[0].extract_text().replace(" ", "")
    assert ["คนone" in said, "คนtwo" in said, "คนthree" in said] == [True, False, True]
    assert set(Invitation.objects.values_list("account__username", flat=True)) == {"one", "three"}
    assert list(tmp_path.iterdir()) == []


def test_all_without_a_link_get_one_and_the_rest_keep_theirs(department):
    make.district("2402")
    first, second = invite("one", department), invite("two", department)
    invitations.invite([first.pk], by=department)
    kept = Invitation.objects.get()
    client = signed_in(department)
    client.post("/accounts/invitations/", {"which": "without_link", "way": "workbook"})
    assert Invitation.objects.usable(timezone.now()).filter(pk=kept.pk).exists()
    assert Invitation.objects.filter(account=second).count() == 1


def test_a_second_press_says_that_the_links_were_made(department):
    """The answer of the first, which held them, is lost to a browser that was pressed twice."""
    make.district("2402")
    invite("new", department)
    client = signed_in(department)
    form = {"which": "without_link", "way": "screen"}
    assert client.post("/accounts/invitations/", form).status_code == 200
    again = client.post("/accounts/invitations/", form, follow=True).content.decode()
    assert "ทุกบัญชีมีคำเชิญที่ยังใช้ได้แล้ว ลิงก์แสดงครั้งเดียว ถ้าไม่ได้รับ ให้เลือกบัญชีแล้วออกคำเชิญใหม่" in again
    assert Invitation.objects.count() == 1


def test_a_province_sees_and_invites_only_its_own(department):
    for code in ("2402", "2501"):
        make.district(code)
    own, foreign = invite("own", department), invite("foreign", department, "2501")
    client = signed_in(make.province_officer(make.province("24")))
    page = client.get("/accounts/invitations/?province=25")
    assert [line["account"].username for line in page.context["lines"]] == ["own"]
    chosen = {"account": [own.pk, foreign.pk], "way": "screen"}
    assert client.post("/accounts/invitations/", chosen).status_code == 404
    assert Invitation.objects.count() == 0
    for path in (f"/accounts/{foreign.pk}/invite/", f"/accounts/{foreign.pk}/suspend/"):
        assert client.post(path, {"way": "screen", "reason": "ลอง"}).status_code == 404


def test_a_link_on_the_screen_is_told_once(department):
    make.district("2402")
    made = invite("one", department)
    client = signed_in(department)
    answer = client.post(f"/accounts/{made.pk}/invite/", {"way": "screen"})
    address = answer.context["issued"][0]["address"]
    assert address in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    token = address.rstrip("/").rsplit("/", 1)[-1]
    again = client.get(f"/accounts/user/{made.pk}/change/").content.decode()
    assert token not in again


def test_a_withdrawn_link_is_shown_as_gone(department):
    make.district("2402")
    made = invite("one", department)
    client = signed_in(department)
    client.post(f"/accounts/{made.pk}/invite/", {"way": "screen"})
    client.post(f"/accounts/{made.pk}/invite/", {"withdraw": "1"})
    assert Invitation.objects.unanswered().count() == 0
    assert "ไม่มีคำเชิญที่รอใช้" in client.get(f"/accounts/user/{made.pk}/change/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("seen=soon", {"district2403"}),
        ("seen=never", {"district2404"}),
        ("seen=month", {"district2403"}),
        ("standing__exact=suspended", {"district2402"}),
        ("role__exact=district", {"district2402", "district2403", "district2404"}),
    ],
)
def test_the_list_is_filtered(department, query, found):
    clerks = [make.district_officer(make.district(code)) for code in ("2402", "2403", "2404")]
    now = timezone.now()
    User.objects.update(last_login=now, standing_since=now - timedelta(days=100))
    User.objects.filter(pk=clerks[1].pk).update(last_login=now - timedelta(days=80))
    User.objects.filter(pk=clerks[2].pk).update(last_login=None, standing_since=now)
    lifecycle.suspend([clerks[0].pk], by=department, reason="ลา")
    page = signed_in(department).get(f"/accounts/user/?{query}")
    assert {one.username for one in page.context["cl"].result_list} == found


def test_the_list_of_invitations_costs_the_same_at_1_and_at_3(
    department, django_assert_num_queries
):
    make.district("2402")
    client = signed_in(department)
    invitations.invite([invite("one", department).pk], by=department)
    client.get("/accounts/invitations/")
    with django_assert_num_queries(7):
        client.get("/accounts/invitations/")
    for name in ("two", "three"):
        invitations.invite([invite(name, department).pk], by=department)
    with django_assert_num_queries(7):
        assert len(client.get("/accounts/invitations/").context["lines"]) == 3


def test_an_office_is_told_at_home_what_its_accounts_need(department, clerk):
    from accounts import recertification

    due = timezone.localdate() + timedelta(days=20)
    recertification.open_round(2570, due_on=due, suspends=False, by=department)
    long_ago = timezone.now() - timedelta(days=80)
    User.objects.filter(pk=clerk.pk).update(last_login=long_ago, standing_since=long_ago)
    province = make.province_officer(clerk.district.province)

    def told(account: User) -> list[tuple[str, int]]:
        tasks = signed_in(account).get("/").context["account_tasks"]
        return [(task.word, task.count) for task in tasks]

    assert told(province) == [("ทบทวนบัญชี", 1), ("จะถูกพัก", 1)]
    assert told(department) == [("ทบทวนบัญชี", 2), ("จะถูกพัก", 1)]
    foreign = make.province_officer(make.district("2501").province)
    assert told(foreign) == []
