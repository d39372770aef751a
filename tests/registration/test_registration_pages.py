"""The pages of registration: the state on a record, the queue, the check side by side, announcements."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from producers.models import Agency, Producer, StateSupport
from products.models import Product
from registration import announcing, workflow
from registration.models import Announcement, RegistrationStep, Status
from registration.registers import key_of
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

IN_REGISTER, IN_CERTIFY, IN_ANNOUNCE = date(2026, 11, 3), date(2026, 12, 24), date(2026, 12, 30)
QUEUE, OWN = "/registration/queue/", "/registration/own/"
ANNOUNCEMENTS = "/registration/announcements/"


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def planned():
    return make.registration_round()


@pytest.fixture
def district(of) -> Client:
    return signed_in(make.district_officer(of))


@pytest.fixture
def province(of) -> Client:
    return signed_in(make.province_officer(of.province))


def text(response) -> str:
    return response.content.decode()


def said(response) -> list[str]:
    """The messages a redirect left, read on the next page."""
    return [str(message) for message in response.context["messages"]]


def waiting(of, planned, name="กลุ่มรอตรวจ", **fields) -> Producer:
    return make.ready_producer(of, name, status="submitted", round=planned, **fields)


def record(producer) -> str:
    return f"/producers/producer/{producer.pk}/change/"


def step(one, name: str) -> str:
    meta = one._meta
    return f"/registration/{meta.app_label}/{meta.model_name}/{one.pk}/{name}/"


# --- The record's own page ------------------------------------------------------------------------


def test_a_draft_is_submitted_from_its_page_and_taken_back(of, planned, district, on):
    on(IN_REGISTER)
    producer = make.ready_producer(of)
    page = text(district.get(record(producer)))
    assert "เสนอจังหวัด (รอบ 1/2570)" in page
    district.post(step(producer, "submit"), {"version": producer.version})
    assert Producer.objects.get().status == Status.SUBMITTED
    page = text(district.get(record(producer)))
    assert "เสนอจังหวัดแล้ว แก้ไขได้เมื่อจังหวัดส่งกลับ" in page
    assert "เสนอจังหวัด (รอบ" not in page
    district.post(step(producer, "take_back"))
    assert Producer.objects.get().status == Status.DRAFT


def test_a_submitted_record_is_closed_to_its_district_and_not_to_the_province(
    of, planned, district, province, on
):
    on(IN_REGISTER)
    producer = waiting(of, planned)
    assert district.post(record(producer), {"name": "อื่น"}).status_code == 403
    assert 'name="_save"' not in text(district.get(record(producer)))
    assert 'name="_save"' in text(province.get(record(producer)))
    make.jump(Producer.objects.all(), status="cancelled", cancelled_at=producer.submitted_at)
    assert 'name="_save"' not in text(province.get(record(producer)))


def test_what_stands_in_the_way_is_named_on_the_page(of, planned, district, on):
    on(IN_REGISTER)
    producer = make.producer(of, kind="", status="draft")
    page = text(district.get(record(producer)))
    assert "ยังไม่ระบุลักษณะผู้ประกอบการ (หมวด 1)" in page
    assert step(producer, "submit") not in page


def test_outside_every_window_the_page_says_when_the_next_one_opens(of, district, on):
    on(date(2026, 9, 1))
    make.registration_round()
    page = text(district.get(record(make.ready_producer(of))))
    assert "รอบ 1/2570 เปิด 1 ต.ค. 2569" in page


def test_a_late_entry_refused_keeps_all_that_was_typed(of, planned, district, on):
    on(date(2026, 12, 21))
    producer = make.ready_producer(of)
    assert "เสนอหลังกำหนด" in text(district.get(record(producer)))
    typed = {"version": 1, "late_reason": "น้ำท่วมทั้งตำบล", "paper_date": "31/2/2569"}
    answer = district.post(step(producer, "submit"), typed)
    assert answer.status_code == 422
    assert "ไม่มีวันที่ 31/2/2569 ในปฏิทิน" in text(answer)
    assert "น้ำท่วมทั้งตำบล" in text(answer)
    answer = district.post(step(producer, "submit"), typed | {"paper_date": "21/12/2569"})
    assert answer.status_code == 409
    assert "เสนอได้ในรอบถัดไป" in text(answer)
    assert 'value="21/12/2569"' in text(answer)
    answer = district.post(step(producer, "submit"), typed | {"paper_date": "๑ ธ.ค. ๒๕๖๙"})
    assert answer.status_code == 302
    assert Producer.objects.get().paper_date == date(2026, 12, 1)


def test_a_record_changed_since_its_page_is_not_submitted_unseen(of, planned, district, on):
    on(IN_REGISTER)
    producer = make.ready_producer(of)
    Producer.objects.update(phone="0810000001")
    answer = district.post(step(producer, "submit"), {"version": producer.version})
    assert (answer.status_code, Producer.objects.get().status) == (409, Status.DRAFT)
    assert "ข้อมูลเปลี่ยนไปหลังจากที่เปิดหน้านี้" in text(answer)


# --- The province's queue -------------------------------------------------------------------------


def test_the_queue_is_the_oldest_first_with_every_register(of, planned, province, on):
    on(IN_CERTIFY)
    other = make.district("2403", "บางน้ำเปรี้ยว")
    make.ready_producer(make.district("2501", "ที่อื่น"), "ของเขา", status="submitted", round=planned)
    first = waiting(other, planned, "ก่อน", late_reason="น้ำท่วม", paper_date=IN_REGISTER)
    then = waiting(of, planned, "หลัง")
    make.product(then, name="ของหลัง", status="submitted", round=planned)
    make.outlet(of, "ร้าน", status="submitted", round=planned)
    make.producer(of, "ร่าง", status="draft")
    answer = province.get(QUEUE)
    names = [one["line"].name for one in answer.context["lines"]]
    assert names == ["ก่อน", "หลัง", "ของหลัง", "ร้าน"]
    counts = [(one["district"].code, one["count"]) for one in answer.context["districts"]]
    assert counts == [("2402", 3), ("2403", 1)]
    assert text(answer).count("หลังกำหนด") == 1
    assert f"/registration/producers/producer/{first.pk}/" in text(answer)
    only = province.get(f"{QUEUE}?district=2402&register=products.product").context["lines"]
    assert [one["line"].name for one in only] == ["ของหลัง"]
    everything = province.get(f"{QUEUE}?district=2501&register=x").context["lines"]
    assert len(everything) == 4  # what the filter does not offer is no filter


def test_ticked_ones_are_certified_owners_first_and_a_changed_one_is_named(
    of, planned, province, on
):
    on(IN_CERTIFY)
    producer, changed, left = (waiting(of, planned, name) for name in ("ครบ", "เปลี่ยน", "ไม่เลือก"))
    product = make.product(producer, status="submitted", round=planned)
    keys = [key_of(one) for one in (product, producer, changed)]
    Producer.objects.filter(pk=changed.pk).update(phone="0810000001")
    answer = province.post(
        QUEUE, {"record": keys, "shown": [*keys, key_of(left)], "which": "ticked"}, follow=True
    )
    states = dict(Producer.objects.values_list("name", "status"))
    assert states == {"ครบ": "certified", "เปลี่ยน": "submitted", "ไม่เลือก": "submitted"}
    assert Product.objects.get().status == Status.CERTIFIED
    assert said(answer) == [
        "รับรองแล้ว 2 รายการ",
        "“เปลี่ยน”: ข้อมูลเปลี่ยนไปหลังจากที่เปิดหน้านี้ ตรวจอีกครั้งแล้วทำใหม่",
    ]


def test_all_that_is_shown_is_certified_at_once(of, planned, province, on):
    on(IN_CERTIFY)
    shown = [key_of(waiting(of, planned, f"กลุ่ม {n}")) for n in range(3)]
    province.post(QUEUE, {"shown": shown, "which": "shown"})
    assert set(Producer.objects.values_list("status", flat=True)) == {"certified"}


def test_keys_of_elsewhere_and_of_nothing_certify_nothing(of, planned, province, on):
    on(IN_CERTIFY)
    theirs = waiting(make.district("2501", "ที่อื่น"), planned)
    bad = ["accounts.user:1:1", "producers.producer:x:1", "producers.producer:1", "9" * 40, ""]
    answer = province.post(QUEUE, {"record": [key_of(theirs), *bad]}, follow=True)
    assert said(answer) == ["ไม่พบระเบียนหนึ่งในพื้นที่นี้"]
    assert Producer.objects.get().status == Status.SUBMITTED
    answer = province.post(QUEUE, {"which": "ticked"}, follow=True)
    assert said(answer) == ["ยังไม่ได้เลือกรายการ ทำเครื่องหมายหน้ารายการก่อน"]


def counted(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    "show", [QUEUE, f"{QUEUE}?show=corrected", OWN, f"{OWN}?show=draft", f"{OWN}?show=submitted"]
)
def test_lists_ask_as_often_for_three_as_for_one(of, planned, district, province, on, show):
    on(IN_CERTIFY)
    client = district if show.startswith(OWN) else province

    def one_of_each(name: str) -> None:
        producer = waiting(of, planned, name)
        make.product(producer, status="submitted", round=planned)
        make.producer(of, name, status="draft")
        back = waiting(of, planned, name)
        workflow.return_record(
            back,
            by=make.province_officer(of.province),
            seen_version=1,
            reason="แก้",
            marks={"phone": "ผิด"},
        )
        corrected = make.producer(of, name)
        Producer.objects.filter(pk=corrected.pk).update(
            name="แก้แล้ว", certified_at=date_time_before(corrected)
        )

    one_of_each("ก")
    client.get(show)  # Django looks up each content type once
    first = counted(client, show)
    one_of_each("ข")
    one_of_each("ค")
    assert counted(client, show) == first


def date_time_before(producer) -> datetime:
    return producer.certified_at - timedelta(days=400)


def test_the_check_asks_as_often_for_three_rows_as_for_one(of, planned, province, on):
    on(IN_CERTIFY)
    producer = waiting(of, planned)
    agencies = list(Agency.objects.all()[:3])

    def support(agency) -> None:
        StateSupport.objects.create(producer=producer, agency=agency, what="อบรม", year=2567)

    address = f"/registration/producers/producer/{producer.pk}/"
    support(agencies[0])
    province.get(address)  # the session is written once a minute
    first = counted(province, address)
    support(agencies[1])
    support(agencies[2])
    assert counted(province, address) == first


# --- One record under check -----------------------------------------------------------------------


def test_side_by_side_the_changed_first(of, planned, province, on):
    on(IN_CERTIFY)
    producer = waiting(of, planned, "เดิม", phone="0810000001", remark="คงเดิม")
    by = make.province_officer(of.province)
    workflow.certify(producer, by=by, seen_version=1)
    Producer.objects.update(name="ใหม่", phone="")
    answer = province.get(f"/registration/producers/producer/{producer.pk}/")
    lines = [one["said"] for one in answer.context["lines"]]
    assert [(one.label, one.before, one.now) for one in lines[:2]] == [
        ("ชื่อผู้ผลิต ผู้ประกอบการ", ["เดิม"], ["ใหม่"]),
        ("โทรศัพท์", ["08-1000-0001"], [""]),
    ]
    assert not any(one.is_changed for one in lines[2:])
    assert "เปลี่ยน 2 รายการจากที่จังหวัดรับรอง" in text(answer)
    assert "1999900000013" not in text(answer)
    assert "x-xxxx-xxxxx-01-3" in text(answer)


def test_a_return_without_a_reason_keeps_the_marks(of, planned, district, province, on):
    on(IN_CERTIFY)
    producer = waiting(of, planned)
    marks = {"version": 1, "mark": ["house_number"], "mark-house_number": "ขาดบ้านเลขที่"}
    answer = province.post(step(producer, "return"), marks)
    assert answer.status_code == 422
    assert "ระบุเหตุผลที่ส่งกลับ" in text(answer)
    assert 'value="ขาดบ้านเลขที่"' in text(answer)
    box = 'value="house_number" aria-label="ทำเครื่องหมาย เลขที่" checked'
    assert box in " ".join(text(answer).split())
    answer = province.post(step(producer, "return"), marks | {"reason": "ที่อยู่ไม่ครบ"})
    assert answer.status_code == 302
    own = text(district.get(OWN))
    assert "ที่อยู่ไม่ครบ" in own
    assert "<strong>เลขที่</strong> ขาดบ้านเลขที่" in own
    assert "ขาดบ้านเลขที่" in text(district.get(record(producer)))


def test_a_return_of_a_record_changed_meanwhile_keeps_what_was_typed(of, planned, province, on):
    on(IN_CERTIFY)
    producer = waiting(of, planned)
    Producer.objects.update(phone="0810000001")
    answer = province.post(step(producer, "return"), {"version": 1, "reason": "โทรศัพท์ขาด"})
    assert answer.status_code == 409
    assert "โทรศัพท์ขาด" in text(answer)
    assert Producer.objects.get().status == Status.SUBMITTED


@pytest.mark.parametrize("version", ["", "x", "9" * 30, "2"])
def test_a_certification_of_what_was_not_seen_is_refused(of, planned, province, on, version):
    on(IN_CERTIFY)
    producer = waiting(of, planned)
    assert province.post(step(producer, "certify"), {"version": version}).status_code == 409
    assert province.post(step(producer, "certify"), {"version": 1}).status_code == 302
    assert Producer.objects.get().status == Status.CERTIFIED


def test_an_address_of_no_register_or_no_step_is_not_found(of, planned, province, on):
    producer = waiting(of, planned)
    for path in (
        f"/registration/accounts/user/{producer.pk}/",
        f"/registration/producers/agency/{producer.pk}/",
        "/registration/producers/producer/999999/",
    ):
        assert province.get(path).status_code == 404
    for name in ("announce", "restore", "nothing"):
        assert province.post(step(producer, name)).status_code == 404


# --- The district's own work ----------------------------------------------------------------------


def test_the_district_submits_its_drafts_at_once_producers_first(of, planned, district, on):
    on(IN_REGISTER)
    producer = make.ready_producer(of)
    product = make.product(producer, status="draft", quadrant="D")
    unready = make.producer(of, "ไม่ครบ", kind="", status="draft")
    keys = [key_of(one) for one in (product, unready, producer)]
    answer = district.post(f"{OWN}?show=draft", {"shown": keys, "which": "shown"}, follow=True)
    assert said(answer)[0] == "เสนอจังหวัดแล้ว 2 รายการ"
    assert "“ไม่ครบ” ยังเสนอไม่ได้" in said(answer)[1]
    assert Product.objects.get().status == Status.SUBMITTED


# --- Announcements --------------------------------------------------------------------------------


def certified_one(of, planned, name="กลุ่มรับรองแล้ว") -> Producer:
    return workflow.certify(
        waiting(of, planned, name), by=make.province_officer(of.province), seen_version=1
    )


def test_the_province_announces_and_prints(of, planned, district, province, on):
    on(IN_CERTIFY)
    certified_one(of, planned)
    page = province.get(ANNOUNCEMENTS)
    assert page.context["form"].initial["number"] == "1/2569"
    typed = {"number": "1/2569", "announced_on": "24/12/2569", "title": "รับรองผล"}
    wrong = province.post(ANNOUNCEMENTS, typed | {"announced_on": "25/12/2569"})
    assert wrong.status_code == 422
    assert "วันที่ประกาศยังมาไม่ถึง" in text(wrong)
    assert province.post(ANNOUNCEMENTS, typed).status_code == 302
    made = Announcement.objects.get()
    again = province.post(ANNOUNCEMENTS, typed | {"number": "2/2569"})
    assert again.status_code == 409
    assert "ไม่มีระเบียนที่รับรองแล้วและยังไม่ได้ประกาศ" in text(again)
    report = f"/reports/announcement/?announcement={made.pk}"
    assert "กลุ่มรับรองแล้ว" in text(district.get(report))
    assert district.post(ANNOUNCEMENTS, typed).status_code == 405
    printed = district.get(f"{report}&format=pdf&thai_digits=1").content
    paper = "".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages)
    assert "๑/๒๕๖๙" in paper
    assert "๑ รายการ ดังต่อไปนี้" in " ".join(paper.split())
    assert "ประกาศ ณ วันที่ ๒๔ ธันวาคม พ.ศ. ๒๕๖๙" in paper
    elsewhere = signed_in(make.province_officer(make.district("2501", "ที่อื่น").province))
    assert elsewhere.get(report).status_code == 404
    assert "1/2569" not in text(elsewhere.get(ANNOUNCEMENTS))


def test_the_department_sees_the_progress_and_announces(of, planned, on):
    on(IN_CERTIFY)
    certified_one(of, planned)
    waiting(of, planned, "ยังรอ")
    department = signed_in(make.department_officer())
    progress = f"/registration/progress/{planned.pk}/"
    line = department.get(progress).context["lines"][0]
    assert (line["waiting"], line["certified"], line["announcements"]) == (1, 1, 0)
    announcing.announce_province(
        by=make.province_officer(of.province), number="1/2569", announced_on=IN_CERTIFY, title="ผล"
    )
    typed = {"number": "1/2569", "announced_on": "24/12/2569", "title": "ผล"}
    refused = department.post(ANNOUNCEMENTS, typed)
    assert (refused.status_code, "เปิด 30 ธ.ค. 2569" in text(refused)) == (409, True)
    on(IN_ANNOUNCE)
    assert department.post(ANNOUNCEMENTS, typed).status_code == 302
    line = department.get(progress).context["lines"][0]
    assert (line["certified"], line["announced"], line["announcements"]) == (0, 1, 1)
    assert RegistrationStep.objects.filter(name="announce").count() == 1


def test_announcements_ask_as_often_for_three_as_for_one(of, planned, province, on):
    on(IN_CERTIFY)
    producer = make.producer(of)
    make.announcement(producer, planned, "1/2569")
    counted(province, ANNOUNCEMENTS)  # what a process reads once is read
    first = counted(province, ANNOUNCEMENTS)
    for number in ("2/2569", "3/2569"):
        make.announcement(producer, planned, number)
    assert counted(province, ANNOUNCEMENTS) == first
