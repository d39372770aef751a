"""P06 over two years: asked, answered one by one and many at once, asked again."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import ProgrammingError, transaction
from django.test import Client

from core.steps import StepRefused
from producers import operations
from producers.models import OperationAnswer, OperationSweep, Producer
from producers.views.operations import answered_by_area
from quality.rules import get_rule
from quality.worklists import worklist
from tests.support import factories as make

pytestmark = pytest.mark.django_db

P06 = get_rule("P06")


def at(year: int, month: int, day: int):
    return time_machine.travel(datetime(year, month, day, 9, tzinfo=ZoneInfo("Asia/Bangkok")))


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def clerk(of):
    return make.district_officer(of)


@pytest.fixture
def department():
    return make.department_officer()


@pytest.fixture
def two(of):
    return [make.producer(of, name, registered_on=date(2020, 1, 6)) for name in ("กลุ่มก", "กลุ่มข")]


def asked(user) -> list[Producer]:
    return list(worklist(P06, user))


def test_two_years_of_asking(of, two, clerk, department):
    first, second = two
    with at(2026, 11, 3):
        assert asked(clerk) == []  # nobody asked yet
        operations.open_sweep(title="ปี 2570", asked_from=date(2026, 11, 1), by=department)
        assert asked(clerk) == [first, second]
        operations.answer([first.pk], found="operating", by=clerk)
        assert asked(clerk) == [second]
        make.producer(of, "กลุ่มใหม่", registered_on=date(2026, 11, 2))
        assert asked(clerk) == [second]  # registered since: that is an answer
        operations.answer([second.pk], found="gone", by=clerk)
        assert asked(clerk) == [second]  # until it is cancelled
        operations.answer([second.pk], found="operating", by=clerk)
        assert asked(clerk) == []
        operations.open_sweep(title="ปี 2571", asked_from=date(2027, 10, 1), by=department)
        assert asked(clerk) == []  # not before its day
    with at(2027, 10, 2):
        assert [one.name for one in asked(clerk)] == ["กลุ่มก", "กลุ่มข", "กลุ่มใหม่"]
        operations.answer([one.pk for one in asked(clerk)], found="operating", by=clerk)
        assert asked(clerk) == []
    answers = OperationAnswer.objects.filter(producer=first).order_by("at")
    assert [(one.found, one.by, one.sweep.title) for one in answers] == [
        ("operating", clerk, "ปี 2570"),
        ("operating", clerk, "ปี 2571"),
    ]


def test_all_or_none_and_never_of_another_district(of, two, clerk, department):
    theirs = make.producer(make.district("2403", "ข้างเคียง"), "กลุ่มข้างเคียง")
    operations.open_sweep(title="ปี 2570", asked_from=date(2026, 11, 1), by=department)
    with at(2026, 11, 3):
        with pytest.raises(Producer.DoesNotExist):
            operations.answer([two[0].pk, theirs.pk], found="operating", by=clerk)
        assert not OperationAnswer.objects.exists()
        with pytest.raises(StepRefused, match="อำเภอ"):
            operations.answer([two[0].pk], found="operating", by=department)


def test_what_the_department_cannot_open(clerk, department):
    with at(2026, 11, 3):
        with pytest.raises(StepRefused, match="หน้าที่ของกรม"):
            operations.open_sweep(title="ก", asked_from=date(2026, 11, 1), by=clerk)
        with pytest.raises(StepRefused, match="ตั้งชื่อ"):
            operations.open_sweep(title=" ", asked_from=date(2026, 11, 1), by=department)
        with pytest.raises(StepRefused, match="ไกลเกินหนึ่งปี"):
            operations.open_sweep(title="ก", asked_from=date(2569, 11, 1), by=department)
        operations.open_sweep(title="ก", asked_from=date(2026, 11, 1), by=department)
        with pytest.raises(StepRefused, match="หลังการสำรวจก่อน"):
            operations.open_sweep(title="ข", asked_from=date(2026, 11, 1), by=department)


def test_without_a_sweep_nothing_is_answered(two, clerk):
    with pytest.raises(StepRefused, match="ไม่มีการสำรวจ"):
        operations.answer([two[0].pk], found="operating", by=clerk)


def test_an_answer_is_never_changed(two, clerk, department):
    with at(2026, 11, 3):
        operations.open_sweep(title="ปี 2570", asked_from=date(2026, 11, 1), by=department)
        operations.answer([two[0].pk], found="operating", by=clerk)
    with pytest.raises(ProgrammingError), transaction.atomic():
        OperationAnswer.objects.update(found="gone")


def test_the_pages(of, two, clerk, department):
    client = Client()
    with at(2026, 11, 3):
        client.force_login(department)
        posted = {"title": "ปี 2570", "asked_from": "1/11/2569"}
        assert client.post("/producers/operations/", {"title": "ปี 2570"}).status_code == 422
        assert client.post("/producers/operations/", posted).status_code == 302
        assert client.post("/producers/operations/", posted).status_code == 409
        client.force_login(clerk)
        assert client.post("/producers/operations/", posted).status_code == 404
        here = "/quality/P06/"
        assert client.get(here).context["count"] == 2
        answer = {"found": "operating", "here": here, "record": [one.pk for one in two]}
        assert client.post("/producers/operations/answer/", answer)["Location"] == here
        assert client.get(here).context["count"] == 0
        gone = {"found": "gone", "here": here, "record": two[0].pk}
        closure = f"/registration/closures/producers/producer/{two[0].pk}/"
        assert client.post("/producers/operations/answer/", gone)["Location"] == closure
        (line,) = answered_by_area(clerk, OperationSweep.objects.get())
        assert (line.asked, line.operating, line.gone, line.waiting) == (2, 1, 1, 0)
        nothing = client.post("/producers/operations/answer/", {"found": "gone"})
        assert nothing["Location"] == "/quality/P06/"


def test_the_list_offers_its_answers_to_the_district_alone(of, two, clerk, department):
    client = Client()
    with at(2026, 11, 3):
        operations.open_sweep(title="ปี 2570", asked_from=date(2026, 11, 1), by=department)
        for user, offered in ((clerk, 3), (make.province_officer(of.province), 0)):
            client.force_login(user)
            page = client.get("/quality/P06/").content.decode()
            # One form a row and that of the foot; the boxes to tick belong to the last.
            assert page.count('action="/producers/operations/answer/"') == offered
            assert page.count('form="answer-all"') == (2 if offered else 0)
            assert page.count(two[0].name) >= 1
