"""The KPI of sales as growth over a base year: schemes, scores, the report and the home's card."""

from datetime import date
from decimal import Decimal

import pytest

from core.steps import StepRefused
from targets.growth import growth_of, score_of, set_growth
from targets.models import GrowthLevel, GrowthScheme
from tests.support import factories as make
from tests.support import target_factories as targets

pytestmark = pytest.mark.django_db

OCTOBER, LAST_OCTOBER, EARLIER = date(2026, 10, 1), date(2025, 10, 1), date(2024, 10, 1)
LEVELS = [(n, Decimal("2.5") * (n - 1)) for n in range(1, 6)]


@pytest.fixture
def sold():
    """ฉะเชิงเทรา: บางคล้า from 100 to 107.50, บางน้ำเปรี้ยว from 200 to 199; both months confirmed by all.
    บางน้ำเปรี้ยว's November is confirmed this year alone."""
    first, second = make.district(), make.district("2403", "บางน้ำเปรี้ยว")
    for of, before, now in ((first, "100", "107.50"), (second, "200", "199")):
        targets.sold(of, LAST_OCTOBER, before)
        targets.sold(of, OCTOBER, now)
    for month in (LAST_OCTOBER, OCTOBER):
        make.confirm_province(first.province, month)
    return first


def test_a_score_is_the_highest_whose_percent_was_reached():
    asked = {"-0.01": None, "0": 1, "2.49": 1, "2.50": 2, "7.5": 4, "99": 5}
    assert {said: score_of(LEVELS, Decimal(said)) for said in asked} == asked
    assert score_of(LEVELS, None) is None
    assert score_of([], Decimal(50)) is None


def test_growth_of_the_districts_and_of_the_province(sold):
    """The worked example of targets.growth."""
    targets.growth_scheme()
    table = growth_of(make.province_officer(sold.province), 2570)
    found = [(one.area.name_th, one.growth, one.score, one.asked) for one in table.areas]
    assert found == [
        ("บางคล้า", Decimal("7.50"), 4, Decimal("110.00")),
        ("บางน้ำเปรี้ยว", Decimal("-0.50"), None, Decimal("220.00")),
    ]
    whole = table.whole
    assert (whole.base, whole.now, whole.growth, whole.score, whole.asked) == (
        Decimal(300), Decimal("306.50"), Decimal("2.17"), 1, Decimal("330.00")
    )  # fmt: skip
    assert not whole.reached


def test_only_months_that_both_years_confirmed_are_compared(sold):
    targets.growth_scheme()
    targets.sold(sold, date(2026, 11, 1), "999999")
    table = growth_of(make.district_officer(sold), 2570)
    assert [(one.now, one.months) for one in table.areas] == [(Decimal("107.50"), 1)]


def test_the_base_year_may_lie_further_back(sold):
    targets.growth_scheme(base_year=2568)
    officer = make.province_officer(sold.province)
    assert growth_of(officer, 2570).whole.growth is None
    targets.sold(sold, EARLIER, "50")
    targets.sold(make.district("2403"), EARLIER, "50")
    make.confirm_province(sold.province, EARLIER)
    table = growth_of(officer, 2570)
    assert (table.whole.base, table.whole.growth, table.whole.score) == (
        Decimal(100), Decimal("206.50"), 5
    )  # fmt: skip
    assert table.compared.told.startswith("เทียบปี 2568 เฉพาะ")


def test_the_department_reads_what_provinces_confirmed(sold):
    targets.growth_scheme()
    other = make.district("2501", "ที่อื่น")
    targets.sold(other, LAST_OCTOBER, "1")
    targets.sold(other, OCTOBER, "999999")
    table = growth_of(make.department_officer(), 2570)
    assert [(one.area.name_th, one.growth) for one in table.areas] == [
        ("จังหวัด 25", None),
        ("ฉะเชิงเทรา", Decimal("2.17")),
    ]
    assert table.whole.now == Decimal("306.50")


