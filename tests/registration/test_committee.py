"""A round in which นตผ.อำเภอ considers first, and แบบรายงานการลงทะเบียน of the district."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from core.steps import StepRefused
from registration import workflow
from registration.models import RegistrationStep
from registration.workflow import Resolution
from tests.support import factories as make

pytestmark = pytest.mark.django_db

IN_REGISTER = date(2026, 11, 3)
MAKER = "ผู้ผลิต ผู้ประกอบการ"
RESOLVED = Resolution("meeting", "3/2569", date(2026, 11, 2))
TYPED = {
    "resolution-form": "meeting",
    "resolution-number": "3/2569",
    "resolution-held_on": "2/11/2569",
}


@pytest.fixture
def of(on):
    on(IN_REGISTER)
    return make.district()


@pytest.fixture
def by(of):
    return make.district_officer(of)


@pytest.fixture
def considered(of):
    """The round of this quarter, with the setting."""
    return make.registration_round(committee_first=True)


def test_the_resolution_is_recorded_with_the_submission(of, by, considered):
    record = make.ready_producer(of)
    with pytest.raises(StepRefused, match="นตผ.อำเภอพิจารณาก่อน บันทึกมติพร้อมการเสนอ"):
        workflow.submit(record, by=by)
    workflow.submit(record, by=by, resolution=RESOLVED)
    step = RegistrationStep.objects.of(record).get()
    assert step.resolution_told == "ประชุม 3/2569 วันที่ 2 พ.ย. 2569"


def test_what_comes_back_was_considered_before(of, by, considered, on):
    record = workflow.submit(make.ready_producer(of), by=by, resolution=RESOLVED)
    province = make.province_officer(of.province)
    record = workflow.return_record(
        record, by=province, seen_version=record.version, reason="แก้ที่อยู่", marks={}
    )
    assert workflow.submit(record, by=by).status == "submitted"


def test_a_round_without_the_setting_asks_for_none(of, by):
    make.registration_round()
    record = workflow.submit(make.ready_producer(of), by=by)
    assert RegistrationStep.objects.of(record).get().resolution_told == ""


def test_the_database_keeps_a_resolution_whole_and_with_its_submission(of, by, considered):
    record = workflow.submit(make.ready_producer(of), by=by, resolution=RESOLVED)
    step = RegistrationStep.objects.of(record).get()
    for fields in ({"resolution_number": ""}, {"name": "take_back"}):
        values = {
            field.attname: getattr(step, field.attname) for field in step._meta.concrete_fields
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            RegistrationStep.objects.create(**(values | {"id": None} | fields))


def test_the_page_of_a_record_asks_and_says_what_is_missing(client, of, by, considered):
    record = make.ready_producer(of)
    client.force_login(by)
    page = client.get(f"/producers/producer/{record.pk}/change/").content.decode()
    assert "พร้อมมติ นตผ.อำเภอ" in page
    address = f"/registration/producers/producer/{record.pk}/submit/"
    posted = {"version": str(record.version), "late_reason": "", "paper_date": ""}
    refused = client.post(address, posted | TYPED | {"resolution-number": ""})
    assert refused.status_code == 422
    assert "ระบุครั้งที่หรือเลขที่หนังสือ" in refused.content.decode()
    assert "2/11/2569" in refused.content.decode()
    assert client.post(address, posted | TYPED).status_code == 302
    record.refresh_from_db()
    assert record.status == "submitted"
    page = client.get(f"/producers/producer/{record.pk}/change/").content.decode()
    assert "มติ นตผ.อำเภอ ประชุม 3/2569 วันที่ 2 พ.ย. 2569" in page


def test_many_are_submitted_under_one_resolution(client, of, by, considered):
    records = [make.ready_producer(of, f"กลุ่ม {n}") for n in (1, 2)]
    keys = [f"producers.producer:{one.pk}:{one.version}" for one in records]
    client.force_login(by)
    page = "/registration/own/?show=draft"
    assert "มติ นตผ.อำเภอ ของรายการที่เสนอ" in client.get(page).content.decode()
    posted = {"record": keys, "which": "ticked"}
    said = client.post(page, posted, follow=True).content.decode()
    assert "บันทึกมติพร้อมการเสนอ" in said
    said = client.post(page, posted | TYPED | {"resolution-held_on": "x"}, follow=True)
    assert "มติ นตผ.อำเภอ: " in said.content.decode()
    assert RegistrationStep.objects.count() == 0
    assert (
        "เสนอจังหวัดแล้ว 2 รายการ" in client.post(page, posted | TYPED, follow=True).content.decode()
    )
    assert RegistrationStep.objects.filter(resolution_number="3/2569").count() == 2


# --- แบบรายงานการลงทะเบียน ---------------------------------------------------------------------------


def reported(client, user, **query) -> dict:
    client.force_login(user)
    return client.get("/reports/round-registrations/", {"format": "json"} | query).json()


def test_the_report_holds_what_the_district_registered_in_the_round(client, of, by, considered):
    maker = workflow.submit(make.ready_producer(of, "กลุ่มใหม่"), by=by, resolution=RESOLVED)
    make.producer(of, "ยังเป็นร่าง", status="draft", round=considered)
    make.producer(of, "รอบก่อน")
    make.producer(make.district("2403", "อื่น"), "ของอำเภออื่น", status="submitted", round=considered)
    make.product(maker, name="ผ้าขาวม้า", status="certified", round=considered)
    said = reported(client, by)
    keys = ("number", "kind", "name", "status", "note")
    assert [tuple(row[key] for key in keys) for row in said["rows"]] == [
        (1, MAKER, "กลุ่มใหม่", maker.get_status_display(), "ประชุม 3/2569 วันที่ 2 พ.ย. 2569"),
        (2, "ผลิตภัณฑ์", "ผ้าขาวม้า", "จังหวัดรับรองแล้ว", ""),
    ]
    assert said["title"] == "แบบรายงานการลงทะเบียน"
    counts = [
        (row["name"], row["submitted"], row["certified"]) for row in said["summaries"][0]["rows"]
    ]
    assert (MAKER, 1, 0) in counts
    assert ("ผลิตภัณฑ์", 0, 1) in counts
    province = make.province_officer(of.province)
    theirs = reported(client, province, district="2403")
    assert [row["name"] for row in theirs["rows"]] == ["ของอำเภออื่น"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_report_costs_the_same_at_1_and_at_3(
    client, django_assert_num_queries, of, by, considered, count
):
    for n in range(count):
        maker = make.producer(of, f"กลุ่ม {n}", status="submitted", round=considered)
        make.product(maker, name=f"ของ {n}", status="submitted", round=considered)
    client.force_login(by)
    client.get("/reports/round-registrations/?format=json")
    with django_assert_num_queries(12):
        client.get("/reports/round-registrations/?format=json")
