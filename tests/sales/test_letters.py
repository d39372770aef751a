"""Memo and covering letters of a month: what they say, whose they are, when there are any."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.documents import typesetting
from core.steps import StepRefused
from sales.models import SalesMonth, Step
from sales.months import workflow
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def bang_khla():
    return make.month_of_bang_khla()


@pytest.fixture
def said(monkeypatch) -> list[dict]:
    """What was given to the typesetter."""
    given: list[dict] = []

    def compile(template, *, sys_inputs, **options):
        given.extend(json.loads(sys_inputs["letters"].replace("\\u001f", "")))
        return b"%PDF-"

    monkeypatch.setattr(typesetting.typst, "compile", compile)
    monkeypatch.setattr(typesetting, "as_typed", bytes)
    return given


def of_district(letter: str, **query) -> str:
    kwargs = {"month": "2026-10", "district": "2402", "letter": letter}
    return reverse("admin:sales-district-letter", kwargs=kwargs)


OF_PROVINCE = "/sales/months/2026-10/letter/"


def test_the_memo_lays_the_month_before_the_committee(client, bang_khla, said):
    chief = make.district_chief(bang_khla.district, full_name="นายพัฒนา ดีงาม")
    client.force_login(chief)
    assert client.get(of_district("memo")).status_code == 404  # nothing is confirmed yet
    make.confirm_district(bang_khla)
    assert client.get(of_district("memo")).status_code == 200
    (memo,) = said
    assert memo["office"] == "สำนักงานพัฒนาชุมชนอำเภอบางคล้า จังหวัดฉะเชิงเทรา"
    assert memo["subject"] == "ขอให้รับรองยอดจำหน่ายผลิตภัณฑ์ OTOP ประจำเดือนตุลาคม 2569"
    assert memo["to"] == "ประธานคณะกรรมการ นตผ.อำเภอบางคล้า"
    assert "รวมเป็นเงิน 1,474,780.00 บาท" in memo["paragraphs"][0]
    assert "1 ราย" in memo["paragraphs"][0]  # food and beverages of one producer
    assert memo["table"]["total"][-1] == "1,474,780.00"
    assert memo["endorsement"][-1] == "ประธานคณะกรรมการ นตผ.อำเภอบางคล้า"


def test_letters_are_set_on_paper_with_thai_digits(client, bang_khla):
    client.force_login(make.district_officer(bang_khla.district))
    make.confirm_district(bang_khla)
    papers = {
        (name, digits): client.get(of_district(name), {"thai_digits": digits}).content
        for name in ("memo", "covering")
        for digits in ("", "1")
    }
    assert all(paper.startswith(b"%PDF-") for paper in papers.values())
    assert len(set(papers.values())) == 4


def test_the_province_sends_its_month_once_it_reported(client, bang_khla, said):
    officer = make.province_officer(bang_khla.district.province)
    client.force_login(officer)
    assert client.get(OF_PROVINCE).status_code == 404
    make.confirm_province(officer.province)
    assert client.get(OF_PROVINCE).status_code == 200
    (letter,) = said
    assert letter["to"] == "อธิบดีกรมการพัฒนาชุมชน"
    assert "1,474,780.00" in letter["paragraphs"][0]
    assert letter["enclosures"][1].endswith("OTOP รายอำเภอ (รต.๔) จำนวน 1 ชุด")


@pytest.mark.parametrize("letter", ["memo", "covering", "other"])
def test_other_offices_have_no_letter_of_the_month(client, bang_khla, letter):
    make.confirm_province(bang_khla.district.province)
    for user in (
        make.district_officer(make.district("2401", "เมือง")),
        make.province_officer(bang_khla.district.province),
        make.department_officer(),
    ):
        client.force_login(user)
        assert client.get(of_district(letter)).status_code == 404
    client.force_login(make.department_officer(full_name="กรม"))
    assert client.get(OF_PROVINCE).status_code == 404


def test_the_pages_lead_to_the_letters(client, bang_khla):
    make.confirm_province(bang_khla.district.province)
    client.force_login(make.district_officer(bang_khla.district))
    check = client.get("/sales/2026-10/2402/check/").content.decode()
    assert of_district("memo") in check
    assert of_district("covering") in check
    client.force_login(make.province_officer(bang_khla.district.province))
    assert OF_PROVINCE in client.get("/sales/board/?month=2026-10").content.decode()


def test_the_department_reports_a_closed_month_once_and_anew_after_it_was_opened_again(
    client, bang_khla, said
):
    make.confirm_province(bang_khla.district.province)
    department = make.department_officer(full_name="นางกรม ดี")
    client.force_login(department)
    page, paper = "/sales/months/2026-10/", "/sales/months/2026-10/report/"
    assert client.get(paper).status_code == 404
    with pytest.raises(StepRefused):
        workflow.report_month(make.OCTOBER, by=department)
    workflow.close_month(make.OCTOBER, by=department)
    assert paper in client.get(page).content.decode()
    assert client.get(paper).status_code == 200
    assert said[0]["to"] == "อธิบดีกรมการพัฒนาชุมชน"
    assert "1,474,780.00" in said[0]["paragraphs"][0]
    assert client.post(page, {"step": "report_month"}).status_code == 302
    reported = SalesMonth.objects.get()
    assert reported.reported_by == department
    assert Step.objects.filter(name="report_month", by=department).count() == 1
    assert "รายงานแล้ว" in client.get(page).content.decode()
    assert client.post(page, {"step": "report_month"}).status_code == 409
    workflow.reopen_month(make.OCTOBER, by=department, reason="จังหวัดขอแก้")
    reopened = SalesMonth.objects.get()
    assert (reopened.reported_at, reopened.reported_by) == (None, None)
    workflow.close_month(make.OCTOBER, by=department)
    assert workflow.report_month(make.OCTOBER, by=department).reported_at is not None


def test_a_report_belongs_to_a_closed_month(bang_khla):
    with pytest.raises(IntegrityError, match="month_reported_when_closed"), transaction.atomic():
        SalesMonth.objects.update(reported_at=timezone.now(), reported_by=make.department_officer())
