"""Answers and results: rows saved whole or not at all, the lost edit, no product in two rounds."""

from datetime import date
from decimal import Decimal

import pytest

from core.steps import StepRefused
from online_market import workflow
from online_market.answering import save_answers
from online_market.models import OnlineResult, Survey, SurveyAnswer
from online_market.results import ResultInput, save_results
from tests.support import factories as make
from tests.support import market_factories as market
from tests.support.market_factories import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def products(of):
    return market.registered(of, 3)


@pytest.fixture
def survey(of, products) -> Survey:
    return market.survey_of(market.opened(), of)


@pytest.fixture
def clerk(of):
    return make.district_officer(of)


def save(survey, clerk, *rows):
    return [(one.done, one.errors, one.theirs) for one in save_answers(survey, rows, by=clerk)]


def kept(survey) -> list[tuple]:
    """By product: the base's own rows are written in no order."""
    answers = SurveyAnswer.objects.filter(survey=survey)
    return sorted(
        ((one.product.name[-1], *one.said, one.version) for one in answers),
        key=lambda said: said[0],
    )


def test_rows_are_chosen_changed_and_taken_out(survey, clerk, products):
    first, second, _ = (market.base_of(survey.round, one) for one in products)
    rows = [typed(first, sales="๑,๒๕๐.๕๐", trained=True), typed(second, product_ready=True)]
    assert save(survey, clerk, *rows) == [("new", {}, "")] * 2
    assert kept(survey) == [
        ("1", True, False, False, False, Decimal("1250.50"), 1),
        ("2", False, False, False, True, None, 1),
    ]
    rows = [
        typed(first, 1, "1250.5", trained=True),
        typed(second, 1, "0", product_ready=True, sells_online=True),
    ]
    assert save(survey, clerk, *rows) == [("unchanged", {}, ""), ("changed", {}, "")]
    assert save(survey, clerk, typed(first, 1, picked=False)) == [("removed", {}, "")]
    assert kept(survey) == [("2", False, True, False, True, Decimal("0.00"), 2)]
    survey.refresh_from_db()
    assert survey.revision == 4  # three saves changed something


def test_a_wrong_row_leaves_the_others_saved(survey, clerk, products):
    first, second, _ = (market.base_of(survey.round, one) for one in products)
    found = save(survey, clerk, typed(first, sales="-5"), typed(second, sales="5"))
    assert found == [
        ("", {"online_sales": "ตัวเลขติดลบไม่ได้ กรอกตัวเลขตั้งแต่ 0 ขึ้นไป"}, ""),
        ("new", {}, ""),
    ]
    assert [one[0] for one in kept(survey)] == ["2"]


def test_what_somebody_else_saved_meanwhile_is_not_lost(survey, clerk, products, of):
    base = market.base_of(survey.round, products[0])
    other = make.district_chief(of, full_name="นางสมใจ นำชุมชน")
    save(survey, other, typed(base, sales="700", trained=True))
    [(done, errors, theirs)] = save(survey, clerk, typed(base, 0, "5"))
    assert (done, errors) == ("", {})
    assert theirs == "นางสมใจ นำชุมชน บันทึกเมื่อ 3 พ.ย. 2569 09:00: ผ่านการอบรมออนไลน์, 700.00 บาท"
    assert kept(survey)[0][1:] == (True, False, False, False, Decimal("700.00"), 1)
    assert save(survey, clerk, typed(base, 1, "5")) == [("changed", {}, "")]


def test_a_product_of_another_district_is_not_found(survey, clerk):
    market_of = make.district("2403", "บางน้ำเปรี้ยว")
    foreign = market.registered(market_of)
    second = market.opened(number=2)
    row = typed(market.base_of(second, foreign[0]))
    assert save(survey, clerk, row) == [("", {"row": "ไม่พบผลิตภัณฑ์นี้ในฐานของอำเภอ"}, "")]
    assert kept(survey) == []


def test_no_product_counts_in_two_rounds_of_a_series(survey, clerk, products, of):
    market.answered(survey, products[0])
    workflow.close_round(survey.round, by=make.department_officer(), seen_version=2)
    second = market.survey_of(market.opened(number=2, fiscal_year=2571), of)
    bases = [market.base_of(second.round, one) for one in products[:2]]
    found = save(second, clerk, *(typed(base, trained=True) for base in bases))
    assert found == [
        ("", {"row": "นับแล้วในรอบที่ 1 ปีงบประมาณ 2570 เมื่อ 3 พ.ย. 2569"}, ""),
        ("new", {}, ""),
    ]
    assert [one[0] for one in kept(second)] == ["2"]


def test_another_series_may_count_it_again(survey, products, of):
    market.answered(survey, products[0])
    other = market.survey_of(market.opened(series=2569, number=1), of)
    market.answered(other, products[0])
    assert SurveyAnswer.objects.filter(product=products[0]).count() == 2


def test_two_open_rounds_that_choose_at_once_are_kept_apart_by_the_database(
    monkeypatch, survey, clerk, products, of
):
    second = market.survey_of(market.opened(number=2), of)
    market.answered(survey, products[0])
    monkeypatch.setattr("online_market.answering.taken_elsewhere", lambda *args: {})
    with pytest.raises(StepRefused, match="อีกรอบหนึ่งเพิ่งเลือกผลิตภัณฑ์เดียวกัน"):
        save(second, clerk, typed(market.base_of(second.round, products[0])))


