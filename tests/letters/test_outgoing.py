"""A letter gets the figures of the register, a number, and stays as it went out."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from docx import Document

from core.areas.row_security import seen_as
from core.letters import pdf
from core.steps import StepRefused
from letters import workflow
from letters.models import LetterTemplate, OutgoingLetter
from letters.setting import kept_letter
from sales.models import DistrictMonth
from tests.support import factories
from tests.support import letter_factories as make
from tests.support.database import owning
from tests.support.pages import markup, shown_page, text_of
from tests.support.pdf_text import READERS
from tests.support.signed_in import signed_in

LIST = "/letters/"
ALL = {"own", "sibling", "foreign", "province", "foreign_province", "department"}


def write(of: LetterTemplate) -> str:
    return f"/letters/templates/{of.pk}/write/"


def of_system(subject: str, **more) -> LetterTemplate:
    return LetterTemplate.objects.get(subject=subject, by=None, **more)


def typed(page, **more) -> dict:
    """What the form of a page would send."""
    form = page.context["form"]
    sent = {name: field.value() for name, field in ((one.name, one) for one in form)}
    sent["day"] = "20/11/2569"
    return {"about": page.context["about"]} | sent | more


# --- Whose ----------------------------------------------------------------------------------------


def test_a_letter_is_its_offices_alone(offices):
    of = make.template(offices.department)
    for _, user in offices:
        make.letter(user, of)
    for _, user in offices:
        seen = list(OutgoingLetter.objects.visible_to(user))
        assert [one.by for one in seen] == [user]


def test_the_policies_behind_the_door_keep_a_neighbours_letters(offices):
    of = make.template(offices.department)
    for _, user in offices:
        make.letter(user, of)
    with seen_as(offices.sibling):
        assert [one.by_id for one in OutgoingLetter.objects.all()] == [offices.sibling.pk]
    with seen_as(offices.department):
        assert [one.by_id for one in OutgoingLetter.objects.all()] == [offices.department.pk]
    with seen_as(offices.province):
        seen = set(OutgoingLetter.objects.values_list("by", flat=True))
    assert seen == {offices.own.pk, offices.sibling.pk, offices.province.pk}


# --- Figures in their places ----------------------------------------------------------------------


def test_the_covering_letter_has_the_figures_of_the_confirmed_month(db):
    month = factories.month_of_bang_khla()
    chief = factories.district_chief(month.district)
    client, of = signed_in(chief), of_system("district-month")
    page = client.get(write(of))
    assert page.context["choices"] == []
    text_of(page, "ยังไม่มีเดือนที่สำนักงานนี้ยืนยันในระบบ")
    assert client.get(write(of), {"about": "2026-10"}).status_code == 422
    factories.confirm_district(month)
    page = client.get(write(of), {"about": "2026-10"})
    body = page.context["form"]["body"].value()
    assert "ประจำเดือนตุลาคม 2569" in body
    total = re.search(r"รวมเป็นเงิน ([\d,.]+) บาท", body)
    assert total
    assert total[1] != "0.00"
    answer = client.post(write(of), typed(page, reference="ฉช 0019.5"), follow=True)
    text_of(answer, "ออกเลขหนังสือ ฉช 0019.5/1 แล้ว")
    letter = OutgoingLetter.objects.get()
    assert (letter.number, letter.year, letter.about) == (1, 2569, "ตุลาคม 2569")
    assert letter.table[-1][0] == "รวม"
    assert f"{total[1]}" == kept_total(letter)
    assert total[1] in markup(answer.content.decode())


def kept_total(letter: OutgoingLetter) -> str:
    return f"{kept_letter(letter).table.total['total']:,.2f}"


def test_a_kept_letter_says_the_same_after_the_figures_changed(db):
    month = factories.month_of_bang_khla()
    chief = factories.district_chief(month.district)
    factories.confirm_district(month)
    client, of = signed_in(chief), of_system("district-month")
    page = client.get(write(of), {"about": "2026-10"})
    client.post(write(of), typed(page, reference="ฉช 0019.5"))
    letter = OutgoingLetter.objects.get()
    before = client.get(f"{LIST}{letter.pk}/pdf/").content
    factories.return_district(DistrictMonth.objects.get())
    assert client.get(f"{LIST}{letter.pk}/pdf/").content == before
    assert client.get(write(of), {"about": "2026-10"}).status_code == 422


def test_what_was_typed_stays_when_the_record_is_gone_meanwhile(db):
    month = factories.month_of_bang_khla()
    chief = factories.district_chief(month.district)
    factories.confirm_district(month)
    client, of = signed_in(chief), of_system("district-month")
    page = client.get(write(of), {"about": "2026-10"})
    factories.return_district(DistrictMonth.objects.get())
    sent = typed(page, reference="ฉช 0019.5", to="ผู้รับที่พิมพ์ไว้")
    answer = client.post(write(of), sent)
    assert answer.status_code == 422
    page = text_of(answer, "เดือนนี้ยังไม่ยืนยัน")
    assert "ผู้รับที่พิมพ์ไว้" in page
    assert not OutgoingLetter.objects.exists()


def test_a_late_district_is_reminded_by_letter(db):
    month = factories.month_of_bang_khla()
    province = factories.province_officer(month.district.province)
    client, of = signed_in(province), of_system("late-district")
    page = client.get(write(of))
    assert [one.label for one in page.context["choices"]] == ["อำเภอบางคล้า (ตุลาคม 2569)"]
    page = client.get(write(of), {"about": month.pk})
    assert page.context["form"]["to"].value() == "พัฒนาการอำเภอบางคล้า"
    assert "ภายในวัน" in page.context["form"]["body"].value()
    factories.confirm_district(month)
    assert client.get(write(of), {"about": month.pk}).status_code == 422
    assert client.get(write(of), {"about": "ก"}).status_code == 422


def test_a_producer_is_written_to_by_its_district_alone(offices):
    own = factories.producer(offices.own.district, "กลุ่มทอผ้าบางคล้า")
    factories.producer(offices.own.district, "กลุ่มทอผ้าในเมือง")
    foreign = factories.producer(offices.foreign.district, "กลุ่มจักสาน")
    client, of = signed_in(offices.own), of_system("producer")
    page = client.get(write(of), {"about": own.code})
    assert own.name in page.context["form"]["body"].value()
    assert page.context["found"].persons == {own.pk}
    for named, said in (
        ("กลุ่มทอผ้า", "ตรงกับ 2 ราย"),
        (foreign.code, "ไม่พบผู้ผลิต"),
        (foreign.name, "ไม่พบผู้ผลิต"),
    ):
        answer = client.get(write(of), {"about": named})
        assert answer.status_code == 422
        text_of(answer, said)


def test_a_field_left_in_braces_is_refused(offices):
    of = make.template(offices.own)
    client = signed_in(offices.own)
    sent = typed(client.get(write(of)), reference="ฉช 1", body="ประจำ{เดือน}")
    answer = client.post(write(of), sent)
    assert answer.status_code == 422
    text_of(answer, "ยังมีช่อง { } ที่ไม่มีค่า")


def test_a_preview_is_a_paper_and_keeps_nothing(offices):
    of = make.template(offices.own)
    client = signed_in(offices.own)
    sent = typed(client.get(write(of)), reference="ฉช 1", preview="1")
    answer = client.post(write(of), sent)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert not OutgoingLetter.objects.exists()


# --- Numbers --------------------------------------------------------------------------------------


def test_numbers_run_by_office_year_and_kind(offices):
    of = make.template(offices.department)
    circular = make.template(offices.department, kind="circular")
    first = make.letter(offices.own, of)
    assert workflow.next_number(offices.own, of.kind, date(2026, 11, 20)) == workflow.NextNumber(
        "ฉช 0019.5", 2
    )
    assert workflow.next_number(offices.own, of.kind, date(2027, 1, 4)).number == 1
    assert workflow.next_number(offices.own, "circular", date(2026, 11, 20)).number == 1
    assert workflow.next_number(offices.sibling, of.kind, date(2026, 11, 20)) == (
        workflow.NextNumber("", 1)
    )
    assert first.full_number == "ฉช 0019.5/1"
    assert make.letter(offices.own, circular).full_number == "ฉช 0019.5/ว 1"
    make.letter(offices.own, of, day=date(2027, 1, 4))
    make.letter(offices.sibling, of)
    make.letter(offices.department, of)


def test_a_number_that_was_given_is_refused_with_the_next_free_one(offices):
    of = make.template(offices.department)
    make.letter(offices.department, of)
    client = signed_in(offices.department)
    answer = client.post(write(of), typed(client.get(write(of)), number="1"))
    assert answer.status_code == 422
    text_of(answer, "เลขที่ 1 ของปี 2569 ใช้แล้ว เลขถัดไปคือ 2")
    with pytest.raises(StepRefused, match="ใช้แล้ว"):
        make.letter(offices.department, of)
    assert OutgoingLetter.objects.count() == 1


def test_another_refusal_of_the_database_is_no_used_number(offices):
    with pytest.raises(IntegrityError, match="letter_says_something"), transaction.atomic():
        make.letter(offices.own, make.template(offices.own), title="")


# --- It stays ---------------------------------------------------------------------------------------


def test_the_database_refuses_to_change_a_letter(offices):
    letter = make.letter(offices.own, make.template(offices.own))
    for statement in (
        "UPDATE letters_outgoingletter SET title = 'อื่น'",
        "DELETE FROM letters_outgoingletter",
    ):
        with owning(), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)
    letter.refresh_from_db()
    assert letter.title == "ขอเชิญประชุม"


def test_a_letter_is_cancelled_once_and_its_number_stays_used(offices):
    of = make.template(offices.own)
    letter = make.letter(offices.own, of)
    client = signed_in(offices.own)
    assert client.post(f"{LIST}{letter.pk}/", {"reason": ""}).status_code == 422
    answer = client.post(f"{LIST}{letter.pk}/", {"reason": "ผิดวันที่"}, follow=True)
    text_of(answer, "ผิดวันที่")
    assert "ยกเลิกแล้ว" in shown_page(client, LIST, letter.full_number)
    again = client.post(f"{LIST}{letter.pk}/", {"reason": "อีกครั้ง"})
    assert again.status_code == 422
    text_of(again, "หนังสือฉบับนี้ยกเลิกไปแล้ว")
    assert workflow.next_number(offices.own, of.kind, date(2026, 11, 20)).number == 2


# --- Paper and document -----------------------------------------------------------------------------


def test_the_paper_is_set_with_number_and_day(offices, monkeypatch):
    said = []
    monkeypatch.setattr(pdf, "typeset", lambda _, letters: said.extend(letters) or b"%PDF")
    letter = make.letter(offices.own, make.template(offices.own))
    signed_in(offices.own).get(f"{LIST}{letter.pk}/pdf/", {"thai_digits": "1"})
    assert said[0]["number"] == "ฉช ๐๐๑๙.๕/๑"
    assert said[0]["day"] == "๒๐ พฤศจิกายน ๒๕๖๙"
    assert said[0]["office"] == "สำนักงานพัฒนาชุมชนอำเภอบางคล้า"


def test_what_is_copied_out_of_the_paper_has_every_letter(offices):
    """A typesetter joins f and i into one sign, of which a reader copied the f alone."""
    words = "office flow affix https://otop.example/IOTfiJ3flffi/"
    letter = make.letter(offices.own, make.template(offices.own), body=words)
    for read in READERS.values():
        assert words in read(pdf.render(kept_letter(letter)))


def test_the_document_says_what_the_paper_says(db):
    month = factories.month_of_bang_khla()
    chief = factories.district_chief(month.district)
    factories.confirm_district(month)
    client, of = signed_in(chief), of_system("district-month")
    client.post(write(of), typed(client.get(write(of), {"about": "2026-10"}), reference="ฉช 1"))
    letter = OutgoingLetter.objects.get()
    answer = client.get(f"{LIST}{letter.pk}/docx/")
    assert answer["Content-Disposition"] == 'attachment; filename="letter_2569_1.docx"'
    document = Document(BytesIO(answer.content))
    texts = [one.text for one in document.paragraphs]
    assert any("ฉช 1/1" in one for one in texts)
    for said in kept_letter(letter).paragraphs:
        assert said in texts
    *_, total = document.tables[0].rows
    assert total.cells[3].text == kept_total(letter)
    memo = make.letter(chief, make.template(chief, kind="memo"), number=2)
    document = Document(BytesIO(client.get(f"{LIST}{memo.pk}/docx/").content))
    assert document.paragraphs[0].text == "บันทึกข้อความ"
    assert client.get(f"{LIST}{memo.pk}/odt/").status_code == 404


def test_queries_of_the_register_do_not_grow(offices, django_assert_num_queries):
    of = make.template(offices.own)
    client = signed_in(offices.own)
    make.letter(offices.own, of, number=1)
    client.get(LIST)
    with django_assert_num_queries(8, exact=False) as one:
        client.get(LIST)
    for number in (2, 3):
        make.letter(offices.own, of, number=number)
    with django_assert_num_queries(len(one)):
        client.get(LIST)
