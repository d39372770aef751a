"""Two works over the nation at once: the second is told who began, and when; nothing comes twice."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from core.jobs.models import Job
from core.jobs.nationwide import UnderWay
from core.jobs.workflow import AskedAlready, ask
from core.postgresql.before_commit import settle_all
from core.thai import calendar
from producers.models import Producer
from quality import campaigns, counting
from quality.kept import changed_in
from quality.models import Campaign, QualityCount
from tests.support import factories as make
from tests.support.concurrency import Person, stop_before
from tests.support.signed_in import signed_in
from tests.support.worker import work

DAY = calendar.today()


@pytest.fixture
def officer(transactional_db):
    make.producer(make.district(), phone="")
    return make.department_officer(full_name="นางสาวนับ ก่อน")


@pytest.fixture
def counts(officer, monkeypatch):
    """Somebody in the midst of a count."""
    people: list[Person] = []
    stop_before(monkeypatch, counting, "_lines", people)
    person = Person(lambda: counting.refresh(by=officer))
    people.append(person)
    person.start().until_stopped()
    yield person
    person.go_on().done()


def test_a_second_count_is_told_who_began(counts, officer):
    with pytest.raises(UnderWay) as said:
        counting.refresh()
    assert "การนับคุณภาพข้อมูลทั่วประเทศยังไม่เสร็จ เริ่มโดย นางสาวนับ ก่อน" in str(said.value)
    assert "เมื่อ " in str(said.value)
    counts.go_on().done()
    assert counts.error is None
    assert QualityCount.objects.filter(code="P04").count() == 1
    counting.refresh()  # and is free again


def test_a_campaign_of_the_nation_waits_for_no_deadlock(counts, officer):
    with pytest.raises(UnderWay, match="เริ่มโดย นางสาวนับ ก่อน"):
        campaigns.open_campaign(title="รอบ", codes=["P04"], due_on=DAY, by=officer)
    assert not Campaign.objects.exists()


def test_the_nights_count_says_so(counts):
    with pytest.raises(CommandError, match="เริ่มโดย นางสาวนับ ก่อน"):
        call_command("quality", refresh=True)


def test_a_job_that_meets_one_is_not_done_and_says_so(counts, officer):
    ask("quality-count", title="นับ", by=officer)
    work()
    job = Job.objects.get()
    assert job.status == "failed"
    assert "เริ่มโดย นางสาวนับ ก่อน" in job.message


def test_a_form_waits_for_no_count_and_leaves_its_note(counts, officer):
    with transaction.atomic():
        Producer.objects.update(phone="+66810000005")
        settle_all()
    counts.go_on().done()
    assert counts.error is None
    assert changed_in(officer, {}) == ["2402"]


def test_whoever_counts_at_night_has_no_name(officer, monkeypatch):
    people: list[Person] = []
    stop_before(monkeypatch, counting, "_lines", people)
    people.append(Person(counting.refresh))
    people[0].start().until_stopped()
    with pytest.raises(UnderWay, match="เริ่มโดย งานประจำคืน"):
        counting.refresh()
    people[0].go_on().done()


# --- The buttons ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_second_press_makes_no_second_job():
    first = make.department_officer(full_name="นางสาวนับ ก่อน")
    second = make._officer("department2", role=first.role, full_name="นายนับ ทีหลัง")
    client = signed_in(first)
    job = client.post("/quality/count/")["Location"]
    assert client.post("/quality/count/")["Location"] == job
    answer = signed_in(second).post("/quality/count/", follow=True)
    assert "เริ่มโดย นางสาวนับ ก่อน" in answer.content.decode()
    asked = {"title": "รอบ", "codes": ["P04"], "due_on": calendar.day_short(DAY)}
    with pytest.raises(AskedAlready):
        ask("quality-campaign", title="รอบ", by=second, parameters={})
    answer = signed_in(second).post("/quality/campaigns/new/", asked)
    assert answer.status_code == 409
    assert "เริ่มโดย นางสาวนับ ก่อน" in answer.content.decode()
    assert Job.objects.count() == 1
