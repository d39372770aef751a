"""The yearly review: who answers for whom, what the answers do, what silence does."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import bulk, lifecycle, recertification
from accounts.recertification import Progress
from core.steps import StepRefused
from core.users.models import Recertification, RecertificationRound, User
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

DUE = date(2026, 12, 1)


@pytest.fixture
def department() -> User:
    return make.department_officer()


@pytest.fixture
def province() -> User:
    return make.province_officer(make.province("24"))


@pytest.fixture
def clerks(province) -> list[User]:
    return [make.district_officer(make.district(code)) for code in ("2402", "2403", "2404")]


@pytest.fixture
def foreign() -> User:
    make.province_officer(make.district("2501").province)
    return make.district_officer(make.district("2501"))


def opened(by: User, **said) -> RecertificationRound:
    values = {"due_on": DUE, "suspends": False} | said
    return recertification.open_round(2570, by=by, **values)


def stands(account: User) -> str:
    return User.objects.values_list("standing", flat=True).get(pk=account.pk)


def test_a_round_is_opened_once_a_year_by_the_department(department, province):
    with pytest.raises(StepRefused, match="เป็นหน้าที่ของกรม"):
        opened(province)
    with pytest.raises(StepRefused, match="หลังวันนี้"):
        opened(department, due_on=date(2026, 11, 3))
    round = opened(department)
    with pytest.raises(StepRefused, match="ปีงบประมาณ 2570 แล้ว"):
        opened(department)
    with pytest.raises(StepRefused, match="ก่อนหน้านั้นไม่ได้"):
        recertification.open_round(2569, due_on=DUE, suspends=False, by=department)
    assert recertification.current_round() == round


def test_many_at_once_are_confirmed_by_who_keeps_them(department, province, clerks):
    round = opened(department)
    assert recertification.confirm(round, [clerks[0].pk, clerks[1].pk], by=province) == 2
    kept = Recertification.objects.order_by("account__username").values_list(
        "account__username", "answer", "by__username", "office", "at"
    )
    assert list(kept) == [
        ("district2402", "stays", "province24", "2402", timezone.now()),
        ("district2403", "stays", "province24", "2403", timezone.now()),
    ]
    assert stands(clerks[0]) == "active"
    assert clerks[0].steps.get().name == "confirm"
    with pytest.raises(StepRefused, match="มีคำตอบแล้ว"):
        recertification.confirm(round, [clerks[1].pk, clerks[2].pk], by=province)
    assert Recertification.objects.count() == 2


def test_a_province_answers_for_its_own_districts_only(department, province, clerks, foreign):
    round = opened(department)
    for account in (foreign, province, department):
        with pytest.raises(User.DoesNotExist):
            recertification.confirm(round, [clerks[0].pk, account.pk], by=province)
    assert Recertification.objects.count() == 0


def test_who_moved_away_is_suspended_until_the_department_moves_the_account(
    department, province, clerks
):
    round = opened(department)
    with pytest.raises(StepRefused, match="ย้ายไปที่ใด"):
        recertification.moved_away(round, clerks[0].pk, by=province, where_to=" ")
    recertification.moved_away(round, clerks[0].pk, by=province, where_to="สพอ.พนมสารคาม")
    assert stands(clerks[0]) == "suspended"
    assert clerks[0].steps.get(name="suspend").reason == (
        "ย้ายไป สพอ.พนมสารคาม (การทบทวนบัญชี ปีงบประมาณ 2570)"
    )


def test_who_left_is_ended(department, province, clerks):
    round = opened(department)
    recertification.left_service(round, clerks[0].pk, by=province, note="เกษียณ")
    assert stands(clerks[0]) == "ended"
    assert Recertification.objects.get().answer == "left"
    (own,) = recertification.progress(round, province)
    assert own == Progress("24", accounts=3, stays=0, moved=0, left=1)


def test_nobody_answers_for_oneself_while_a_colleague_can(department):
    round = opened(department)
    colleague = User.objects.create_user("department2", role="department")
    with pytest.raises(StepRefused, match="ให้ผู้อื่น"):
        recertification.confirm(round, [department.pk], by=department)
    lifecycle.suspend([colleague.pk], by=department, reason="ลาออก")
    assert recertification.confirm(round, [department.pk], by=department) == 1


def test_accounts_made_after_the_opening_are_not_asked_about(department, province, clerks, clock):
    round = opened(department)
    clock.shift(timedelta(days=1))
    person = bulk.NewAccount("later", "มาทีหลัง", "district", "2402")
    (later,) = bulk.create_invited([person], department)
    with pytest.raises(User.DoesNotExist):
        recertification.confirm(round, [later.pk], by=province)
    assert recertification.progress(round, province)[0].accounts == 3


def test_only_the_newest_round_is_answered(department, province, clerks, clock):
    old = opened(department)
    clock.shift(timedelta(days=365))
    recertification.open_round(2571, due_on=date(2027, 12, 1), suspends=False, by=department)
    with pytest.raises(StepRefused, match="รอบล่าสุด"):
        recertification.confirm(old, [clerks[0].pk], by=province)


def test_the_progress_of_the_provinces_and_of_the_department(department, province, clerks, foreign):
    round = opened(department)
    recertification.confirm(round, [clerks[0].pk], by=province)
    recertification.moved_away(round, clerks[1].pk, by=province, where_to="ที่อื่น")
    assert recertification.progress(round, department) == [
        Progress("", accounts=3, stays=0, moved=0, left=0),
        Progress("24", accounts=3, stays=1, moved=1, left=0),
        Progress("25", accounts=1, stays=0, moved=0, left=0),
    ]
    assert recertification.progress(round, province) == [
        Progress("24", accounts=3, stays=1, moved=1, left=0)
    ]


def command(*options: str) -> list[str]:
    out = StringIO()
    call_command("suspend_unused_accounts", *options, stdout=out)
    return out.getvalue().splitlines()


def past_due(clock) -> None:
    clock.move_to(timezone.make_aware(timezone.datetime(2026, 12, 2, 0, 1)))


def test_silence_suspends_only_where_the_department_chose_it(department, province, clerks, clock):
    opened(department)
    past_due(clock)
    assert command() == ["พัก 0 + 0 บัญชี"]
    assert stands(clerks[0]) == "active"


def test_silence_suspends_after_the_due_date_once(department, province, clerks, clock):
    round = opened(department, suspends=True)
    recertification.confirm(round, [clerks[0].pk], by=province)
    clock.move_to(timezone.make_aware(timezone.datetime(2026, 12, 1, 23, 59)))
    assert command()[-1] == "พัก 0 + 0 บัญชี"
    past_due(clock)
    assert command("--dry-run")[-1] == "จะพัก 0 + 3 บัญชี"
    told = command()
    assert sorted(told[:-1]) == [
        f"{name}\tไม่มีคำตอบในการทบทวนบัญชี ปีงบประมาณ 2570"
        for name in ("district2403", "district2404", "province24")
    ]
    assert [stands(one) for one in (*clerks, province, department)] == [
        "active", "suspended", "suspended", "suspended", "active",
    ]  # fmt: skip
    lifecycle.lift([clerks[1].pk], by=department, reason="ยังอยู่")
    assert command()[-1] == "พัก 0 + 0 บัญชี"
    assert stands(clerks[1]) == "active"


def test_the_database_keeps_one_answer_and_where_to(department, province, clerks):
    round = opened(department)
    recertification.confirm(round, [clerks[0].pk], by=province)
    answer = Recertification.objects.get()
    answer.pk = None
    with pytest.raises(IntegrityError, match="one_answer"), transaction.atomic():
        answer.save()
    answer.account, answer.answer = clerks[1], "moved"
    with pytest.raises(IntegrityError, match="where_to"), transaction.atomic():
        answer.save()


# --- The page ------------------------------------------------------------------------------------


def test_the_page_lists_the_unanswered_first_and_ticks_answer(
    department, province, clerks, foreign
):
    round = opened(department)
    recertification.confirm(round, [clerks[0].pk], by=province)
    client = signed_in(province)
    page = client.get("/accounts/review/")
    listed = [line["account"].username for line in page.context["lines"]]
    assert listed == ["district2403", "district2404", "district2402"]
    assert "district2501" not in page.content.decode()
    client.post("/accounts/review/", {"account": [clerks[1].pk, clerks[2].pk]})
    assert Recertification.objects.filter(answer="stays", by=province).count() == 3
    assert client.post("/accounts/review/", {"account": [foreign.pk]}).status_code == 404


def test_the_page_of_who_is_gone(department, province, clerks, foreign):
    opened(department)
    client = signed_in(province)
    path = f"/accounts/review/{clerks[0].pk}/"
    refused = client.post(path, {"answer": "moved", "note": ""})
    assert (refused.status_code, "ระบุว่าย้ายไปที่ใด" in refused.content.decode()) == (422, True)
    assert client.post(path, {"answer": "left", "note": "เกษียณ"}).status_code == 302
    assert stands(clerks[0]) == "ended"
    assert client.get(path).status_code == 404
    assert client.get(f"/accounts/review/{foreign.pk}/").status_code == 404


def test_a_province_opens_no_round(province):
    answer = signed_in(province).post("/accounts/review/", {"step": "open", "fiscal_year": "2570"})
    assert answer.status_code == 404
    assert RecertificationRound.objects.count() == 0


def test_the_department_opens_a_round_on_its_page(department):
    form = {"step": "open", "fiscal_year": "๒๕๗๐", "due_on": "1/12/2569", "suspends": "on"}
    assert signed_in(department).post("/accounts/review/", form).status_code == 302
    round = RecertificationRound.objects.get()
    assert (round.fiscal_year, round.due_on, round.suspends) == (2570, DUE, True)


def test_the_page_costs_the_same_at_1_and_at_3(department, province, django_assert_num_queries):
    make.district_officer(make.district("2402"))
    opened(department)
    client = signed_in(province)
    client.get("/accounts/review/")
    with django_assert_num_queries(9):
        client.get("/accounts/review/")
    for code in ("2403", "2404"):
        made = make.district_officer(make.district(code))
        User.objects.filter(pk=made.pk).update(date_joined=timezone.now() - timedelta(days=1))
    with django_assert_num_queries(9):
        assert len(client.get("/accounts/review/").context["lines"]) == 3
