"""A desk is handed over as it stands, and taken over by another officer of the office."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts import bulk, invitations
from core.areas.row_security import seen_as
from core.steps import StepRefused
from data_protection import workflow as requests
from handing_over import workflow
from handing_over.models import HandOver, Taking
from handing_over.open_work import open_work
from handing_over.paper import memo_of
from producers import relocation
from quality import campaigns
from registration.models import Status
from sales.models import SalesRow
from targets import estimating
from tests.support import correspondence_factories as letters
from tests.support import factories as make
from tests.support import letter_factories
from tests.support.database import owning
from tests.support.pages import shown_page, text_of
from tests.support.signed_in import signed_in

LIST, NEW = "/hand-overs/", "/hand-overs/new/"


def texts(user) -> dict[str, list[str]]:
    return {one.title: [line.text for line in one.lines] for one in open_work(user)}


def test_a_desk_without_work_says_so(offices):
    assert texts(offices.own) == {}
    shown_page(signed_in(offices.own), NEW, "ไม่มีงานค้าง")


def test_what_is_open_in_a_district(offices):
    month = make.month_of_bang_khla()
    maker = make.producer(offices.own.district, "กลุ่มจักสาน")
    make.producer_link(month, maker)
    letters.question(offices.own, subject="ยอดออนไลน์นับอย่างไร")
    letter_factories.letter(offices.own, letter_factories.template(offices.own))
    found = texts(offices.own)
    (of_month,) = found["เดือนที่เปิดอยู่"]
    assert of_month.startswith("ตุลาคม 2569: กำลังบันทึก บันทึกแล้ว")
    assert "อำเภอยืนยันภายในพุธ 25 พฤศจิกายน 2569" in of_month
    (question,) = found["คำถามที่ยังไม่มีคำตอบ"]
    assert question.startswith("ยอดออนไลน์นับอย่างไร (ยังไม่มีคำตอบ")
    (links,) = found["ลิงก์ที่ออกให้ผู้ผลิต"]
    assert links.startswith("ลิงก์แจ้งยอดของผู้ผลิต เดือนตุลาคม 2569 1 ลิงก์")
    assert "เลขหนังสือส่งล่าสุดในระบบ ฉช 0019.5/1" in found["สิทธิและเลขหนังสือ"]


def test_what_is_open_in_a_province_and_in_the_department(offices):
    month = make.confirm_district(make.month_of_bang_khla())
    make.producer(offices.own.district, "กลุ่มใหม่", status=Status.SUBMITTED)
    letters.question(offices.own, to="province", subject="ถามจังหวัด")
    province = texts(offices.province)
    assert province["เดือนที่เปิดอยู่"][0].startswith("ตุลาคม 2569: รอจังหวัดตรวจ 1 อำเภอ")
    assert province["ระเบียนที่ค้าง"] == ["รอจังหวัดตรวจและรับรอง: ผู้ผลิต ผู้ประกอบการ 1 ระเบียน"]
    assert "รอสำนักงานนี้ตอบ" in province["คำถามที่ยังไม่มีคำตอบ"][0]
    make.extension(month.district)
    department = texts(offices.department)
    assert department["เดือนที่เปิดอยู่"][0].startswith("ตุลาคม 2569: จังหวัดยืนยันแล้ว 0 จังหวัด")
    assert "ขอขยายเวลา" in department["ขอขยายเวลาที่รอพิจารณา"][0]


def test_a_desk_is_kept_as_it_was_when_it_was_left(offices):
    letters.question(offices.own, subject="ค้างอยู่")
    handed = workflow.hand_over(by=offices.own, note="กุญแจอยู่ที่ตู้")
    letters.question(offices.own, subject="มาทีหลัง")
    page = shown_page(signed_in(offices.own), f"{LIST}{handed.pk}/", "ค้างอยู่")
    assert "มาทีหลัง" not in page
    assert "กุญแจอยู่ที่ตู้" in page


def test_the_office_and_the_one_above_read_it(offices):
    of_district = workflow.hand_over(by=offices.own, note="")
    of_province = workflow.hand_over(by=offices.province, note="")
    seen = {who: set(HandOver.objects.visible_to(user)) for who, user in offices}
    assert seen == {
        "own": {of_district},
        "sibling": set(),
        "foreign": set(),
        "province": {of_district, of_province},
        "foreign_province": set(),
        "department": {of_province},
    }
    for who, user in offices:
        with seen_as(user):
            assert set(HandOver.objects.all()) == seen[who]


def test_another_officer_of_the_office_takes_it_over_once(offices):
    handed = workflow.hand_over(by=offices.own, note="")
    successor = make.district_clerk(offices.own.district)
    client = signed_in(successor)
    assert "รอผู้รับช่วงในสำนักงานนี้รับมอบ 1 ครั้ง" in shown_page(client, LIST, "รอรับมอบ")
    take = f"{LIST}{handed.pk}/take/"
    answer = client.post(take, {"remark": "ครบถ้วน"}, follow=True)
    text_of(answer, f"รับมอบงานของ {offices.own} แล้ว")
    assert "ครบถ้วน" in answer.content.decode()
    taking = Taking.objects.get()
    assert (taking.by, taking.hand_over) == (successor, handed)
    again = client.post(take, {"remark": ""})
    assert again.status_code == 422
    text_of(again, "รับมอบงานนี้ไปแล้ว")
    assert Taking.objects.count() == 1


def test_who_left_does_not_take_it_over(offices):
    handed = workflow.hand_over(by=offices.own, note="")
    with pytest.raises(StepRefused, match="ผู้ส่งมอบรับมอบงานของตนเองไม่ได้"):
        workflow.take_over(handed, by=offices.own, remark="")
    page = shown_page(signed_in(offices.own), f"{LIST}{handed.pk}/", "รอผู้รับช่วง")
    assert "/take/" not in page
    for user in (offices.province, offices.sibling, offices.department):
        with pytest.raises(HandOver.DoesNotExist):
            workflow.take_over(handed, by=user, remark="")


def test_both_sign_by_showing_who_they_are_once_more(offices):
    handed = workflow.hand_over(by=offices.own, note="")
    for user, path in (
        (offices.own, NEW),
        (make.district_clerk(offices.own.district), f"{LIST}{handed.pk}/take/"),
    ):
        client = signed_in(user)
        session = client.session
        session["proved_at"] = 0
        session.save()
        answer = client.post(path, {"note": "", "remark": ""})
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("admin:own-proof"))
    assert HandOver.objects.count() == 1
    assert not Taking.objects.exists()


def test_the_database_refuses_to_change_a_hand_over(offices):
    handed = workflow.hand_over(by=offices.own, note="เดิม")
    for statement in (
        "UPDATE handing_over_handover SET note = 'อื่น'",
        "DELETE FROM handing_over_handover",
    ):
        with owning(), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)
    handed.refresh_from_db()
    assert handed.note == "เดิม"


def test_a_national_id_in_the_note_is_refused(offices):
    answer = signed_in(offices.own).post(NEW, {"note": "เลข 1-9999-00000-01-3"})
    assert answer.status_code == 422
    assert not HandOver.objects.exists()


def test_the_paper_has_both_names_and_the_open_work(offices):
    letters.question(offices.own, subject="ค้างอยู่")
    handed = workflow.hand_over(by=offices.own, note="บรรทัดหนึ่ง\nบรรทัดสอง")
    memo = memo_of(handed)
    assert memo.signature.lines == (f"({offices.own})", "ผู้ส่งมอบ")
    assert memo.endorsement.lines[-1] == "ผู้รับมอบ"
    assert "บรรทัดสอง" in memo.paragraphs
    assert [row["title"] for row in memo.table.rows] == ["คำถามที่ยังไม่มีคำตอบ"]
    successor = make.district_clerk(offices.own.district)
    workflow.take_over(handed, by=successor, remark="")
    taken = memo_of(HandOver.objects.get())
    assert f"({successor})" in taken.endorsement.lines
    answer = signed_in(successor).get(f"{LIST}{handed.pk}/paper/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_queries_of_the_list_do_not_grow(offices, django_assert_num_queries):
    client = signed_in(offices.own)
    workflow.hand_over(by=offices.own, note="")
    client.get(LIST)
    with django_assert_num_queries(8, exact=False) as one:
        client.get(LIST)
    for _ in range(2):
        workflow.hand_over(by=offices.own, note="")
    with django_assert_num_queries(len(one)):
        client.get(LIST)


def test_what_waits_for_others_and_what_is_due(offices):
    own = offices.own.district
    maker = make.producer(own, "กลุ่มที่ย้าย")
    make.producer(own, "ร่าง", status=Status.DRAFT)
    make.producer(own, "กลับมา", status=Status.RETURNED)
    relocation.release(
        maker,
        to=offices.sibling.district,
        by=offices.own,
        notice_on=date(2026, 11, 2),
        reason="ย้ายบ้าน",
    )
    requests.receive(
        maker,
        by=offices.own,
        kind="correction",
        asker="สมหญิง ใจงาม",
        proof="บัตรประชาชนตัวจริง",
        received_on=date(2026, 11, 2),
    )
    estimating.set_due(2570, date(2026, 11, 30), by=offices.department)
    campaigns.open_campaign(
        title="แก้โทรศัพท์", codes=("P04",), due_on=date(2026, 12, 20), by=offices.province
    )
    found = texts(offices.own)
    assert "จังหวัดส่งกลับแก้ไข: ผู้ผลิต ผู้ประกอบการ 1 ระเบียน" in found["ระเบียนที่ค้าง"]
    assert "ร่างที่ยังไม่เสนอ: ผู้ผลิต ผู้ประกอบการ 1 ระเบียน" in found["ระเบียนที่ค้าง"]
    assert found["ย้ายข้ามอำเภอ"] == ["ผู้ผลิตย้ายข้ามอำเภอ รออำเภอใหม่รับ 1 ราย"]
    (asked,) = found["คำขอของเจ้าของข้อมูล"]
    assert "ตอบภายในพุธ 2 ธันวาคม 2569" in asked
    assert "สมหญิง" not in asked  # whose it is stands on its own page
    (estimate,) = found["ประมาณการที่ครบกำหนด"]
    assert "ภายในจันทร์ 30 พฤศจิกายน 2569" in estimate
    (campaign,) = found["รอบแก้ไขข้อมูล"]
    assert campaign.startswith("แก้โทรศัพท์ เหลือ")
    assert texts(offices.sibling)["ย้ายข้ามอำเภอ"] == found["ย้ายข้ามอำเภอ"]


def test_what_a_province_gave_out_and_a_draw_under_way(offices):
    month = make.month_of_bang_khla()
    row = SalesRow.objects.filter(district_month=month).exclude(total=0).first()
    make.audit_sample(make.confirm_district(month), row)
    person = bulk.NewAccount("somchai", "นายสมชาย ตัวอย่าง", "district", "2402")
    (newcomer,) = bulk.create_invited([person], offices.department)
    invitations.invite([newcomer.pk], by=offices.province)
    found = texts(offices.province)
    assert found["สุ่มตรวจหลักฐานที่ยังไม่จบ"] == [
        "ตุลาคม 2569 บางคล้า: รอผลตรวจ 1 รายการ ยังไม่มีหลักฐาน 1 รายการ"
    ]
    assert found["คำเชิญเปิดบัญชี"] == ["คำเชิญเปิดบัญชีที่ยังไม่ใช้ 1 ฉบับ"]
    chief = make.district_chief(offices.own.district)
    assert "มีสิทธิรับรองยอดของอำเภอ" in "".join(texts(chief)["สิทธิและเลขหนังสือ"])
