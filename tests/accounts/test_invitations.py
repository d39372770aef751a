"""Invitations: one link, one password, one time; and the page that nobody signs in for."""

import logging
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from accounts import bulk, invitation_papers, invitations, lifecycle
from accounts.invitations import InvitationGone
from core.steps import StepRefused
from core.users.models import Invitation, User
from tests.support import factories as make

pytestmark = pytest.mark.django_db

PASSWORD = "ทอผ้า-ย้อมคราม-12"
TWICE = {"new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def department() -> User:
    return make.department_officer()


@pytest.fixture
def newcomer(department) -> User:
    place = make.district("2402", "บางคล้า")
    person = bulk.NewAccount(
        "somchai", "นายสมชาย ตัวอย่าง", "district", place.pk, email="s@example.com"
    )
    return bulk.create_invited([person], department)[0]


def link(account: User, by: User) -> str:
    """The path of a fresh invitation."""
    (issued,) = invitations.invite([account.pk], by=by)
    assert issued.address.startswith("http://127.0.0.1:8000/invitation/")
    return issued.address.removeprefix("http://127.0.0.1:8000")


def token_of(path: str) -> str:
    return path.split("/")[2]


def signs_in(username: str, password: str = PASSWORD) -> bool:
    request = RequestFactory().post("/login/")
    return authenticate(request, username=username, password=password) is not None


def test_the_link_sets_the_persons_own_password_once(client, newcomer, department):
    path = link(newcomer, department)
    page = client.get(path)
    assert page.status_code == 200
    assert "นายสมชาย ตัวอย่าง" in page.content.decode()
    assert not signs_in("somchai")
    done = client.post(path, TWICE)
    assert done.status_code == 200
    newcomer.refresh_from_db()
    assert (newcomer.standing, newcomer.is_active, newcomer.must_change_password) == (
        "active", True, False,
    )  # fmt: skip
    assert signs_in("somchai")
    again = client.post(path, {name: "อีกรหัสหนึ่ง-99" for name in TWICE})
    assert again.status_code == 404
    assert signs_in("somchai")
    assert not signs_in("somchai", "อีกรหัสหนึ่ง-99")
    assert list(newcomer.steps.order_by("pk").values_list("name", "by__username")) == [
        ("create", "department"), ("invite", "department"), ("accept", "somchai"),
    ]  # fmt: skip


def test_a_weak_password_is_refused_and_the_link_stays(client, newcomer, department):
    path = link(newcomer, department)
    answer = client.post(path, {name: "12345" for name in TWICE})
    assert answer.status_code == 422
    assert "ต้องยาวอย่างน้อย 12 ตัวอักษร" in answer.content.decode()
    different = client.post(path, TWICE | {"new_password2": "อีกอย่างหนึ่ง-1"})
    assert "รหัสผ่านสองช่องไม่ตรงกัน" in different.content.decode()
    assert client.post(path, TWICE).status_code == 200


def test_only_a_keyed_hash_of_the_link_is_kept(newcomer, department, settings):
    token = token_of(link(newcomer, department))
    kept = Invitation.objects.get()
    assert kept.token_hash == invitations.token_hash(token)
    assert token not in str(Invitation.objects.values().get())
    settings.SECRET_KEY = "another"
    assert kept.token_hash != invitations.token_hash(token)


def dead_links(newcomer: User, department: User, clock) -> dict[str, str]:
    """Every way a link is useless, each left in that state."""
    other = bulk.NewAccount("other", "อีกคน", "district", "2402")
    third = bulk.NewAccount("third", "คนที่สาม", "district", "2402")
    others = bulk.create_invited([other, third], department)
    replaced = link(newcomer, department)
    used = link(newcomer, department)
    invitations.accept(token_of(used), PASSWORD)
    withdrawn = link(others[0], department)
    invitations.withdraw(others[0].pk, by=department)
    suspended = link(others[1], department)
    lifecycle.suspend([others[1].pk], by=department, reason="ผิดคน")
    run_out = link(others[0], department)
    clock.shift(timedelta(days=7))
    return {
        "never made": "/invitation/" + "x" * 43 + "/",
        "replaced": replaced,
        "used": used,
        "withdrawn": withdrawn,
        "suspended": suspended,
        "run out": run_out,
    }


def test_every_useless_link_answers_the_same(client, newcomer, department, clock):
    links = dead_links(newcomer, department, clock)
    answers = {name: client.get(path) for name, path in links.items()}
    assert {answer.status_code for answer in answers.values()} == {404}
    assert len({answer.content for answer in answers.values()}) == 1
    posted = {name: client.post(path, TWICE) for name, path in links.items()}
    assert {answer.status_code for answer in posted.values()} == {404}
    assert not signs_in("other")
    assert not signs_in("third")
    page = answers["used"].content.decode()
    assert "ลิงก์นี้ใช้ไม่ได้" in page
    assert "สมชาย" not in page


def test_a_link_stands_to_the_last_second_of_its_seven_days(client, newcomer, department, clock):
    path = link(newcomer, department)
    clock.shift(timedelta(days=7) - timedelta(seconds=1))
    assert client.get(path).status_code == 200
    clock.shift(timedelta(seconds=1))
    assert client.get(path).status_code == 404


def test_a_forgotten_password_is_replaced_and_other_sessions_end(client, department):
    clerk = make.district_officer(make.district("2402"), must_change_password=True)
    elsewhere = Client()
    elsewhere.force_login(clerk)
    path = link(clerk, department)
    assert signs_in(clerk.username, "test-password")  # until the link is used
    assert client.post(path, TWICE).status_code == 200
    assert not signs_in(clerk.username, "test-password")
    assert signs_in(clerk.username)
    assert elsewhere.get("/").url == "/login/?next=/"
    clerk.refresh_from_db()
    assert not clerk.must_change_password


def test_a_lock_after_wrong_passwords_is_lifted_with_the_new_one(client, department):
    clerk = make.district_officer(make.district("2402"))
    wrong = {"username": clerk.username, "password": "wrong"}
    for _ in range(5):
        locked = client.post("/login/", wrong)
    assert locked.status_code == 429
    client.post(link(clerk, department), TWICE)
    right = {"username": clerk.username, "password": PASSWORD}
    assert client.post("/login/", right).status_code == 302


def test_a_person_with_a_first_password_may_still_use_the_link(department):
    clerk = make.district_officer(make.district("2402"), must_change_password=True)
    client = Client()
    client.force_login(clerk)
    assert client.get("/").url == "/password_change/"
    assert client.get(link(clerk, department)).status_code == 200


# --- What the page gives away -------------------------------------------------------------------


def test_nothing_keeps_or_passes_on_the_link(client, newcomer, department):
    for answer in (client.get(link(newcomer, department)), client.get("/invitation/none/")):
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "strict-origin"
        assert answer["X-Robots-Tag"] == "noindex"


def test_the_link_is_in_no_line_that_is_logged(client, newcomer, department, caplog):
    path = link(newcomer, department)
    client.post(path, TWICE)
    with caplog.at_level(logging.DEBUG):
        assert client.get(path).status_code == 404
        assert client.get("/invitation/" + "y" * 43 + "/").status_code == 404
    assert AccessAttempt.objects.count() == 1
    told = caplog.text + str(list(AccessAttempt.objects.values()))
    assert "/invitation/***/" in caplog.text
    assert token_of(path) not in told
    assert "y" * 43 not in told


def test_the_report_of_an_error_hides_the_link(rf):
    from core.personal.error_reports import PrivateExceptionReporter

    request = rf.get("/invitation/abc-secret/")
    try:
        raise ValueError("at /invitation/abc-secret/")
    except ValueError as error:
        reporter = PrivateExceptionReporter(request, type(error), error, error.__traceback__)
        assert "abc-secret" not in reporter.get_traceback_text()


def test_guessing_is_stopped_and_old_links_of_an_office_are_no_guess(client, newcomer, department):
    path = link(newcomer, department)
    old = link(newcomer, department)
    client.post(old, TWICE)
    for _ in range(6):
        assert client.get(old).status_code == 404  # a bookmark of the used link
    fresh = link(newcomer, department)
    assert client.get(fresh).status_code == 200
    for nth in range(5):
        assert client.get(f"/invitation/guess-{nth}/").status_code == 404
    assert client.get("/invitation/guess-6/").status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.9").get("/invitation/guess-7/").status_code == 404
    assert client.get(path).status_code == 404


def test_guesses_shut_nobody_out(client, newcomer, department):
    """Somebody in the same building guesses: the newcomer's own link opens all the same."""
    fresh = link(newcomer, department)
    for nth in range(6):
        client.get(f"/invitation/guess-{nth}/")
    assert client.get(fresh).status_code == 200
    assert client.post(fresh, TWICE).status_code == 200
    assert signs_in("somchai")


def test_the_wait_after_guessing_ends(client, clock):
    for nth in range(6):
        answer = client.get(f"/invitation/guess-{nth}/")
    assert answer.status_code == 429
    clock.shift(timedelta(minutes=16))
    assert client.get("/invitation/guess-6/").status_code == 404


# --- Making them ---------------------------------------------------------------------------------


def test_a_province_invites_for_its_districts_only(newcomer, department):
    province = make.province_officer(make.province("24"))
    make.district("2501")
    person = bulk.NewAccount("foreign", "คนอื่น", "district", "2501")
    (foreign,) = bulk.create_invited([person], department)
    assert len(invitations.invite([newcomer.pk], by=province)) == 1
    with pytest.raises(User.DoesNotExist):
        invitations.invite([newcomer.pk, foreign.pk], by=province)
    with pytest.raises(StepRefused, match="กรมการพัฒนาชุมชนเป็นผู้ดูแล"):
        invitations.invite([province.pk], by=province)
    assert Invitation.objects.filter(account=foreign).count() == 0


@pytest.mark.parametrize("standing", ["suspended", "ended"])
def test_who_is_shut_out_is_not_invited(newcomer, department, standing):
    User.objects.filter(pk=newcomer.pk).update(standing=standing)
    with pytest.raises(StepRefused, match="เพราะขณะนี้"):
        invitations.invite([newcomer.pk], by=department)


def test_withdrawing_where_there_is_none_is_refused(newcomer, department):
    with pytest.raises(StepRefused, match="ไม่มีคำเชิญ"):
        invitations.withdraw(newcomer.pk, by=department)
    assert newcomer.steps.filter(name="withdraw").count() == 0


def test_the_database_keeps_one_unanswered_invitation(newcomer, department):
    link(newcomer, department)
    second = Invitation.objects.get()
    second.pk, second.token_hash = None, "f" * 64
    with pytest.raises(IntegrityError, match="one_unanswered"), transaction.atomic():
        second.save()


def test_slips_name_the_person_the_account_the_day_and_the_link(newcomer, department):
    User.objects.filter(pk=newcomer.pk).update(full_name="#strong[นาย] $x$")
    issued = invitations.invite([newcomer.pk], by=department)
    # Signs a typesetter would join into one.
    issued = [replace(issued[0], address="https://otop.example/invitation/IOTfiJ3flffi/")]
    said = PdfReader(BytesIO(invitation_papers.slips(issued))).pages[0].extract_text()
    plain = said.replace("\n", "").replace(" ", "")
    assert "#strong[นาย]$x$" in plain  # as typed, never as markup
    assert "somchai" in plain
    assert "256909:00" in plain
    assert issued[0].address in plain


def test_four_slips_on_a_sheet(department):
    make.district("2402")
    people = [bulk.NewAccount(f"p{nth}", f"คนที่ {nth}", "district", "2402") for nth in range(5)]
    made = bulk.create_invited(people, department)
    issued = invitations.invite([one.pk for one in made], by=department)
    assert len(PdfReader(BytesIO(invitation_papers.slips(issued))).pages) == 2


def test_the_workbook_holds_texts_only(newcomer, department):
    User.objects.filter(pk=newcomer.pk).update(full_name='=HYPERLINK("http://x")')
    issued = invitations.invite([newcomer.pk], by=department)
    content = invitation_papers.workbook(issued)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0] == [
        "สังกัด", "ชื่อ-นามสกุล", "ตำแหน่ง", "ชื่อผู้ใช้", "ลิงก์ตั้งรหัสผ่าน", "ใช้ได้ถึง",
    ]  # fmt: skip
    assert rows[1] == [
        "สพอ.บางคล้า", '=HYPERLINK("http://x")', "", "somchai", issued[0].address,
        "10 พ.ย. 2569 09:00 น.",
    ]  # fmt: skip


def test_mail_goes_to_the_person_where_the_portal_can_send(settings, newcomer, department):
    settings.EMAIL_URL = "memorymail://"
    client = Client()
    client.force_login(department)
    path = f"/accounts/{newcomer.pk}/invite/"
    client.post(path, {"way": "mail"})
    (letter,) = mail.outbox
    assert letter.to == ["s@example.com"]
    found = letter.body.split("/invitation/")[1].split("/")[0]
    assert invitations.usable(found).account == newcomer


def test_without_a_way_to_send_no_link_is_made(newcomer, department):
    client = Client()
    client.force_login(department)
    client.post(f"/accounts/{newcomer.pk}/invite/", {"way": "mail"})
    assert mail.outbox == []
    assert Invitation.objects.count() == 0


def test_a_forged_token_is_gone(newcomer, department):
    token = token_of(link(newcomer, department))
    for forged in (token[:-1], token + "A", token.swapcase(), ""):
        with pytest.raises(InvitationGone):
            invitations.usable(forged)
