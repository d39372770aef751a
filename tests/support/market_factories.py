"""Small makers of the online-market KPI: what is not said is the plainest there is."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from core.areas.models import District
from online_market import signing, workflow
from online_market.answering import AnswerInput, save_answers
from online_market.models import BaseProduct, DistrictTarget, MarketRound, OnlineResult, Survey
from online_market.models import SurveyAnswer as Answer
from products.models import Product
from tests.support import factories as make

BANGKOK = ZoneInfo("Asia/Bangkok")
BASE_DATE = date(2026, 9, 30)
IN_2563 = date(2020, 5, 1)


def registered(of: District, count: int = 1, on: date | None = IN_2563, **fields) -> list[Product]:
    """So many food products of one producer, registered on a day of fiscal year 2563."""
    day = on or IN_2563
    at = datetime(day.year, day.month, day.day, 10, tzinfo=BANGKOK)
    maker = make.producer(of, fields.pop("maker", f"กลุ่ม {of.pk}"), at=at, registered_on=on)
    return [
        make.product(maker, name=f"ผลิตภัณฑ์ {of.pk}-{n}", at=at, registered_on=on, **fields)
        for n in range(1, count + 1)
    ]


def draft(**fields) -> MarketRound:
    """Round 1 of 2570: 11 percent of what was registered in 2560-2563, on the last of September."""
    values = {
        "series": 2570,
        "number": 1,
        "fiscal_year": 2570,
        "title": "ตลาดออนไลน์ 2570",
        "percentage": Decimal("11.00"),
        "registration_years": [2560, 2561, 2562, 2563],
        "base_date": BASE_DATE,
        "period_from": date(2026, 10, 1),
        "period_until": date(2027, 3, 31),
        "survey_due": date(2026, 11, 30),
        "result_due": date(2027, 3, 31),
        "made_at": timezone.now(),
        "made_by": make.department_officer(),
    }
    return MarketRound.objects.create(**(values | fields))


def opened(**fields) -> MarketRound:
    """The same, opened on what is registered now."""
    by = make.department_officer()
    return workflow.open_round(draft(**fields), by=by, seen_version=1)


def survey_of(round: MarketRound, of: District) -> Survey:
    return Survey.objects.select_related("round", "district__province").get(
        round=round, district=of
    )


def target_of(round: MarketRound, of: District) -> DistrictTarget:
    return DistrictTarget.objects.select_related("round").get(round=round, district=of)


def base_of(round: MarketRound, product: Product) -> BaseProduct:
    return BaseProduct.objects.get(round=round, product=product)


def typed(base: BaseProduct, version: int = 0, sales: str = "", picked: bool = True, **ticks):
    """A row of the grid as it is posted."""
    return AnswerInput(base.pk, version, picked, ticks, sales)


def answered(survey: Survey, *products: Product, sales: str = "100", **ticks) -> list[Answer]:
    """These products answered alike, the product ready and its producer trained unless said."""
    ticks = {"trained": True, "product_ready": True} | ticks
    rows = [typed(base_of(survey.round, one), sales=sales, **ticks) for one in products]
    outcomes = save_answers(survey, rows, by=make.district_officer(survey.district))
    assert [one.done for one in outcomes] == ["new"] * len(rows)
    return [Answer.objects.get(survey=survey, product=one) for one in products]


def signed(survey: Survey, *levels: str) -> Survey:
    """The survey as it stands, signed by these levels in their order."""
    of = survey.district
    officers = {
        "district": lambda: make.district_chief(of),
        "province": lambda: make.province_officer(of.province),
        "department": make.department_officer,
    }
    for level in levels:
        now = Survey.objects.get(pk=survey.pk)
        said = {"position": f"ตำแหน่ง {level}", "signed_on": timezone.localdate()}
        signing.sign([(now, now.revision)], by=officers[level](), **said)
    return survey_of(survey.round, of)


def sold(answer: Answer, sales: str = "50", **fields) -> OnlineResult:
    """A result: sold online."""
    by = make.district_officer(answer.survey.district)
    values = {"sold": True, "channels": "เพจของกลุ่ม", "sales": Decimal(sales)}
    values |= {"recorded_at": timezone.now(), "recorded_by": by}
    return OnlineResult.objects.create(answer=answer, **(values | fields))
