"""Questions go up, answers come back; what is published is found by its words."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from core.history.tracking import event_model
from core.steps import StepRefused
from correspondence import workflow
from correspondence.models import Answer, Briefing, Question
from correspondence.waiting import ANSWERS_TOLD
from otop_registry import menu_counts
from tests.support import correspondence_factories as letters
from tests.support.clock import MORNING
from tests.support.database import owning
from tests.support.pages import markup, shown_page, text_of
from tests.support.signed_in import signed_in

LIST = "/correspondence/questions/"
NEW = f"{LIST}new/"
ALL = {"own", "sibling", "foreign", "province", "foreign_province", "department"}


def seen_by(offices, queryset) -> set[str]:
    return {who for who, user in offices if queryset.visible_to(user).exists()}


@pytest.mark.parametrize(
    ("who", "to", "seen"),
    [
        ("own", "province", {"own", "province"}),
        ("own", "department", {"own", "province", "department"}),
        ("province", "province", {"province", "department"}),
    ],
)
def test_the_door_of_a_question(offices, who, to, seen):
    question = letters.question(getattr(offices, who), to=to)
    assert seen_by(offices, Question.objects) == seen
    by = offices.department if "department" in seen else offices.province
    workflow.answer(question, by=by, text="ตอบ")
    assert seen_by(offices, Question.objects) == seen
    assert seen_by(offices, Answer.objects) == seen


def test_a_published_answer_is_read_below_the_office_that_gave_it(offices):
    question = letters.question(offices.own, to="department")
    workflow.answer(question, by=offices.province, text="ของจังหวัด", published=True)
    assert seen_by(offices, Question.objects) == {"own", "sibling", "province", "department"}
    workflow.answer(question, by=offices.department, text="ของกรม", published=True)
    assert seen_by(offices, Question.objects) == ALL
    assert [one.text for one in Answer.objects.visible_to(offices.foreign)] == ["ของกรม"]
    assert Answer.objects.visible_to(offices.sibling).count() == 2


def test_a_better_answer_takes_the_place_of_the_last_and_may_end_its_publishing(offices):
    question = letters.question(offices.own, to="department")
    first = workflow.answer(question, by=offices.department, text="ผิด", published=True)
    second = workflow.answer(question, by=offices.department, text="ถูก")
    assert second.replaces == first
    assert seen_by(offices, Question.objects) == {"own", "province", "department"}
    page = shown_page(signed_in(offices.own), f"{LIST}{question.pk}/", "มีคำตอบใหม่แทนแล้ว")
    assert "ถูก" in page
    with pytest.raises(IntegrityError, match="one_first_answer"), transaction.atomic():
        Answer.objects.create(question=question, text="-", by=offices.department, at=first.at)


def test_who_answers(offices):
    to_province = letters.question(offices.own, to="province")
    of_province = letters.question(offices.province)
    for by, question in (
        (offices.department, to_province),
        (offices.foreign_province, to_province),
        (offices.province, of_province),
    ):
        with pytest.raises(Question.DoesNotExist):
            workflow.answer(question, by=by, text="-")
    with pytest.raises(StepRefused, match="เป็นหน้าที่ของ"):
        workflow.answer(to_province, by=offices.own, text="-")
    with pytest.raises(StepRefused, match="เป็นหน้าที่ของ"):
        letters.question(offices.department)


def test_what_waits_for_an_office_stands_on_its_home(offices):
    for to in ("province", "department"):
        letters.question(offices.own, to=to)
    page = markup(shown_page(signed_in(offices.province), "/", "รอสำนักงานนี้ตอบ"))
    assert "<strong>1 คำถาม</strong>" in page
    (waiting,) = Question.objects.waiting_for(offices.department)
    client = signed_in(offices.department)
    answer = client.post(f"{LIST}{waiting.pk}/", {"text": "นับที่ผู้ซื้อสั่ง", "published": "on"})
    assert answer.status_code == 302
    assert not Question.objects.waiting_for(offices.department).exists()
    assert not Question.objects.waiting_for(offices.own).exists()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("น้ำพริก", {"one"}),
        ("น้ําพริก", {"one"}),  # นิคหิต and อา for ำ
        ("2569", {"one"}),
        ("ผู้ซื้อ", {"two"}),  # in its answer
        ("ลับเฉพาะ", set()),  # in an answer that was not published
        ("น้ำพริก ผู้ซื้อ", set()),
        ("%", set()),
    ],
)
def test_questions_are_found_by_the_words_of_question_and_answer(offices, words, found):
    one = letters.question(offices.own, subject="น้ำพริก ปี ๒๕๖๙", to="department")
    two = letters.question(offices.own, subject="ยอดออนไลน์", to="department")
    for question, text in ((one, "ทั้งปี"), (two, "นับที่ผู้ซื้อสั่ง")):
        workflow.answer(question, by=offices.department, text=text, published=True)
    workflow.answer(one, by=offices.province, text="ลับเฉพาะ")
    page = signed_in(offices.foreign).get(LIST, {"q": words}).context["page"]
    assert {"one" if item == one else "two" for item in page} == found


@pytest.mark.parametrize(
    ("show", "found"), [("", 3), ("waiting", 1), ("answered", 2), ("own", 2), ("x", 3)]
)
def test_the_list_is_narrowed(offices, show, found):
    letters.question(offices.own)
    for asker, subject in ((offices.own, "ตอบแล้ว"), (offices.foreign, "เผยแพร่")):
        question = letters.question(asker, subject=subject, to="department")
        workflow.answer(question, by=offices.department, text="-", published=True)
    assert len(signed_in(offices.own).get(LIST, {"show": show}).context["page"]) == found


SAID = {"to": "province", "subject": "ถาม", "text": "อย่างไร"}


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("", ""),
        ("http://testserver/producers/producer/?q=1", "/producers/producer/?q=1"),
        ("/reports/", "/reports/"),
        ("//elsewhere.example/x", None),
        ("https://elsewhere.example/x", None),
        ("javascript:alert(1)", None),
        ("reports/", None),
    ],
)
def test_only_a_page_of_the_portal_is_linked(offices, page, kept):
    answer = signed_in(offices.own).post(NEW, SAID | {"page": page})
    assert answer.status_code == (422 if kept is None else 302)
    assert [one.page for one in Question.objects.all()] == ([] if kept is None else [kept])


def test_no_national_id_is_asked_or_answered_about(offices):
    said = SAID | {"text": "ของ 1-9999-00000-01-3"}
    text_of(signed_in(offices.own).post(NEW, said), "มีเลขประจำตัวประชาชนในช่องนี้")
    assert not Question.objects.exists()
    question = letters.question(offices.own)
    answer = signed_in(offices.province).post(f"{LIST}{question.pk}/", {"text": "1999900000013"})
    assert answer.status_code == 422
    assert not Answer.objects.exists()


def test_the_database_refuses_to_change_a_question_or_an_answer(offices):
    question = letters.question(offices.own)
    workflow.answer(question, by=offices.province, text="-")
    for model in (Question, Answer):
        with (
            owning(),
            pytest.raises(DatabaseError, match="Cannot update or delete"),
            transaction.atomic(),
        ):
            model.objects.update(text="อื่น")
    with pytest.raises(IntegrityError, match="lies_in_its_province"), transaction.atomic():
        Question.objects.create(
            province=offices.foreign.district.province, district=offices.own.district,
            to="province", subject="-", text="-", by=offices.own, asked_at=question.asked_at,
        )  # fmt: skip


# --- Briefings ------------------------------------------------------------------------------------


def test_the_door_of_a_briefing(offices):
    letters.briefing(offices.province)
    assert seen_by(offices, Briefing.objects) == {"own", "sibling", "province"}
    letters.briefing(offices.department)
    assert seen_by(offices, Briefing.objects) == ALL


def test_questions_are_collected_until_the_day_and_go_to_who_holds_it(offices):
    today, past = date(2026, 11, 3), date(2026, 11, 2)
    open_one = letters.briefing(offices.department, held_on=today, title="ชี้แจงวันนี้")
    closed = letters.briefing(offices.department, held_on=past, title="ชี้แจงเมื่อวาน")
    client = signed_in(offices.own)
    form = shown_page(client, NEW, "ชี้แจงวันนี้", {"briefing": str(open_one.pk)})
    assert "ชี้แจงเมื่อวาน" not in form
    answer = client.post(NEW, SAID | {"briefing": open_one.pk})
    assert answer.status_code == 302
    question = Question.objects.get()
    assert (question.briefing, question.to) == (open_one, "department")
    page = signed_in(offices.department).get(f"/correspondence/briefings/{open_one.pk}/")
    assert page.context["questions"] == [question]
    assert signed_in(offices.foreign).get(page.request["PATH_INFO"]).context["questions"] == []
    with pytest.raises(StepRefused, match="ประชุมแล้ว"):
        letters.question(offices.own, briefing=closed)


def test_a_province_asks_nothing_for_a_briefing_of_its_own(offices):
    own = letters.briefing(offices.province)
    with pytest.raises(StepRefused, match="เลือกการประชุมของกรม"):
        letters.question(offices.province, briefing=own)
    with pytest.raises(Briefing.DoesNotExist):
        letters.question(offices.foreign, briefing=own)
    assert letters.question(offices.own, briefing=own, to="department").to == "province"


def test_a_day_that_moves_is_kept_with_its_history(offices):
    briefing = letters.briefing(offices.province)
    address = f"/correspondence/briefings/{briefing.pk}/"
    said = {"title": "เลื่อน", "held_on": "15/12/2569", "place": "ระบบประชุมทางไกล"}
    assert signed_in(offices.province).post(address, said).status_code == 302
    briefing.refresh_from_db()
    assert (briefing.held_on, briefing.province) == (date(2026, 12, 15), offices.province.province)
    days = list(event_model(Briefing).objects.order_by("pk").values_list("held_on", flat=True))
    assert days == [date(2026, 12, 1), date(2026, 12, 15)]
    refused = signed_in(offices.province).post(address, said | {"held_on": "15/12/2026"})
    assert refused.status_code == 422
    assert "เลื่อน" in shown_page(
        signed_in(offices.own), "/correspondence/briefings/", "15 ธ.ค. 2569"
    )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [(LIST, 5), (f"{LIST}?q=ยอด", 5), ("/correspondence/briefings/", 4), ("briefing", 4)],
)
def test_lists_cost_the_same_at_1_and_at_3(
    offices, django_assert_num_queries, path, queries, count
):
    for _ in range(count):
        briefing = letters.briefing(offices.department)
    for _ in range(count):
        question = letters.question(offices.own, briefing=briefing)
        workflow.answer(question, by=offices.department, text="-", published=True)
    path = f"/correspondence/briefings/{briefing.pk}/" if path == "briefing" else path
    client = signed_in(offices.department)
    client.get(path)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_question_costs_the_same_at_1_and_at_3_answers(offices, django_assert_num_queries, count):
    question = letters.question(offices.own, to="department")
    for _ in range(count):
        workflow.answer(question, by=offices.department, text="-")
    client = signed_in(offices.department)
    with django_assert_num_queries(6):
        shown_page(client, f"{LIST}{question.pk}/", "แก้คำตอบ")


# --- On the home ------------------------------------------------------------------------------------


def test_who_asked_is_told_on_the_home_that_there_is_an_answer(offices):
    of_district = letters.question(offices.own, to="department")
    of_province = letters.question(offices.province, to="department")
    for question in (of_district, of_province):
        workflow.answer(question, by=offices.department, text="ตอบ", published=True)
    homes = {
        who: markup(signed_in(user).get("/").content.decode()) for who, user in offices if user.role
    }
    told = {who for who, home in homes.items() if "อ่านคำตอบ" in home}
    assert told == {"own", "province"}
    assert f'href="{LIST}{of_district.pk}/"' in homes["own"]
    assert f'href="{LIST}{of_province.pk}/"' in homes["province"]
    assert f'href="{LIST}{of_district.pk}/"' not in homes["province"]
    workflow.answer(of_district, by=offices.department, text="ตอบใหม่")
    assert signed_in(offices.own).get("/").text.count("อ่านคำตอบ") == 1  # the one in force
    with time_machine.travel(MORNING + ANSWERS_TOLD + timedelta(days=1)):
        assert "อ่านคำตอบ" not in signed_in(offices.own).get("/").text


def test_what_a_process_counted_on_another_day_is_counted_anew(offices):
    """The statement of a day was kept for good: what it told began on the day the process did."""
    menu_counts._counting.cache_clear()
    with time_machine.travel(MORNING + timedelta(days=60)):
        assert "อ่านคำตอบ" not in signed_in(offices.own).get("/").text
    question = letters.question(offices.own, to="department")
    workflow.answer(question, by=offices.department, text="ตอบ")
    assert "อ่านคำตอบ" in signed_in(offices.own).get("/").text