@pytest.mark.parametrize("who", ["province", "department", "sibling"])
def test_only_its_district_answers(survey, products, of, who):
    by = {
        "province": lambda: make.province_officer(of.province),
        "department": make.department_officer,
        "sibling": lambda: make.district_officer(make.district("2403", "บางน้ำเปรี้ยว")),
    }[who]()
    row = typed(market.base_of(survey.round, products[0]))
    with pytest.raises((StepRefused, Survey.DoesNotExist)):
        save_answers(survey, [row], by=by)
    assert kept(survey) == []


# --- Results --------------------------------------------------------------------------------------


def result(answer, version=0, **said):
    return ResultInput(answer.pk, version, said.pop("sold", True), **said)


def test_a_result_is_recorded_changed_and_taken_back(survey, clerk, products):
    [answer] = market.answered(survey, products[0])
    said = {"channels": " เพจ ", "sales": "1,000", "sold_on": "5/10/2569", "note": "-"}
    assert [one.done for one in save_results(survey, [result(answer, **said)], by=clerk)] == ["new"]
    kept = OnlineResult.objects.get(answer=answer)
    assert kept.said == (True, "เพจ", Decimal("1000.00"), date(2026, 10, 5), "-")
    again = [result(answer, 1, **said), result(answer, 0, **said)]
    assert [one.done for one in save_results(survey, again, by=clerk)] == ["unchanged", ""]
    [back] = save_results(survey, [result(answer, 1, sold=False)], by=clerk)
    kept.refresh_from_db()
    assert (back.done, kept.said, kept.version) == ("changed", (False, "", None, None, ""), 2)


@pytest.mark.parametrize(
    ("said", "field", "because"),
    [
        ({}, "channels", "จำหน่ายแล้ว บอกช่องทางหรือลิงก์ด้วย"),
        (
            {"channels": "-", "sales": "ก"},
            "sales",
            "มีตัวอักษร “ก” ปนอยู่ กรอกเฉพาะตัวเลข เช่น 359,900.00",
        ),
        (
            {"channels": "-", "sold_on": "30/9/2569"},
            "sold_on",
            "รอบนี้นับผล 1 ต.ค. 2569 ถึง 31 มี.ค. 2570",
        ),
        ({"channels": "-", "sold_on": "4/11/2569"}, "sold_on", "วันที่ยังมาไม่ถึง ตรวจอีกครั้ง"),
        ({"sold": False, "sales": "5"}, "sold", "มียอดหรือวันที่ แต่ไม่ได้ทำเครื่องหมายว่าจำหน่ายแล้ว"),
        ({"channels": "ก" * 501}, "channels", "ยาว 501 ตัวอักษร กรอกได้ไม่เกิน 500"),
        ({"channels": "\x00"}, "channels", "มีอักขระที่ระบบบันทึกไม่ได้ พิมพ์ใหม่โดยไม่คัดลอกมา"),
    ],
)
def test_what_a_result_is_refused_for(survey, clerk, products, said, field, because):
    [answer] = market.answered(survey, products[0])
    [outcome] = save_results(survey, [result(answer, **said)], by=clerk)
    assert (outcome.done, outcome.errors) == ("", {field: because})
    assert not OnlineResult.objects.exists()


def test_a_result_somebody_else_saved_meanwhile_is_not_lost(survey, clerk, products, of):
    [answer] = market.answered(survey, products[0])
    market.sold(answer, "750.00")
    [outcome] = save_results(survey, [result(answer, 0, channels="ของฉัน")], by=clerk)
    assert outcome.theirs == (
        "district2402 บันทึกเมื่อ 3 พ.ย. 2569 09:00: จำหน่ายแล้ว เพจของกลุ่ม 750.00 บาท"
    )
    assert OnlineResult.objects.get().channels == "เพจของกลุ่ม"


def test_a_product_with_a_result_stays_in_the_survey(survey, clerk, products):
    [answer] = market.answered(survey, products[0])
    market.sold(answer)
    [outcome] = save_answers(survey, [typed(answer.base, 1, picked=False)], by=clerk)
    assert outcome.errors == {"row": "บันทึกผลการจำหน่ายของผลิตภัณฑ์นี้แล้ว นำออกจากแบบสำรวจไม่ได้"}
    assert SurveyAnswer.objects.count() == 1


def test_results_go_on_after_the_signature_and_end_with_the_round(survey, clerk, products):
    [answer] = market.answered(survey, products[0])
    survey = market.signed(survey, "district", "province")
    [outcome] = save_results(survey, [result(answer, channels="เพจ")], by=clerk)
    assert outcome.done == "new"
    workflow.close_round(survey.round, by=make.department_officer(), seen_version=2)
    with pytest.raises(StepRefused, match="ปิดแล้ว แก้ไขแบบสำรวจและผลไม่ได้"):
        save_results(survey, [result(answer, 1, channels="อื่น")], by=clerk)
