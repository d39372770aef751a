"""A province hands out links and confirms after the districts: it does not become a district's chief."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts import invitations, lifecycle
from accounts.invitations import InvitationHeld
from accounts.lifecycle import Move
from accounts.offices import Office
from core.steps import StepRefused
from core.users.models import Invitation, User
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

PASSWORD = "ทอผ้า-ย้อมคราม-12"
TWICE = {"new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def department() -> User:
    return make.department_officer()


@pytest.fixture
def province() -> User:
    return make.province_officer(make.province())


@pytest.fixture
def chief() -> User:
    return make.district_chief(make.district("2402", "บางคล้า"), email="chief@example.com")


def path_of(issued: invitations.Issued) -> str:
    return issued.address.removeprefix("http://127.0.0.1:8000")


def token_of(issued: invitations.Issued) -> str:
    return path_of(issued).split("/")[2]


def test_a_provinces_link_to_a_chief_opens_only_once_the_department_released_it(
    client, department, province, chief
):
    (issued,) = invitations.invite([chief.pk], by=province)
    assert issued.is_held
    page = client.get(path_of(issued))
    assert page.status_code == 403
    assert "ลิงก์นี้รอกรมรับรอง" in page.content.decode()
    assert chief.full_name not in page.content.decode()
    assert client.post(path_of(issued), TWICE).status_code == 403
    chief.refresh_from_db()
    assert chief.check_password("test-password")

    invitations.release([chief.pk], by=department, reason="โทรถามที่ สพอ. แล้ว")
    assert client.get(path_of(issued)).status_code == 200
    assert client.post(path_of(issued), TWICE).status_code == 200
    chief.refresh_from_db()
    assert chief.check_password(PASSWORD)
    told = list(chief.steps.order_by("pk").values_list("name", "by__username", "reason"))
    assert told == [
        ("invite", province.username, ""),
        ("release", "department", "โทรถามที่ สพอ. แล้ว"),
        ("accept", chief.username, ""),
    ]


def test_links_that_need_no_second_person(client, department, province, chief):
    clerk = make.district_officer(chief.district, may_certify=False)
    (of_clerk,) = invitations.invite([clerk.pk], by=province)
    (by_mail,) = invitations.invite([chief.pk], by=province, to_own_mail=True)
    assert not of_clerk.is_held
    assert client.get(path_of(by_mail)).status_code == 200
    (of_department,) = invitations.invite([chief.pk], by=department)
    assert client.get(path_of(of_department)).status_code == 200
    assert client.get(path_of(of_clerk)).status_code == 200


def test_by_mail_the_province_is_not_told_the_link(settings, province, chief):
    settings.EMAIL_URL = "memorymail://"
    answer = signed_in(province).post(f"/accounts/{chief.pk}/invite/", {"way": "mail"}, follow=True)
    (letter,) = mail.outbox
    assert letter.to == ["chief@example.com"]
    token = letter.body.split("/invitation/")[1].split("/")[0]
    assert token not in answer.content.decode()
    assert invitations.usable(token).account == chief


def test_who_becomes_a_chief_after_the_link_was_made_is_held_too(client, department, province):
    clerk = make.district_officer(make.district("2402"), may_certify=False)
    (issued,) = invitations.invite([clerk.pk], by=province)
    User.objects.filter(pk=clerk.pk).update(may_certify=True)
    with pytest.raises(InvitationHeld):
        invitations.accept(token_of(issued), PASSWORD)
    with pytest.raises(IntegrityError, match="waits for its release"), transaction.atomic():
        Invitation.objects.filter(account=clerk).update(used_at=timezone.now())


def test_only_the_department_releases_and_says_how_it_made_sure(department, province, chief):
    invitations.invite([chief.pk], by=province)
    with pytest.raises(StepRefused, match="เป็นหน้าที่ของ"):
        invitations.release([chief.pk], by=province, reason="ตนเอง")
    with pytest.raises(StepRefused, match="ระบุเหตุผล"):
        invitations.release([chief.pk], by=department, reason=" ")
    invitations.release([chief.pk], by=department, reason="โทรถามแล้ว")
    with pytest.raises(StepRefused, match="ไม่มีคำเชิญที่รอกรมรับรอง"):
        invitations.release([chief.pk], by=department, reason="อีกครั้ง")


def test_the_database_wants_a_second_person(province, chief):
    invitations.invite([chief.pk], by=province)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Invitation.objects.update(released_at=timezone.now(), released_by=province)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Invitation.objects.update(released_at=timezone.now())


def test_the_department_finds_what_waits_and_releases_it_on_the_accounts_page(
    department, province, chief
):
    at_province = signed_in(province)
    answer = at_province.post(f"/accounts/{chief.pk}/invite/", {"way": "screen"})
    assert "รอกรมรับรอง" in answer.content.decode()
    assert (
        "รับรองคำเชิญ</a>"
        not in at_province.get(f"/accounts/user/{chief.pk}/change/").content.decode()
    )
    home = signed_in(department).get("/").content.decode()
    assert "?invitation=held" in home
    found = signed_in(department).get("/accounts/user/?invitation=held").content.decode()
    assert chief.username in found
    page = signed_in(department).get(f"/accounts/user/{chief.pk}/change/").content.decode()
    address = f"/accounts/{chief.pk}/release/"
    assert address in page
    done = signed_in(department).post(address, {"reason": "โทรถามที่ สพอ. แล้ว"})
    assert done.status_code == 302
    assert Invitation.objects.get().released_by == department
    assert "?invitation=held" not in signed_in(department).get("/").content.decode()


def test_a_province_makes_no_certifier(department, province, chief):
    clerk = make.district_officer(chief.district, may_certify=False)
    make.district("2403")
    with pytest.raises(StepRefused, match="กรมเป็นผู้ให้"):
        lifecycle.move(
            {clerk.pk: Move(Office("2403"), may_certify=True)}, by=province, reason="ย้าย"
        )
    lifecycle.move({chief.pk: Move(Office("2403"), may_certify=True)}, by=province, reason="ย้าย")
    chief.refresh_from_db()
    assert (chief.district_id, chief.may_certify) == ("2403", True)
    page = signed_in(province).get(f"/accounts/{clerk.pk}/move/").content.decode()
    assert 'name="may_certify"' not in page
    sent = {"office": "2403", "may_certify": "on", "reason": "ย้าย"}
    assert signed_in(province).post(f"/accounts/{clerk.pk}/move/", sent).status_code == 302
    clerk.refresh_from_db()
    assert (clerk.district_id, clerk.may_certify) == ("2403", False)
    assert Client().get("/").status_code == 302
