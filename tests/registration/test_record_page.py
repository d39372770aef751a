"""The page of a record in sections: what is missing, rows added in place, others' edits kept."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.areas.models import Subdistrict
from producers.admin.sections import SECTIONS
from producers.models import Agency, Programme, ProjectParticipation, SalesChannel
from registration.sections import completeness
from tests.support import factories as make
from tests.support.forms import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def client(of) -> Client:
    client = Client()
    client.force_login(make.district_officer(of))
    return client


def page_of(producer, section: str) -> str:
    return f"/producers/producer/{producer.pk}/change/?section={section}"


def marks(producer) -> dict[str, str]:
    return {state.section.key: state.mark for state in completeness(producer, SECTIONS).sections}


def test_twelve_sections_in_the_order_of_the_form():
    assert [section.number for section in SECTIONS] == [*range(1, 13), ""]


def test_what_is_missing_follows_from_what_is_filled(of):
    maker = make.producer(of)
    assert marks(maker) == {
        "general": "missing",
        "address": "missing",
        "founding": "missing",
        "projects": "missing",
        "person": "missing",
        "funding": "empty",
        "community": "missing",
        "stars": "missing",
        "management": "missing",
        "support": "missing",
        "channels": "missing",
        "transport": "missing",
        "lists": "empty",
    }
    before = completeness(maker, SECTIONS).percent
    maker.phone = "+66810000000"
    maker.without_registration_number = True  # looked at, and there is none
    maker.has_business_plan = False  # no is an answer
    maker.keeps_accounts = True
    SalesChannel.objects.create(producer=maker, kind="shop", place="หน้าร้าน")
    after = marks(maker)
    assert (after["general"], after["management"], after["channels"]) == ("complete",) * 3
    assert after["transport"] == "missing"
    assert completeness(maker, SECTIONS).percent > before


def test_a_section_shows_and_saves_only_its_own_fields(client, of):
    maker = make.producer(of, phone="0810000000")
    page = client.get(page_of(maker, "management"))
    assert list(page.context["adminform"].form.fields) == [
        "has_business_plan",
        "keeps_accounts",
        "logistics",
    ]
    posted = shown(page) | {"has_business_plan": "true", "_next": "1"}
    answer = client.post(page_of(maker, "management"), posted)
    assert answer["Location"] == page_of(maker, "support")
    maker.refresh_from_db()
    assert (maker.has_business_plan, maker.phone) == (True, "0810000000")


def test_a_new_record_goes_on_with_the_first_section_not_complete(client, of):
    posted = {"name": "กลุ่มใหม่", "kind": "group", "phone": "081 000 0000"}
    answer = client.post("/producers/producer/add/", posted)
    assert answer.status_code == 302
    assert answer["Location"].endswith("?section=general")  # its registration number


def test_rows_are_added_changed_and_taken_away(client, of):
    maker = make.producer(of)
    programme, agency = Programme.objects.first(), Agency.objects.first()
    page = client.get(page_of(maker, "projects"))
    row = {"projects-0-programme": programme.pk, "projects-0-year": "๒๕๖๗"}
    answer = client.post(page_of(maker, "projects"), shown(page) | row)
    assert answer.status_code == 302
    project = ProjectParticipation.objects.get()
    assert (project.producer, project.programme, project.year) == (maker, programme, 2567)
    page = client.get(page_of(maker, "projects"))
    client.post(page_of(maker, "projects"), shown(page) | {"projects-0-agency": agency.pk})
    project.refresh_from_db()
    assert project.agency == agency
    page = client.get(page_of(maker, "projects"))
    client.post(page_of(maker, "projects"), shown(page) | {"projects-0-DELETE": "on"})
    assert not ProjectParticipation.objects.exists()


@pytest.mark.parametrize(
    ("year", "sentence"),
    [
        ("2024", "พิมพ์ปีเป็น พ.ศ. (ค.ศ. 2024 คือ พ.ศ. 2567)"),
        ("67", "พิมพ์ปี พ.ศ. ให้ครบ 4 หลัก"),
        ("2650", "ปี 2650 ยังมาไม่ถึง"),
    ],
)
def test_a_year_that_cannot_be_meant_is_refused_at_its_field(client, of, year, sentence):
    maker = make.producer(of)
    page = client.get(page_of(maker, "projects"))
    row = {
        "projects-0-programme": Programme.objects.first().pk,
        "projects-0-year": year,
        "projects-0-note": "ไม่หาย",
    }
    answer = client.post(page_of(maker, "projects"), shown(page) | row)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "ไม่หาย" in answer.content.decode()
    assert not ProjectParticipation.objects.exists()


def test_numbers_are_typed_with_thai_digits_and_separators(client, of):
    maker = make.producer(of)
    posted = shown(client.get(page_of(maker, "person"))) | {"member_count": "๑,๒๐๔"}
    assert client.post(page_of(maker, "person"), posted).status_code == 302
    maker.refresh_from_db()
    assert maker.member_count == 1204


def test_two_numbers_in_a_field_are_refused(client, of):
    maker = make.producer(of, member_count=3)
    posted = shown(client.get(page_of(maker, "person"))) | {"member_count": "12 15"}
    answer = client.post(page_of(maker, "person"), posted)
    said = str(answer.context["adminform"].form.errors["member_count"])
    assert "มีตัวเลข 2 จำนวนในช่อง (12 และ 15)" in said
    maker.refresh_from_db()
    assert maker.member_count == 3


@pytest.mark.parametrize(
    ("born", "sentence"),
    [
        ("12/3/2650", "วันเกิดยังมาไม่ถึง"),
        ("24/11/2560", "ผู้ลงทะเบียนต้องมีอายุ 15 ปีขึ้นไป (เกิด 24 พ.ย. 2560 อายุ"),
        ("24/11/10", "พิมพ์ปี พ.ศ. ให้ครบ 4 หลัก (พิมพ์ 10; หมายถึง 24/11/2510 หรือไม่)"),
        ("12/3/1965", "ปีต้องเป็น พ.ศ. (พิมพ์ 1965; หมายถึง 2508 หรือไม่)"),
        ("31/2/2508", "ไม่มีวันที่ 31/2/2508 ในปฏิทิน"),
    ],
)
def test_a_birth_date_that_cannot_be_is_refused_and_the_rest_kept(client, of, born, sentence):
    maker = make.producer(of)
    page = client.get(page_of(maker, "person"))
    posted = shown(page) | {"person_first_name": "ตัวอย่าง", "person_born_on": born}
    answer = client.post(page_of(maker, "person"), posted)
    assert sentence in str(answer.context["adminform"].form.errors["person_born_on"])
    assert answer.context["adminform"].form["person_first_name"].value() == "ตัวอย่าง"


def test_a_field_left_alone_keeps_what_somebody_else_saved_meanwhile(client, of):
    maker = make.producer(of, phone="0810000000")
    posted = shown(client.get(page_of(maker, "general")))
    maker.kind = "sme"
    maker.save()
    client.post(page_of(maker, "general"), posted | {"name": "ชื่อใหม่"})
    maker.refresh_from_db()
    assert (maker.kind, maker.name) == ("sme", "ชื่อใหม่")


def test_a_field_both_changed_is_refused_with_the_others_value(client, of):
    maker = make.producer(of, "เดิม", phone="0810000000")
    posted = shown(client.get(page_of(maker, "general"))) | {"name": "ของฉัน"}
    maker.name = "ของเขา"
    maker.save()
    answer = client.post(page_of(maker, "general"), posted)
    form = answer.context["adminform"].form
    assert "ผู้อื่นแก้ช่องนี้เป็น “ของเขา” แล้ว" in str(form.errors["name"])
    assert form["name"].value() == "ของฉัน"
    maker.refresh_from_db()
    assert maker.name == "ของเขา"
    # Saved once more from the refused page, it is meant.
    client.post(page_of(maker, "general"), shown(answer))
    maker.refresh_from_db()
    assert maker.name == "ของฉัน"


def test_a_choice_no_longer_offered_stays_where_it_is_held(client, of):
    maker, other = make.producer(of), make.producer(of, "อื่น")
    old = Programme.objects.create(name="โครงการเลิกแล้ว", is_active=False)
    ProjectParticipation.objects.create(producer=maker, programme=old, year=2560)
    page = client.get(page_of(maker, "projects"))
    assert "โครงการเลิกแล้ว" in page.content.decode()
    client.post(page_of(maker, "projects"), shown(page) | {"projects-0-note": "ยังแก้ได้"})
    assert ProjectParticipation.objects.get().note == "ยังแก้ได้"
    assert "โครงการเลิกแล้ว" not in client.get(page_of(other, "projects")).content.decode()


def test_a_subdistrict_of_elsewhere_is_refused(client, of):
    maker = make.producer(of)
    elsewhere = Subdistrict.objects.create(
        code="240301",
        district=make.district("2403", "อื่น"),
        name_th="-",
        name_en="-",
        type_th="ตำบล",
    )
    posted = shown(client.get(page_of(maker, "address"))) | {"subdistrict": elsewhere.pk}
    answer = client.post(page_of(maker, "address"), posted)
    assert "subdistrict" in answer.context["adminform"].form.errors


@pytest.mark.parametrize("section", [section.key for section in SECTIONS])
def test_the_department_reads_every_section_and_changes_none(of, section):
    maker = make.producer(of)
    client = Client()
    client.force_login(make.department_officer())
    page = client.get(page_of(maker, section))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert client.post(page_of(maker, section), {}).status_code == 403


def test_as_many_queries_for_three_rows_as_for_one(client, of):
    maker = make.producer(of)
    programmes = list(Programme.objects.all()[:3])

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get(page_of(maker, "projects"))
        return len(counted)

    def hold(programme) -> None:
        ProjectParticipation.objects.create(producer=maker, programme=programme, year=2567)

    hold(programmes[0])
    queries()  # content types are read once in a process
    one = queries()
    hold(programmes[1])
    hold(programmes[2])
    assert queries() == one
