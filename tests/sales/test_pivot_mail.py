"""A saved pivot by mail: the day after the closing, to who asked, of what that person may see."""

from datetime import datetime, timedelta
from io import BytesIO, StringIO
from smtplib import SMTPException

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from core.history.tracking import tracked_models
from core.users.models import User
from sales.models import PivotMailLine, PivotSubscription, SalesMonth
from sales.reports import pivot_mail
from tests.support import factories as make
from tests.support.clock import MORNING
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

PIVOT = "/reports/pivot/"
QUERY = "rows=district&columns=category&shown=baht"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def mail_is_set(settings):
    settings.EMAIL_URL = "memorymail://"


@pytest.fixture
def clock():
    """Stands still until a test moves it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def month():
    month = make.district_month(make.district("2402", "บางคล้า"))
    make.row(month, make.producer(month.district), amounts=("5", "0", "0", "0"))
    beside = make.district_month(make.district("2501", "ข้างเคียง"))
    make.row(beside, make.producer(beside.district), amounts=("70", "0", "0", "0"))
    make.confirm_province(month.district.province)
    return month


@pytest.fixture
def province(month):
    return make.province_officer(month.district.province, email="province@example.org")


def colleague_of(user, name: str, **fields) -> User:
    """Another officer of the same province office."""
    office = {"role": user.role, "province": user.province, "must_change_password": False}
    return User.objects.create_user(name, "test-password", full_name=name, **office | fields)


@pytest.fixture
def subscribed(province):
    return make.saved_pivot(province, "รายอำเภอ", query=QUERY, shared=True)


def post(user, pivot, wanted: str = "1") -> list[str]:
    client = signed_in(user)
    answer = client.post(f"/sales/pivots/{pivot.pk}/mail/", {"wanted": wanted}, follow=True)
    return [str(one) for one in answer.context["messages"]]


def close(month) -> None:
    make.close_month(SalesMonth.objects.get(pk=month.month_id))


def night() -> str:
    out = StringIO()
    call_command("mail_pivots", stdout=out)
    return out.getvalue().strip()


def lines() -> list[tuple[str, str]]:
    return [(line.outcome, line.reason) for line in PivotMailLine.objects.order_by("pk")]


def test_it_goes_out_once_on_the_day_after_the_closing(
    month, province, subscribed, clock, mailoutbox
):
    assert post(province, subscribed)[0].startswith("จะส่งตาราง “รายอำเภอ” ไปที่ province@example.org")
    clock.shift(DAY)
    night()
    assert mailoutbox == []  # nothing is closed
    close(month)
    night()
    assert mailoutbox == []  # the day of the closing
    clock.shift(DAY)
    assert night() == "ตารางสรุปทางอีเมล: ส่งแล้ว 1 ส่งไม่ได้ จะส่งอีกครั้ง 0 ไม่ส่ง 0"
    (letter,) = mailoutbox
    assert letter.to == ["province@example.org"]
    assert letter.subject == "ตารางสรุปยอดจำหน่าย OTOP: รายอำเภอ"
    assert "กรมปิดเดือนตุลาคม 2569 แล้ว" in letter.body
    assert f"/reports/pivot/?{QUERY}" in letter.body
    assert "เลิกรับได้ที่" in letter.body
    ((name, content, kind),) = letter.attachments
    assert name.endswith(".xlsx")
    assert "spreadsheetml" in kind
    cells = {cell.value for row in load_workbook(BytesIO(content)).active for cell in row}
    assert {"บางคล้า", 5} <= cells
    assert "ข้างเคียง" not in cells
    clock.shift(DAY)
    night()
    assert len(mailoutbox) == 1
    assert lines() == [("sent", "")]


def test_who_ends_it_gets_none(month, province, subscribed, clock, mailoutbox):
    post(province, subscribed)
    page = signed_in(province).get(PIVOT).content.decode()
    assert "เลิกรับทางอีเมล" in page
    assert post(province, subscribed, wanted="0") == ["เลิกรับตาราง “รายอำเภอ” ทางอีเมลแล้ว"]
    assert "เลิกรับทางอีเมล" not in signed_in(province).get(PIVOT).content.decode()
    clock.shift(DAY)
    close(month)
    clock.shift(DAY)
    night()
    assert mailoutbox == []
    assert not PivotMailLine.objects.exists()


def test_each_gets_what_that_person_may_see_at_that_time(
    month, province, subscribed, clock, mailoutbox
):
    colleague, gone, moved = (
        colleague_of(province, name, email=f"{name}@example.org")
        for name in ("colleague", "gone", "moved")
    )
    for user in (colleague, gone, moved):
        assert post(user, subscribed)[0].startswith("จะส่งตาราง")
    User.objects.filter(pk=gone.pk).update(is_active=False, standing="ended")
    User.objects.filter(pk=moved.pk).update(province=make.district("2501").province)
    clock.shift(DAY)
    close(month)
    clock.shift(DAY)
    night()
    assert [letter.to for letter in mailoutbox] == [["colleague@example.org"]]
    assert sorted(lines()) == [("passed_over", pivot_mail.NOT_VISIBLE), ("sent", "")]
    night()
    assert len(mailoutbox) == 1
    assert len(lines()) == 2


def test_what_could_not_be_sent_is_tried_the_next_night(
    month, province, subscribed, clock, mailoutbox, monkeypatch
):
    post(province, subscribed)
    clock.shift(DAY)
    close(month)
    clock.shift(DAY)

    def refuses(self, **options):
        raise SMTPException

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", refuses)
        assert "จะส่งอีกครั้ง 1" in night()
    assert lines() == [("not_sent", "SMTPException")]
    clock.shift(DAY)
    assert "ส่งแล้ว 1" in night()
    assert len(mailoutbox) == 1
    assert lines() == [("not_sent", "SMTPException"), ("sent", "")]


def test_a_closing_of_long_ago_or_before_the_asking_sends_nothing(
    month, province, subscribed, clock, mailoutbox
):
    close(month)
    clock.shift(DAY)
    post(province, subscribed)
    clock.shift(DAY)
    night()
    assert mailoutbox == []
    PivotSubscription.objects.update(since=datetime.fromisoformat("2026-10-01T00:00+07:00"))
    clock.shift(8 * DAY)
    night()
    assert mailoutbox == []


def test_without_mail_or_an_address_it_is_not_offered(
    month, province, subscribed, settings, mailoutbox
):
    without = colleague_of(province, "without", email="")
    assert post(without, subscribed)[0].startswith("บัญชีของท่านยังไม่มีอีเมล")
    assert "รับทางอีเมลทุกเดือน" not in signed_in(without).get(PIVOT).content.decode()
    assert "รับทางอีเมลทุกเดือน" in signed_in(province).get(PIVOT).content.decode()
    settings.EMAIL_URL = ""
    assert "รับทางอีเมลทุกเดือน" not in signed_in(province).get(PIVOT).content.decode()
    assert not PivotSubscription.objects.exists()


def test_it_can_be_asked_for_when_the_pivot_is_saved(province):
    form = {"name": "รายเดือน", "query": QUERY, "mailed": "on"}
    signed_in(province).post("/sales/pivots/", form)
    subscription = PivotSubscription.objects.get()
    assert (subscription.to, subscription.pivot.name) == (province, "รายเดือน")
    assert PivotSubscription in tracked_models()


def test_only_the_person_sees_and_ends_the_own_subscription(month, province, subscribed):
    make.mailed_pivot(subscribed)
    colleague = colleague_of(province, "colleague")
    elsewhere = make.district_officer(month.district)
    assert PivotSubscription.objects.visible_to(province).count() == 1
    for user in (colleague, elsewhere, make.department_officer()):
        assert not PivotSubscription.objects.visible_to(user).exists()
        assert not PivotMailLine.objects.visible_to(user).exists()
    assert signed_in(elsewhere).post(f"/sales/pivots/{subscribed.pk}/mail/").status_code == 404
    post(colleague, subscribed, wanted="0")
    assert PivotSubscription.objects.count() == 1


def test_the_database_refuses_a_second_mail_of_a_month_and_a_refusal_without_its_reason(subscribed):
    make.mailed_pivot(subscribed)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.mailed_pivot(subscribed)
    line = PivotMailLine.objects.get()
    line.pk, line.outcome = None, "not_sent"
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()
