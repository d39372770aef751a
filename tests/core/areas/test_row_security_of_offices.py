"""With the door passed by on purpose: of moves, questions, readings, drafts of targets and what stood
behind a province's figures PostgreSQL shows an office its own."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from core.areas.row_security import seen_as
from correspondence.models import Answer, NoticeReading, Question
from correspondence.workflow import answer, opened
from producers.models import Relocation
from sales.models import SnapshotDistrict, SnapshotProducers
from targets.models import TargetBase, TargetCell, TargetPlan, TargetStep
from tests.support import correspondence_factories as letters
from tests.support import factories as make
from tests.support import target_factories as targets

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices() -> dict:
    """Two provinces with a district each and one more, and the department."""
    found = {}
    for code in ("2402", "2502", "2602"):
        district = make.district(code)
        found[code] = make.district_officer(district)
        found[code[:2]] = make.province_officer(district.province)
    found["nation"] = make.department_officer()
    return found


def seen_by(offices, model) -> dict[str, int]:
    """How many rows whoever passes the door by is shown; without the offices that are shown none."""
    found = {}
    for who, officer in offices.items():
        with seen_as(officer):
            found[who] = model._base_manager.count()
    with seen_as(None):
        assert model._base_manager.count() == 0
    return {who: rows for who, rows in found.items() if rows}


def test_a_move_is_its_two_offices(offices):
    make.moved(make.producer(offices["2402"].district), offices["2502"].district)
    assert set(seen_by(offices, Relocation)) == {"2402", "24", "2502", "25", "nation"}
    with seen_as(offices["2602"]):
        assert Relocation._base_manager.update(reason="ไม่ใช่ของเรา") == 0


def test_a_question_is_whose_it_is_until_its_answer_is_published(offices):
    own = letters.question(offices["2402"], to="province")
    assert set(seen_by(offices, Question)) == {"2402", "24", "nation"}
    answer(own, by=offices["24"], text="ตอบเฉพาะอำเภอ", published=False)
    assert set(seen_by(offices, Answer)) == {"2402", "24", "nation"}
    other = letters.question(offices["2502"], to="department")
    answer(other, by=offices["nation"], text="ตอบทุกแห่ง", published=True)
    assert seen_by(offices, Question) == {
        "2402": 2, "24": 2, "2502": 1, "25": 1, "2602": 1, "26": 1, "nation": 2,
    }  # fmt: skip
    assert seen_by(offices, Answer) == seen_by(offices, Question)


def test_who_read_a_notice_is_told_its_own_office_and_those_above(offices):
    sent = letters.notice(offices["nation"], to="all")
    opened(sent, offices["2402"])
    opened(sent, offices["25"])
    assert seen_by(offices, NoticeReading) == {"2402": 1, "24": 1, "25": 1, "nation": 2}


@pytest.mark.parametrize("model", [TargetPlan, TargetBase, TargetCell, TargetStep])
def test_a_draft_of_targets_is_its_provinces_alone(offices, model):
    draft = targets.whole_plan(offices["24"].province, {"2402": (100, 200, 300)})
    if model is TargetStep:
        TargetStep.objects.create(plan=draft, name="prepare", by=offices["24"], at=timezone.now())
    assert set(seen_by(offices, model)) == {"24"}
    targets.approved(draft)
    assert set(seen_by(offices, model)) == {"24", "2402", "nation"}


def test_a_draft_of_the_nation_is_the_departments_alone(offices):
    draft = targets.whole_plan(None, {"24": (100, 200, 300)})
    assert set(seen_by(offices, TargetBase)) == {"nation"}
    targets.approved(draft)
    assert set(seen_by(offices, TargetBase)) == set(offices)
    with seen_as(offices["24"]), pytest.raises(DatabaseError, match="row-level security"):
        with transaction.atomic():
            targets.plan(offices["25"].province, fiscal_year=draft.scheme.fiscal_year)


@pytest.mark.parametrize("model", [SnapshotProducers, SnapshotDistrict])
def test_what_stood_behind_figures_is_the_areas_and_once_reported_the_departments(offices, model):
    district = offices["2402"].district
    month = make.district_month(district)
    make.row(month, make.producer(district), amounts=("100", "0", "0", "0"))
    make.confirm_district(month)
    make.confirm_province(district.province)
    assert set(seen_by(offices, model)) == {"2402", "24", "nation"}
    make.reopen_province(district.province)
    assert set(seen_by(offices, model)) == {"2402", "24"}