def test_without_a_scheme_there_is_nothing(sold, client):
    user = make.province_officer(sold.province)
    assert growth_of(user, 2570) is None
    client.force_login(user)
    assert "ร้อยละที่เพิ่มขึ้น" not in client.get("/").content.decode()
    assert client.get("/reports/growth/?format=json").status_code == 400


# --- The scheme -----------------------------------------------------------------------------------


def test_the_department_sets_base_year_goal_and_scores(client):
    client.force_login(make.department_officer())
    page = "/targets/growth/2570/"
    assert 'value="2569"' in client.get(page).content.decode()
    typed = {"base_year": "๒๕๖๙", "goal": "10", "percent-1": "0", "percent-2": "๒.๕"}
    assert client.post(page, typed).status_code == 302
    scheme = GrowthScheme.objects.get()
    assert (scheme.base_year, scheme.goal) == (2569, Decimal(10))
    levels = GrowthLevel.objects.values_list("score", "percent")
    assert list(levels) == [(1, Decimal(0)), (2, Decimal("2.5"))]
    assert client.post(page, typed | {"percent-2": "4"}).status_code == 302
    assert GrowthLevel.objects.get(score=2).percent == 4


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"percent-1": "x"}, "กรอกร้อยละเป็นตัวเลข"),
        ({"percent-1": "-101"}, "ร้อยละต่ำกว่า -100 ไม่ได้"),
        ({}, "กรอกร้อยละของคะแนนอย่างน้อยหนึ่งระดับ"),
        ({"percent-1": "5", "percent-2": "5"}, "ต้องเพิ่มขึ้นตามคะแนน"),
        ({"base_year": "2570", "percent-1": "5"}, "ปีฐานต้องอยู่ก่อนปีงบประมาณ"),
    ],
)
def test_what_is_no_scheme_is_refused(client, typed, said):
    client.force_login(make.department_officer())
    answer = client.post("/targets/growth/2570/", {"base_year": "2569"} | typed)
    assert answer.status_code in {409, 422}
    assert said in answer.content.decode()
    assert not GrowthScheme.objects.exists()


def test_nobody_else_sets_it():
    with pytest.raises(StepRefused, match="หน้าที่ของกรม"):
        set_growth(2570, 2569, None, LEVELS, by=make.province_officer(make.province()))


# --- Where it is seen -----------------------------------------------------------------------------


def test_the_report_and_the_home_say_growth_and_score(client, sold):
    targets.growth_scheme()
    client.force_login(make.province_officer(sold.province))
    said = client.get("/reports/growth/?fiscal_year=2570&format=json").json()
    assert [(row["name"], row["growth"], row["score"]) for row in said["rows"]] == [
        ("บางคล้า", "7.50", 4),
        ("บางน้ำเปรี้ยว", "-0.50", None),
    ]
    assert (said["total"]["growth"], said["total"]["asked"]) == ("2.17", "330.00")
    assert "คะแนน 5 ตั้งแต่ร้อยละ 10.00" in said["notes"][0]
    home = " ".join(client.get("/").content.decode().split())
    assert "2.17% <small>ได้คะแนน 1 จาก 5</small>" in home
    client.force_login(make.district_officer(sold))
    assert "7.50% <small>ได้คะแนน 4 จาก 5</small>" in " ".join(
        client.get("/").content.decode().split()
    )


@pytest.mark.parametrize("count", [1, 3])
def test_growth_costs_the_same_at_1_and_at_3(django_assert_num_queries, count):
    targets.growth_scheme()
    for code in ("2402", "2403", "2404")[:count]:
        of = make.district(code, code)
        targets.sold(of, LAST_OCTOBER, "100")
        targets.sold(of, OCTOBER, "110")
    for month in (LAST_OCTOBER, OCTOBER):
        make.confirm_province(make.province(), month)
    user = make.province_officer(make.province())
    with django_assert_num_queries(10):
        assert growth_of(user, 2570).whole.growth == 10
