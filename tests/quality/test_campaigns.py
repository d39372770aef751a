"""A campaign: the base frozen, what is corrected, what remains, what appeared; late; closed for good."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.jobs.models import Job
from core.steps import StepRefused
from producers.models import Producer
from quality import campaigns, counting
from quality.models import Campaign, CampaignFigure
from quality.progress import Figure, figures_of
from tests.support import factories as make
from tests.support.quality_cases import breaking, setting, whole
from tests.support.worker import work

pytestmark = pytest.mark.django_db

DUE = date(2026, 11, 30)


@pytest.fixture
def province(of):
    return make.province_officer(of.province)


@pytest.fixture
def department():
    return make.department_officer()


def without_phone(of, name: str) -> Producer:
    producer = whole("P04", of, name)
    setting(phone="")(producer)
    return producer


def opened(by, codes=("P04",), title: str = "แก้โทรศัพท์") -> Campaign:
    return campaigns.open_campaign(title=title, codes=codes, due_on=DUE, by=by)


def test_corrected_remaining_and_appeared_of_a_frozen_base(of, neighbour, clerk, province):
    one, _two = without_phone(of, "กลุ่มก"), without_phone(of, "กลุ่มข")
    without_phone(neighbour, "กลุ่มค")
    campaign = opened(province, ("P04", "P05"))
    setting(phone="+66810000005")(one)
    without_phone(of, "กลุ่มใหม่")
    assert figures_of(campaign, clerk) == {("2402", "P04"): Figure(2, 1, 1, 1)}
    assert figures_of(campaign, province) == {
        ("2402", "P04"): Figure(2, 1, 1, 1),
        ("2403", "P04"): Figure(1, 0, 1, 0),
    }
    figure = figures_of(campaign, clerk)["2402", "P04"]
    assert (figure.percent, figure.still_open) == (50, 2)
    assert counting.count_in(clerk)["P04"].faulty == figure.still_open


def test_a_cancelled_record_is_dealt_with_one_moved_is_new_where_it_came(of, neighbour, province):
    gone, moved = without_phone(of, "กลุ่มก"), without_phone(of, "กลุ่มข")
    campaign = opened(province)
    setting(status="cancelled", cancelled_at=gone.certified_at)(gone)
    setting(district=neighbour, subdistrict=None)(moved)
    assert figures_of(campaign, province) == {
        ("2402", "P04"): Figure(2, 2, 0, 0),
        ("2403", "P04"): Figure(0, 0, 0, 1),
    }


def test_the_nation_reads_what_was_kept_last(of, department):
    one = without_phone(of, "กลุ่มก")
    campaign = opened(department)
    setting(phone="+66810000005")(one)
    assert figures_of(campaign, department) == {("2402", "P04"): Figure(1, 0, 1, 0)}
    counting.refresh()
    assert figures_of(campaign, department) == {("2402", "P04"): Figure(1, 1, 0, 0)}


def test_closing_keeps_the_figures_of_that_moment(of, clerk, province):
    one = without_phone(of, "กลุ่มก")
    campaign = campaigns.close(opened(province), by=province)
    setting(phone="+66810000005")(one)
    assert figures_of(campaign, clerk) == {("2402", "P04"): Figure(1, 0, 1, 0)}
    assert [step.name for step in campaign.steps.all()] == ["open", "close"]
    with pytest.raises(StepRefused, match="ปิดรอบแล้ว"):
        campaigns.close(campaign, by=province)
    counting.refresh()


def test_a_province_opens_for_itself_and_nobody_elses_is_seen(of, clerk, province, department):
    elsewhere = make.district("2501", "ที่อื่น")
    foreign = make.province_officer(elsewhere.province)
    own, theirs, all_ = opened(province), opened(foreign), opened(department)
    seen = {user: set(Campaign.objects.visible_to(user)) for user in (clerk, province, department)}
    assert seen == {clerk: {own, all_}, province: {own, all_}, department: {own, theirs, all_}}


def test_who_may_open_put_off_and_close(clerk, province, department):
    with pytest.raises(StepRefused, match="กรมหรือจังหวัด"):
        opened(clerk)
    nation = opened(department)
    for step in (
        lambda by: campaigns.close(nation, by=by),
        lambda by: campaigns.extend(nation, due_on=DUE, reason="น้ำท่วม", by=by),
    ):
        for by in (clerk, province):
            with pytest.raises(StepRefused, match="ผู้เปิดรอบเท่านั้น"):
                step(by)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"title": " "}, "ตั้งชื่อ"),
        ({"codes": ["X99"]}, "เลือกข้อ"),
        ({"due_on": date(2026, 11, 2)}, "ผ่านไปแล้ว"),
    ],
)
def test_what_cannot_be_opened(province, asked, refusal):
    with pytest.raises(StepRefused, match=refusal):
        campaigns.open_campaign(
            **({"title": "แก้", "codes": ["P04"], "due_on": DUE} | asked), by=province
        )


def test_late_after_the_due_date_and_put_off_with_a_reason(province):
    campaign = opened(province)
    assert (campaign.days_left, campaign.days_late) == (27, 0)
    with time_machine.travel(datetime(2026, 12, 2, 9, tzinfo=ZoneInfo("Asia/Bangkok"))):
        assert campaign.days_late == 2
        with pytest.raises(StepRefused, match="เหตุผล"):
            campaigns.extend(campaign, due_on=date(2026, 12, 9), reason="", by=province)
        campaign = campaigns.extend(campaign, due_on=date(2026, 12, 9), reason="น้ำท่วม", by=province)
        assert campaign.days_left == 7
    assert campaign.steps.last().reason == "30 พ.ย. 2569 เป็น 9 ธ.ค. 2569: น้ำท่วม"


def test_a_reason_too_long_for_its_line_is_refused_not_an_error(province):
    campaign = opened(province)
    with pytest.raises(StepRefused, match=r"เหตุผลยาว 300 ตัวอักษร กรอกได้ไม่เกิน 268"):
        campaigns.extend(campaign, due_on=date(2026, 12, 19), reason="ก" * 300, by=province)
    campaigns.extend(campaign, due_on=date(2026, 12, 19), reason="ก" * 268, by=province)
    assert len(campaign.steps.last().reason) == 300


def test_the_database_refuses_the_impossible(of, province):
    campaign = opened(province)
    for impossible in (
        lambda: Campaign.objects.update(status="closed"),
        lambda: CampaignFigure.objects.create(
            campaign=campaign, district=of, code="P04", base=2, corrected=1, remaining=0,
            appeared=0, counted_at=campaign.opened_at,
        ),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            impossible()
    with pytest.raises(ProgrammingError), transaction.atomic():
        campaign.steps.update(reason="อื่น")


def test_the_pages_from_opening_to_closing(client, of, province):
    without_phone(of, "กลุ่มก")
    client.force_login(province)
    refused = client.post("/quality/campaigns/new/", {"title": "แก้", "due_on": "30/11/2569"})
    assert refused.status_code == 422
    assert refused.context["form"].errors["codes"] == ["เลือกข้อที่ให้แก้อย่างน้อยหนึ่งข้อ"]
    posted = {"title": "แก้โทรศัพท์", "due_on": "30/11/2569", "codes": ["P04", "P05"]}
    address = client.post("/quality/campaigns/new/", posted)["Location"]
    page = client.get(address)
    assert page.context["total"] == Figure(1, 0, 1, 0)
    assert [(line.area, line.figure.base) for line in page.context["areas"]] == [(of, 1)]
    assert client.post(address, {"step": "extend", "due_on": "1/12/2569"}).status_code == 422
    put_off = {"step": "extend", "due_on": "1/12/2569", "reason": "น้ำท่วม"}
    assert client.post(address, put_off).status_code == 302
    assert client.post(address, {"step": "close"}).status_code == 302
    assert client.post(address, {"step": "close"}).status_code == 409


def test_the_nations_is_opened_in_the_background(client, of, department):
    without_phone(of, "กลุ่มก")
    client.force_login(department)
    posted = {"title": "แก้ทั่วประเทศ", "due_on": "30/11/2569", "codes": ["P04"]}
    over = client.post("/quality/campaigns/new/", posted | {"due_on": "1/11/2569"})
    assert (over.status_code, Job.objects.count()) == (409, 0)
    client.post("/quality/campaigns/new/", posted)
    work()
    campaign = Campaign.objects.get()
    assert Job.objects.get().result == {"campaign": campaign.pk}
    assert (campaign.province, campaign.codes, campaign.due_on) == (None, ["P04"], DUE)
    assert figures_of(campaign, department) == {("2402", "P04"): Figure(1, 0, 1, 0)}


def test_each_home_says_it_in_one_line(client, of, clerk, province, department):
    one, _two = without_phone(of, "กลุ่มก"), without_phone(of, "กลุ่มข")
    for user in (clerk, province, department):
        client.force_login(user)
        assert client.get("/").context["quality_campaigns"] == []
    opened(department)
    setting(phone="+66810000005")(one)
    counting.refresh()
    make.sales_month()
    for user in (clerk, province, department):
        client.force_login(user)
        page = client.get("/")
        assert [one.figure for one in page.context["quality_campaigns"]] == [Figure(2, 1, 1, 0)]
        assert "ยังต้องแก้ <strong>1 รายการ</strong>" in page.content.decode()


@pytest.mark.parametrize("who", ["district", "province", "department"])
def test_the_queries_do_not_grow_with_the_rows(client, of, who, department):
    officer = {
        "district": make.district_officer(of),
        "province": make.province_officer(of.province),
        "department": department,
    }[who]
    counts = []
    for number in (1, 2, 3):
        without_phone(make.district(f"240{number}"), f"กลุ่มที่{number}")
        breaking("D06")(whole("D06", of, f"ขนม {number}"))
        campaign = opened(department, ("P04", "D06"), f"รอบ {number}")
        Campaign.objects.exclude(pk=campaign.pk).update(
            status="closed", closed_at=campaign.opened_at, closed_by=department
        )
        client.force_login(officer)
        client.get(f"/quality/campaigns/{campaign.pk}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/quality/campaigns/{campaign.pk}/")
            client.get("/quality/campaigns/")
        counts.append(len(captured))
    assert counts[0] == counts[2]
    assert counts[0] <= 20
