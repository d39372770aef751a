"""The pages of the KPI: a constant number of queries, Thai answers, nothing typed lost, no leaks."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from core.users.models import User
from online_market.models import MarketRound, OnlineResult, Survey, SurveyAnswer
from online_market.today import lines_of_today
from producers.models import SalesChannel
from tests.support import factories as make
from tests.support import market_factories as market
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

CODES = ("2402", "2403", "2404")
SEPTEMBER = date(2026, 9, 1)


def messages_of(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def scene(count: int = 1) -> MarketRound:
    """`count` districts with as many products, all of them answered and sold, passed by the province."""
    places = [make.district(code, f"อ.{code}") for code in CODES]
    products = {of: market.registered(of, count) for of in places[:count]}
    for one in products.values():
        SalesChannel.objects.create(
            producer=one[0].producer, kind="online", place="เพจ", link="https://shop.example/1"
        )
    round = market.opened()
    for of, own in products.items():
        for answer in market.answered(market.survey_of(round, of), *own):
            market.sold(answer)
        market.signed(market.survey_of(round, of), "district", "province")
    return round


# --- Query counts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "who", "queries"),
    [
        ("/online-market/", "district", 8),
        ("/online-market/", "province", 8),
        ("/online-market/", "department", 8),
        ("/online-market/rounds/{round}/", "province", 9),
        ("/online-market/rounds/{round}/", "department", 9),
        ("/online-market/rounds/{round}/?province=24", "department", 10),
        ("/online-market/rounds/{draft}/", "department", 6),
        ("/online-market/rounds/{round}/targets/", "province", 5),
        ("/online-market/rounds/{round}/targets/", "department", 5),
        ("/online-market/surveys/{survey}/", "district", 12),
        ("/online-market/surveys/{survey}/", "province", 11),
        ("/online-market/surveys/{survey}/", "department", 11),
        ("/online-market/surveys/{survey}/form/", "district", 7),
        ("/online-market/surveys/{survey}/result/", "district", 11),
        ("/online-market/surveys/{survey}/result/", "department", 11),
    ],
)
def test_pages_cost_the_same_at_1_and_at_3(django_assert_num_queries, path, who, queries, count):
    round = scene(count)
    of = make.district("2402")
    asked = path.format(
        round=round.pk,
        draft=market.draft(number=2).pk,
        survey=market.survey_of(round, of).pk,
    )
    client = signed_in(officer(who, of))
    with django_assert_num_queries(queries):
        assert client.get(asked).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("district", 2), ("province", 2), ("department", 2)])
def test_the_lines_of_today_cost_two_queries(django_assert_num_queries, who, queries, count):
    scene(count)
    by = officer(who, make.district("2402"))
    with django_assert_num_queries(queries):
        assert len(lines_of_today(by)) == 1


def officer(who: str, of) -> User:
    return {
        "district": lambda: make.district_officer(of),
        "province": lambda: make.province_officer(of.province),
        "department": make.department_officer,
    }[who]()


# --- The survey's grid ----------------------------------------------------------------------------


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
def page(survey) -> str:
    return f"/online-market/surveys/{survey.pk}/"


@pytest.fixture
def clerk(of) -> Client:
    return signed_in(make.district_officer(of))


@pytest.fixture
def chief(of) -> Client:
    return signed_in(make.district_chief(of, position="พัฒนาการอำเภอบางคล้า"))


def posted(answer) -> dict[str, str]:
    """The whole form of a page as a browser posts it, unchanged."""
    said = {"revision": str(answer.context["survey"].revision)}
    for line in answer.context["rows"]:
        key = f"row-{line.base.pk}-"
        said |= {f"{key}version": str(line.version), f"{key}was": line.was}
        said[f"{key}online_sales"] = line.sales
        said |= {f"{key}{name}": "on" for name, ticked in line.ticks.items() if ticked}
        if line.picked:
            said[f"{key}picked"] = "on"
    return said


def test_a_page_posted_as_it_was_changes_nothing(survey, page, clerk, products):
    market.answered(survey, products[0], sales="100")
    before = list(SurveyAnswer.objects.values())
    answer = clerk.post(page, posted(clerk.get(page)), follow=True)
    assert messages_of(answer) == ["ไม่มีข้อมูลใดเปลี่ยน"]
    assert list(SurveyAnswer.objects.values()) == before


def test_an_answer_chooses_its_product_and_many_are_saved_at_once(survey, page, clerk, products):
    said = posted(clerk.get(page))
    first, second, third = (market.base_of(survey.round, one).pk for one in products)
    said |= {f"row-{first}-picked": "on", f"row-{second}-trained": "on"}
    said |= {f"row-{third}-online_sales": "๕๐"}
    answer = clerk.post(page, {**said, "step": "save"}, follow=True)
    assert messages_of(answer) == ["บันทึกแล้ว 3 รายการ"]
    assert [one.said for one in SurveyAnswer.objects.order_by("base")] == [
        (False, False, False, False, None),
        (True, False, False, False, None),
        (False, False, False, False, Decimal("50.00")),
    ]


def test_two_people_in_one_row_and_the_second_chooses(survey, page, clerk, chief, products):
    base = market.base_of(survey.round, products[0]).pk
    mine, theirs = posted(clerk.get(page)), posted(chief.get(page))
    chief.post(page, theirs | {f"row-{base}-online_sales": "700"})
    answer = clerk.post(page, mine | {f"row-{base}-online_sales": "5"})
    assert answer.status_code == 409
    [line] = [line for line in answer.context["rows"] if line.theirs]
    assert (line.sales, line.version) == ("5", 1)
    assert "700.00 บาท" in answer.content.decode()
    assert SurveyAnswer.objects.get().online_sales == 700
    again = posted(answer) | {f"row-{base}-online_sales": "5"}
    clerk.post(page, again)
    assert SurveyAnswer.objects.get().online_sales == 5


def test_a_row_somebody_else_changed_and_i_did_not_touch_is_left_alone(
    survey, page, clerk, chief, products
):
    first, second, _ = (market.base_of(survey.round, one).pk for one in products)
    mine, theirs = posted(clerk.get(page)), posted(chief.get(page))
    chief.post(page, theirs | {f"row-{first}-online_sales": "700"})
    answer = clerk.post(page, mine | {f"row-{second}-online_sales": "5"}, follow=True)
    assert messages_of(answer) == ["บันทึกแล้ว 1 รายการ"]
    assert SurveyAnswer.objects.get(base=first).online_sales == 700


def test_what_cannot_be_read_comes_back_as_typed_whatever_the_filter(survey, page, clerk, products):
    base = market.base_of(survey.round, products[0]).pk
    said = posted(clerk.get(page)) | {f"row-{base}-online_sales": "-5"}
    answer = clerk.post(f"{page}?show=picked", said)
    assert answer.status_code == 422
    [line] = answer.context["rows"]
    assert (line.sales, line.errors) == (
        "-5",
        {"online_sales": "ตัวเลขติดลบไม่ได้ กรอกตัวเลขตั้งแต่ 0 ขึ้นไป"},
    )


def test_the_portals_own_sales_are_proposed_and_filled_where_they_are_one_products(
    survey, page, clerk, products, of
):
    """Confirmed online sales of September: 60.25 + 40 of the food maker, shared by three products."""
    alone = make.product(products[0].producer, "herb", name="ยาหม่อง")
    month = make.district_month(of, SEPTEMBER)
    make.row(month, alone.producer, "food", ("9", "60.25", "9", "40"))
    make.confirm_district(month)
    rows = clerk.get(page).context["rows"]
    assert [(line.proposed, line.proposal.shared) for line in rows] == [("100.25", 3)] * 3
    market.answered(survey, products[0], sales="")
    answer = clerk.post(page, {"step": "fill", "revision": "2"})
    assert answer.status_code == 409  # nobody knows what of it is this product's
    assert SurveyAnswer.objects.get().online_sales is None


def test_filling_takes_a_figure_that_is_one_products_alone(of, clerk):
    [product] = market.registered(of)
    survey = market.survey_of(market.opened(), of)
    month = make.district_month(of, SEPTEMBER)
    make.row(month, product.producer, "food", ("9", "60.25", "9", "40"))
    entering = make.district_month(of, date(2026, 8, 1))
    make.row(entering, product.producer, "food", ("0", "999", "0", "0"))  # not confirmed
    make.confirm_district(month)
    market.answered(survey, product, sales="", trained=True)
    clerk.post(f"/online-market/surveys/{survey.pk}/", {"step": "fill"})
    answer = SurveyAnswer.objects.get()
    assert (answer.online_sales, answer.trained) == (Decimal("100.25"), True)


def test_the_chief_signs_what_was_saved_and_is_kept_from_what_was_not(
    survey, page, clerk, chief, products
):
    market.answered(survey, products[0])
    form = posted(chief.get(page))
    sign = {"step": "sign", "position": "พัฒนาการอำเภอ", "signed_on": "3/11/2569"}
    base = market.base_of(survey.round, products[1]).pk
    answer = chief.post(page, form | sign | {f"row-{base}-trained": "on"})
    assert (answer.status_code, messages_of(answer)) == (
        409,
        ["มีคำตอบที่ยังไม่บันทึก บันทึกก่อนแล้วลงนาม"],
    )
    assert chief.post(page, form | sign | {"signed_on": "3/11/2026"}).status_code == 422
    assert chief.post(page, form | sign).status_code == 302
    shown = clerk.get(page)
    assert (shown.context["editable"], shown.context["signatures"][0]["position"]) == (
        False,
        "พัฒนาการอำเภอ",
    )


def test_a_product_of_another_round_is_shown_and_cannot_be_chosen(survey, clerk, products, of):
    market.answered(survey, products[0])
    second = market.survey_of(market.opened(number=2), of)
    answer = clerk.get(f"/online-market/surveys/{second.pk}/")
    [blocked] = [line for line in answer.context["rows"] if line.blocked]
    assert blocked.blocked == "นับแล้วในรอบที่ 1 ปีงบประมาณ 2570 เมื่อ 3 พ.ย. 2569"
    assert f"row-{blocked.base.pk}-picked" not in answer.content.decode()


# --- The department and provinces -----------------------------------------------------------------


def test_the_department_sees_answers_once_the_province_signed(survey, page, products, of):
    market.answered(survey, products[0], sales="123456.78")
    department = signed_in(make.department_officer())
    result = f"{page}result/"
    for levels, seen in (((), False), (("district",), False), (("province",), True)):
        market.signed(survey, *levels)
        assert ("123,456.78" in department.get(page).content.decode()) == seen
        assert (products[0].name in department.get(result).content.decode()) == seen
    board = department.get(f"/online-market/rounds/{survey.round_id}/?province=24")
    assert board.context["whole"].figures.surveyed == 1


def test_a_province_signs_those_it_ticked_on_what_it_saw(survey, products, of):
    other = make.district("2403", "บางน้ำเปรี้ยว")
    market.answered(survey, products[0])
    signed = market.signed(survey, "district")
    province = signed_in(make.province_officer(other.province))
    board = f"/online-market/rounds/{survey.round_id}/"
    said = {"step": "sign", "position": "-", "signed_on": "3/11/2569"}
    assert messages_of(province.post(board, said)) == ["เลือกอำเภอที่จะรับรองก่อน"]
    stale = province.post(board, said | {"survey": f"{signed.pk}:{signed.revision - 1}"})
    assert stale.status_code == 409
    assert (
        province.post(board, said | {"survey": f"{signed.pk}:{signed.revision}"}).status_code == 302
    )
    assert market.survey_of(survey.round, of).status == "province_signed"


def test_a_round_is_made_from_what_the_form_proposes():
    market.registered(make.district())
    department = signed_in(make.department_officer())
    form = department.get("/online-market/rounds/new/").context["form"]
    said = {field.name: field.value() for field in form}
    said |= {name: form[name].field.prepare_value(said[name]) for name in ("registration_years",)}
    said = {
        name: form[name].field.widget.format_value(value) if isinstance(value, date) else str(value)
        for name, value in said.items()
    }
    assert said["registration_years"] == "2566-2569"
    answer = department.post("/online-market/rounds/new/", said | {"registration_years": "๒๕๖๓"})
    round = MarketRound.objects.get()
    assert answer.url == f"/online-market/rounds/{round.pk}/"
    assert (round.series, round.number, round.registration_years) == (2570, 1, [2563])
    draft = department.get(answer.url)
    assert (draft.context["products"], draft.context["target"]) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2020-2023", "ปีต้องเป็น พ.ศ. (พิมพ์ 2020)"),
        ("2563-2560", "ช่วงปี 2563-2560 ไม่ถูกต้อง ปีแรกมาก่อนปีหลัง ไม่เกิน 30 ปี"),
        ("63", "พิมพ์ปีเป็น พ.ศ. เช่น 2560-2563 หรือ 2560, 2562"),
    ],
)
def test_years_that_cannot_be_meant_are_refused(typed, said):
    department = signed_in(make.department_officer())
    answer = department.post("/online-market/rounds/new/", {"registration_years": typed})
    assert answer.context["form"].errors["registration_years"] == [said]


# --- Results --------------------------------------------------------------------------------------


def test_results_are_recorded_and_what_is_wrong_comes_back(survey, page, clerk, products):
    first, second = market.answered(survey, *products[:2])
    SalesChannel.objects.create(
        producer=products[0].producer, kind="online", place="เพจ", link="https://shop.example/1"
    )
    shown = clerk.get(f"{page}result/")
    assert [line.links for line in shown.context["lines"]] == [["https://shop.example/1"]] * 2
    said = {}
    for line in shown.context["lines"]:
        key = f"row-{line.answer.pk}-"
        said |= {f"{key}version": "0", f"{key}was": line.was}
    said |= {f"row-{first.pk}-sold": "on", f"row-{first.pk}-channels": "https://shop.example/1"}
    said |= {f"row-{first.pk}-sales": "1,000", f"row-{second.pk}-sold": "on"}
    answer = clerk.post(f"{page}result/", said)
    assert answer.status_code == 422
    assert [line.errors for line in answer.context["lines"]] == [
        {},
        {"channels": "จำหน่ายแล้ว บอกช่องทางหรือลิงก์ด้วย"},
    ]
    assert [(line.sold, line.result is None) for line in answer.context["lines"]] == [
        (True, False),
        (True, True),
    ]
    assert OnlineResult.objects.get().said == (
        True, "https://shop.example/1", Decimal("1000.00"), None, ""
    )  # fmt: skip


# --- Today ----------------------------------------------------------------------------------------


def test_the_lines_of_today_say_what_is_asked_of_each(survey, products, of):
    market.answered(survey, products[0])
    by = make.district_officer(of)
    department, province = make.department_officer(), make.province_officer(of.province)
    other = make.district_officer(make.district("2403", "บางน้ำเปรี้ยว"))

    def told(user: User) -> list[tuple[str, str]]:
        return [(line.sign, line.text) for line in lines_of_today(user)]

    assert told(by) == [("สำรวจ", "แบบสำรวจความพร้อมตลาดออนไลน์: เลือกแล้ว 1 เป้าหมาย 1 รายการ")]
    assert told(other) == []  # nothing in the base
    market.signed(survey, "district")
    assert told(province) == [
        ("รอรับรอง", "แบบสำรวจความพร้อมตลาดออนไลน์: รอรับรอง 1 จาก 1 อำเภอ · อำเภอยังไม่ลงนาม 0")
    ]
    market.signed(survey, "province")
    assert told(department) == [
        ("รอรับ", "แบบสำรวจความพร้อมตลาดออนไลน์: รอรับ 1 จาก 1 อำเภอ · จังหวัดยังไม่รับรอง 0")
    ]
    assert told(by) == [("รายงานผล", "ผลการจำหน่ายออนไลน์: จำหน่ายแล้ว 0 จากเป้าหมาย 1 รายการ")]
    market.sold(SurveyAnswer.objects.get())
    assert told(by) == [("✓ ครบ", "ผลการจำหน่ายออนไลน์: จำหน่ายแล้ว 1 จากเป้าหมาย 1 รายการ")]
