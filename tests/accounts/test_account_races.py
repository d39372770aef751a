"""Two people at once: one link, the department's last two accounts, a sign-in and a suspension."""

import pytest

from accounts import bulk, invitations, life_steps, lifecycle
from accounts.invitations import InvitationGone
from core.steps import StepRefused
from core.users.models import Invitation, User
from tests.support import factories as make
from tests.support.concurrency import Person, stop_before

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def token() -> str:
    department = make.department_officer()
    place = make.district("2402")
    made = bulk.create_invited([bulk.NewAccount("new", "คนใหม่", "district", place.pk)], department)
    (issued,) = invitations.invite([made[0].pk], by=department)
    return issued.address.rstrip("/").rsplit("/", 1)[-1]


def two_with_one_link(monkeypatch, token: str) -> tuple[Person, Person]:
    """The first has taken the lock and not written yet when the second comes."""
    person: list[Person] = []
    stop_before(monkeypatch, lifecycle, "_write", person)
    first = Person(lambda: invitations.accept(token, "รหัสของคนแรก-1"))
    person.append(first)
    first.start().until_stopped()
    second = Person(lambda: invitations.accept(token, "รหัสของคนที่สอง-2")).start()
    return first, second


def test_of_two_people_with_one_link_one_wins(monkeypatch, token):
    first, second = two_with_one_link(monkeypatch, token)
    second.until_waiting()
    first.go_on().done()
    second.done()
    assert first.error is None
    assert isinstance(second.error, InvitationGone)
    account = User.objects.get(username="new")
    assert account.check_password("รหัสของคนแรก-1")
    assert account.steps.filter(name="accept").count() == 1


def test_without_asking_again_the_second_would_win(monkeypatch, token):
    """The fault that the twin above shows gone: the link counts as used whoever used it."""
    monkeypatch.setattr(type(Invitation.objects.all()), "usable", lambda self, at: self.all())
    first, second = two_with_one_link(monkeypatch, token)
    second.until_waiting()
    first.go_on().done()
    second.done()
    assert User.objects.get(username="new").check_password("รหัสของคนที่สอง-2")


def test_the_departments_last_two_do_not_suspend_each_other(monkeypatch):
    one = make.department_officer()
    two = User.objects.create_user("department2", role="department")
    person: list[Person] = []
    stop_before(monkeypatch, lifecycle, "line", person)
    first = Person(lambda: lifecycle.suspend([two.pk], by=one, reason="ลอง"))
    person.append(first)
    first.start().until_stopped()
    second = Person(lambda: lifecycle.suspend([one.pk], by=two, reason="ลอง")).start()
    second.until_waiting()
    first.go_on().done()
    second.done()
    assert first.error is None
    assert isinstance(second.error, StepRefused)
    assert str(second.error) == life_steps.LAST_OF_DEPARTMENT
    assert User.objects.filter(is_active=True).count() == 1
