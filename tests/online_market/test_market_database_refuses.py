"""What the database itself refuses, whatever the path: plain SQL past every line of Python."""

import pytest
from django.db import DatabaseError, connection, transaction

from online_market import workflow
from online_market.models import BaseProduct, Survey, SurveyAnswer
from tests.support import factories as make
from tests.support import market_factories as market
from tests.support.database import owning

pytestmark = pytest.mark.django_db


def run(sql: str, **values) -> int:
    """As the owner: what the web has no right to (tests.core.postgresql) is refused to anybody."""
    with owning(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        touched = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return touched


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def products(of):
    return market.registered(of, 3)


@pytest.fixture
def survey(of, products) -> Survey:
    survey = market.survey_of(market.opened(), of)
    [answer] = market.answered(survey, products[0])
    market.sold(answer)
    return survey


def close(survey: Survey) -> None:
    workflow.close_round(survey.round, by=make.department_officer(), seen_version=2)


@pytest.mark.parametrize(
    ("sql", "because"),
    [
        ("UPDATE online_market_baseproduct SET producer_id = producer_id", "Cannot update"),
        ("DELETE FROM online_market_baseproduct", "Cannot (update or )?delete"),
        (
            "INSERT INTO online_market_baseproduct (round_id, product_id, producer_id, district_id)"
            " SELECT %(round)s, product_id + 1000, producer_id, district_id"
            " FROM online_market_baseproduct LIMIT 1",
            "taken once, as it opens",
        ),
        ("UPDATE online_market_districttarget SET products = products + 1", "Cannot update"),
        ("UPDATE online_market_districttarget SET computed = 99", "market_target_within_its_base"),
        ("UPDATE online_market_districttarget SET override = 1", "market_override_with_reason"),
        ("DELETE FROM online_market_districttarget", "Cannot (update or )?delete"),
        ("UPDATE online_market_marketround SET base_date = now()", "keeps what it counts"),
        ("UPDATE online_market_marketround SET registration_years = '{2500}'", "keeps what it co"),
        ("UPDATE online_market_marketround SET series = 2560", "keeps what it counts"),
        ("UPDATE online_market_marketround SET status = 'draft'", "keeps what it counts"),
        ("UPDATE online_market_marketround SET status = 'closed'", "status_with_stamps"),
        ("UPDATE online_market_marketround SET percentage = 0", "market_round_percentage"),
        ("DELETE FROM online_market_marketround", "Cannot (update or )?delete"),
        ("UPDATE online_market_survey SET status = 'district_signed'", "status_with_signatures"),
        ("UPDATE online_market_survey SET district_signed_at = now()", "status_with_signatures"),
        ("DELETE FROM online_market_survey", "Cannot (update or )?delete"),
        ("UPDATE online_market_surveyanswer SET online_sales = -1", "sales_not_negative"),
        ("DELETE FROM online_market_surveyanswer", "violates foreign key"),
        ("UPDATE online_market_onlineresult SET channels = ''", "online_result_sold_somewhere"),
        ("UPDATE online_market_onlineresult SET sold = false", "online_result_sold_somewhere"),
        ("UPDATE online_market_marketstep SET reason = 'x'", "Cannot update"),
        ("DELETE FROM online_market_marketstep", "Cannot (update or )?delete"),
    ],
)
def test_the_impossible_is_refused(survey, sql, because):
    with pytest.raises(DatabaseError, match=because):
        run(sql, round=survey.round_id)


CHANGES = [
    "UPDATE online_market_surveyanswer SET trained = false",
    "UPDATE online_market_onlineresult SET note = 'x'",
    "UPDATE online_market_districttarget SET version = version + 1",
    "UPDATE online_market_survey SET revision = revision + 1",
    "UPDATE online_market_marketround SET title = 'x'",
    "DELETE FROM online_market_onlineresult",
]


@pytest.mark.parametrize("sql", CHANGES)
def test_a_closed_round_stands_still(survey, sql):
    assert run(sql) == 1
    if sql.startswith("DELETE"):
        market.sold(SurveyAnswer.objects.get())
    seen = market.survey_of(survey.round, survey.district).round.revision
    workflow.close_round(survey.round, by=make.department_officer(), seen_version=seen)
    with pytest.raises(DatabaseError, match="round|restrict"):
        run(sql)


def test_answers_of_a_signed_survey_stand_still_and_its_results_go_on(survey):
    market.signed(survey, "district")
    with pytest.raises(DatabaseError, match="answers of a signed survey"):
        run("UPDATE online_market_surveyanswer SET trained = false")
    assert run("UPDATE online_market_onlineresult SET note = 'x'") == 1


INSERT = """
    INSERT INTO online_market_surveyanswer (survey_id, base_id, product_id, series, trained,
        sells_online, has_standard, product_ready, version, answered_at, answered_by_id)
    SELECT %(survey)s, %(base)s, %(product)s, %(series)s, false, false, false, false, 1, now(),
           answered_by_id FROM online_market_surveyanswer LIMIT 1
"""


def test_no_product_in_two_rounds_of_a_series_whatever_is_written(survey, products, of):
    """Another product's id and another series do not get round it: the trigger writes them itself."""
    close(survey)
    second = market.survey_of(market.opened(number=2), of)
    base = BaseProduct.objects.get(round=second.round, product=products[0])
    said = {"survey": second.pk, "base": base.pk, "product": products[2].pk, "series": 2500}
    with pytest.raises(DatabaseError, match="no_product_in_two_rounds_of_a_series"):
        run(INSERT, **said)
    other = BaseProduct.objects.get(round=second.round, product=products[1])
    assert run(INSERT, **(said | {"base": other.pk})) == 1
    assert SurveyAnswer.objects.get(survey=second).product == products[1]


def test_a_product_of_another_districts_base_is_refused(survey, products):
    elsewhere = make.district("2403", "บางน้ำเปรี้ยว")
    market.registered(elsewhere)
    second = market.opened(number=2)
    base = BaseProduct.objects.get(round=second, district=elsewhere)
    said = {"survey": survey.pk, "base": base.pk, "product": products[0].pk, "series": 2570}
    with pytest.raises(DatabaseError, match="not of the base of the district"):
        run(INSERT, **said)
