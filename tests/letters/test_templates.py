"""Templates of letters: whose they are, which fields they may have."""

import pytest
from django.db import IntegrityError, transaction

from core.history.tracking import event_model
from letters.filling import filled, refusal_of
from letters.models import LetterTemplate
from letters.starting_values import TEMPLATES
from letters.subjects import fields_of
from tests.support import letter_factories as make
from tests.support.pages import shown_page, text_of
from tests.support.signed_in import signed_in

LIST, NEW = "/letters/templates/", "/letters/templates/new/"
TYPED = make.WORDS | {"name": "แบบของเรา", "kind": "external", "subject": "other", "is_used": "on"}


def test_a_field_takes_its_value_and_an_unknown_one_stays_to_be_seen():
    values = {"เดือน": "ตุลาคม 2569"}
    assert filled("ประจำเดือน{เดือน} { เดือน } {อื่น}", values) == (
        "ประจำเดือนตุลาคม 2569 ตุลาคม 2569 {อื่น}"
    )
    assert filled("{เดือน}", {"เดือน": "{เดือน}{0.__class__}"}) == "{เดือน}{0.__class__}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ประจำเดือน{เดือน}", ""),
        ("ไม่มีช่อง", ""),
        ("{เดอน}", "ไม่มีช่อง {เดอน} ในเรื่องนี้ หมายถึง {เดือน} หรือไม่"),
        ("{a.__class__}", "ไม่มีช่อง {a.__class__}"),
        ("{เดือน", "ไม่ครบคู่"),
        ("{เดือน}}", "ไม่ครบคู่"),
        ("{}", "ไม่มีช่อง {}"),
    ],
)
def test_what_is_wrong_with_a_field_is_said(text, said):
    refusal = refusal_of(text, ["เดือน", "ยอดรวม"])
    assert (said in refusal) if said else refusal == ""


@pytest.mark.parametrize("words", TEMPLATES, ids=lambda one: one["name"])
def test_a_template_that_comes_with_the_portal_has_known_fields_alone(words):
    known = fields_of(words["subject"])
    texts = [words[name] for name in ("title", "to", "enclosures", "body", "signature")]
    assert [refusal_of(text, known) for text in texts] == [""] * 5
    assert any("{" in text for text in texts)


def test_offices_read_what_stands_above_them_and_change_their_own(offices):
    of_own = make.template(offices.own, name="ของอำเภอ")
    of_province = make.template(offices.province, name="ของจังหวัด")
    of_department = make.template(offices.department, name="ของกรม")
    seen = {
        who: {one.name for one in LetterTemplate.objects.visible_to(user) if one.by_id}
        for who, user in offices
    }
    assert seen == {
        "own": {"ของอำเภอ", "ของจังหวัด", "ของกรม"},
        "sibling": {"ของจังหวัด", "ของกรม"},
        "foreign": {"ของกรม"},
        "province": {"ของจังหวัด", "ของกรม"},
        "foreign_province": {"ของกรม"},
        "department": {"ของกรม"},
    }
    own = {
        who: set(LetterTemplate.objects.of_office(user).filter(by__isnull=False))
        for who, user in offices
    }
    assert own["own"] == {of_own}
    assert own["province"] == {of_province}
    assert own["department"] == {of_department}
    assert own["sibling"] == own["foreign"] == own["foreign_province"] == set()


def test_a_template_is_kept_and_changed_with_its_history(offices):
    clerk = signed_in(offices.own)
    assert clerk.post(NEW, TYPED).status_code == 302
    kept = LetterTemplate.objects.get(name="แบบของเรา")
    assert (kept.district, kept.province, kept.by) == (
        offices.own.district,
        offices.province.province,
        offices.own,
    )
    page = shown_page(clerk, f"{LIST}{kept.pk}/", "บันทึกแบบหนังสือ")
    assert "{สำนักงาน}" in page
    assert clerk.post(f"{LIST}{kept.pk}/", TYPED | {"title": "เรื่องใหม่"}).status_code == 302
    events = event_model(LetterTemplate).objects.filter(pgh_obj=kept).order_by("pgh_id")
    assert [one.title for one in events] == ["ขอเชิญประชุม", "เรื่องใหม่"]


def test_an_unknown_field_is_refused_where_it_stands_and_the_rest_is_kept(offices):
    answer = signed_in(offices.own).post(NEW, TYPED | {"body": "ประจำ{เดือน}"})
    assert answer.status_code == 422
    page = text_of(answer, "ไม่มีช่อง {เดือน} ในเรื่องนี้")
    assert "แบบของเรา" in page
    assert "ประจำ{เดือน}" in page
    assert not LetterTemplate.objects.filter(name="แบบของเรา").exists()


def test_a_table_is_of_a_month(offices):
    answer = signed_in(offices.own).post(NEW, TYPED | {"with_table": "on"})
    assert answer.status_code == 422
    text_of(answer, "ตารางยอดมีเฉพาะหนังสือนำส่งยอดจำหน่าย")
    with pytest.raises(IntegrityError, match="table_of_a_month"), transaction.atomic():
        make.template(offices.own, with_table=True)


def test_a_national_id_is_refused(offices):
    answer = signed_in(offices.own).post(NEW, TYPED | {"body": "เลข 1-9999-00000-01-3"})
    assert answer.status_code == 422
    assert not LetterTemplate.objects.filter(name="แบบของเรา").exists()


def test_an_office_copies_what_stands_above_it(offices):
    of = LetterTemplate.objects.get(subject="district-month")
    page = shown_page(signed_in(offices.own), f"{LIST}{of.pk}/", "คัดลอกเป็นแบบของสำนักงาน")
    assert f"{NEW}?copy={of.pk}" in page
    copied = shown_page(signed_in(offices.own), NEW, of.name, {"copy": of.pk})
    assert "{จำนวนผู้ผลิตที่มียอด}" in copied
    foreign = make.template(offices.foreign, name="ของที่อื่น")
    other = shown_page(signed_in(offices.own), NEW, "บันทึกแบบหนังสือ", {"copy": foreign.pk})
    assert "ของที่อื่น" not in other


def test_one_out_of_use_is_shown_only_when_asked_for(offices):
    make.template(offices.own, name="แบบเก่า", is_used=False)
    clerk = signed_in(offices.own)
    assert "แบบเก่า" not in shown_page(clerk, LIST, "หนังสือเวียน")
    assert "แบบเก่า" in shown_page(clerk, LIST, "เลิกใช้", {"all": "1"})


def test_queries_of_the_list_do_not_grow(offices, django_assert_num_queries):
    clerk = signed_in(offices.own)
    clerk.get(LIST)
    counted = []
    for more in (1, 2):
        for _ in range(more):
            make.template(offices.own)
        with django_assert_num_queries(7, exact=False) as asked:
            clerk.get(LIST)
        counted.append(len(asked))
    assert counted[0] == counted[1]
