"""Papers of a registration: added by the district, opened by who may, ids upon a logged reason."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from core.personal.models import Reveal
from producers.models import Producer
from registration.models import Paper
from registration.papers import PaperRefused, add_papers, remove_paper
from tests.support import factories as make
from tests.support.database import owning
from tests.support.pdf_files import armed, scanned
from tests.support.pictures import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker():
    return make.producer(make.district("2402", "บางคล้า"), "กลุ่มหนึ่ง", status="draft")


@pytest.fixture
def officer(maker):
    return make.district_officer(maker.district)


def file(content: bytes = b"", name: str = "เอกสาร.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or scanned())


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(maker, *more: object) -> str:
    tail = "".join(f"{one}/" for one in more)
    return f"/registration/producers/producer/{maker.pk}/papers/{tail}"


def added(maker, by, kind: str, content: bytes = b"") -> Paper:
    [outcome] = add_papers(maker, [file(content)], kind=kind, by=by)
    assert outcome.paper is not None, outcome.refusal
    return outcome.paper


def test_the_district_adds_several_and_a_bad_one_is_named(maker, officer):
    client = client_of(officer)
    assert address(maker) in client.get(f"/producers/producer/{maker.pk}/change/").content.decode()
    files = [file(), file(plain(), "สถานที่.jpg"), file(b"MZ program", "บัตร.pdf"), file()]
    answer = client.post(
        address(maker), {"kind": "place", "caption": "หน้าโรงงาน", "files": files}, follow=True
    )
    page = answer.content.decode()
    assert "แนบเอกสารแล้ว 2 ไฟล์" in page
    assert "บัตร.pdf: " in page
    assert "ไฟล์นี้แนบไว้แล้ว (หน้าโรงงาน โดย" in page
    assert sorted(bool(one.pages) for one in Paper.objects.of(maker)) == [False, True]
    assert Paper.objects.of(maker).first().district == maker.district


def test_what_a_pdf_could_do_is_not_kept(maker, officer):
    paper = added(maker, officer, "group", armed())
    with paper.file.open() as kept:
        assert b"JavaScript" not in kept.read()


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"kind": "place"}, "เลือกไฟล์ก่อน"), ({"kind": "ghost"}, ""), ({}, "เลือกชนิดเอกสาร")],
)
def test_without_a_file_or_a_kind_nothing_is_kept(maker, officer, typed, said):
    more = {} if typed == {"kind": "place"} else {"files": [file()]}
    answer = client_of(officer).post(address(maker), typed | more)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Paper.objects.exists()


def test_a_plain_paper_is_opened_by_who_sees_the_record(maker, officer):
    letter = added(maker, officer, "network")
    province = make.province_officer(maker.district.province)
    for by in (officer, province, make.department_officer()):
        answer = client_of(by).get(address(maker, letter.pk))
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content).startswith(b"%PDF-")
        assert answer["Cache-Control"].startswith("private, no-store")
        assert answer["Content-Disposition"].startswith("attachment")
    stranger = make.district_officer(make.district("2501"))
    assert client_of(stranger).get(address(maker, letter.pk)).status_code == 404
    assert client_of(stranger).get(address(maker)).status_code == 404
    assert not Reveal.objects.exists()


@pytest.mark.parametrize("kind", sorted(Paper.SECRET))
def test_an_id_copy_is_opened_upon_a_reason_that_is_logged(maker, officer, kind):
    copy = added(maker, officer, kind)
    client = client_of(officer)
    asked = client.get(address(maker, copy.pk))
    assert asked.status_code == 200
    assert "เหตุผล" in asked.content.decode()
    assert client.post(address(maker, copy.pk), {"reason": "สั้น"}).status_code == 422
    assert client.post(address(maker, copy.pk), {"reason": "ก" * 299}).status_code == 422
    assert not Reveal.objects.exists()
    for count in (1, 2):
        answer = client.post(address(maker, copy.pk), {"reason": "ตรวจคุณสมบัติผู้ลงทะเบียน"})
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content).startswith(b"%PDF-")
        assert Reveal.objects.count() == count
    reveal = Reveal.objects.first()
    assert (reveal.record, reveal.by, reveal.district) == (maker, officer, maker.district)
    assert reveal.reason == f"{copy.get_kind_display()}: ตรวจคุณสมบัติผู้ลงทะเบียน"


def test_who_may_not_see_ids_sees_that_there_is_a_copy_only(maker, officer):
    copy = added(maker, officer, "id_card")
    department = client_of(make.department_officer())
    page = department.get(address(maker)).content.decode()
    assert "สำเนาบัตรประจำตัวประชาชน" in page
    assert address(maker, copy.pk) not in page
    assert department.get(address(maker, copy.pk)).status_code == 403
    typed = {"reason": "ตรวจคุณสมบัติผู้ลงทะเบียน"}
    assert department.post(address(maker, copy.pk), typed).status_code == 403
    assert not Reveal.objects.exists()


def test_a_paper_is_no_other_records(maker, officer):
    letter = added(maker, officer, "network")
    other = make.producer(maker.district, "กลุ่มสอง")
    assert client_of(officer).get(address(other, letter.pk)).status_code == 404


def test_one_is_taken_back_until_the_record_is_certified(maker, officer):
    letter = added(maker, officer, "network")
    name, storage = letter.file.name, letter.file.storage
    page = client_of(officer).post(address(maker, letter.pk, "remove"), follow=True)
    assert "ลบเอกสารแล้ว" in page.content.decode()
    letter.refresh_from_db()
    assert (letter.file, letter.removed_by) == ("", officer)
    assert storage.exists(name)  # until the transaction is committed
    assert client_of(officer).get(address(maker, letter.pk)).status_code == 404
    again = added(maker, officer, "network")  # the same file may come again
    make.jump(Producer.objects.filter(pk=maker.pk), **make.standing({"status": "certified"}))
    with pytest.raises(PaperRefused, match="เพิ่มได้อย่างเดียว"):
        remove_paper(again, maker, by=officer)


def test_papers_of_a_submitted_or_cancelled_record_wait(maker, officer):
    letter = added(maker, officer, "network")
    for status in ("submitted", "cancelled"):
        make.jump(Producer.objects.filter(pk=maker.pk), **make.standing({"status": status}))
        maker.refresh_from_db()
        with pytest.raises(PaperRefused):
            add_papers(maker, [file(plain())], kind="place", by=officer)
        with pytest.raises(PaperRefused):
            remove_paper(letter, maker, by=officer)
    with pytest.raises(PaperRefused, match="เฉพาะเจ้าหน้าที่อำเภอ"):
        add_papers(
            make.producer(maker.district), [file()], kind="place", by=make.department_officer()
        )


def test_the_database_keeps_papers(maker, officer):
    letter = added(maker, officer, "network")
    with owning(), pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        letter.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=letter.pk).update(file="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=letter.pk).update(removed_at=timezone.now())


def test_the_list_costs_the_same_for_one_and_three(maker, officer, django_assert_max_num_queries):
    client = client_of(officer)
    added(maker, officer, "network")
    with django_assert_max_num_queries(100) as one:
        client.get(address(maker))
    for pages in (2, 3):
        added(maker, officer, "place", scanned(pages))
    with django_assert_max_num_queries(len(one)):
        client.get(address(maker))
