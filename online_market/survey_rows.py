"""What stands in a district's survey, on its Excel form and on paper: every product of each producer.

Rows are the base's products that no other round of the series counted, and beside them what else the
same producers have registered (โปรดระบุทุกผลิตภัณฑ์ของกลุ่ม): those are no product of the base, so they are
shown and take no answer. Below the rows stand the letter's six notes and its place to sign.
"""

from dataclasses import dataclass

from core.thai.calendar import day_short
from online_market import words
from online_market.answering import taken_elsewhere
from online_market.models import BaseProduct, MarketRound, Survey, SurveyAnswer
from products.models import Product


@dataclass(frozen=True)
class SurveyedProduct:
    """One row: its eleven words, the answer given to it, and whether the round counts it."""

    words: tuple[str, ...]
    answer: SurveyAnswer | None
    of_base: bool


def surveyed_products(survey: Survey, user) -> list[SurveyedProduct]:
    """The rows of a survey in the order of the form; answers the officer may not see yet are missing.

    Four queries, whatever there is.
    """
    base = list(words.with_registry(base_of_survey(survey, user)))
    others = other_products(survey, user, base)
    taken = taken_elsewhere(survey, [one.product_id for one in base] + [one.pk for one in others])
    answers = {
        one.base_id: one for one in SurveyAnswer.objects.visible_to(user).filter(survey=survey)
    }
    found = []
    for row in base:
        if row.product_id not in taken:
            answer = answers.get(row.pk)
            told = tuple(answer.words) if answer and answer.words else words.words_of(row)
            found.append((row.product, SurveyedProduct(told, answer, True)))
    for product in others:
        if product.pk not in taken:
            told = words.words_of_product(product, product.producer, survey.district)
            found.append((product, SurveyedProduct(told, None, False)))
    places = {row.product_id: row.producer for row in base}
    found.sort(key=lambda one: _place(one[0], places.get(one[0].pk) or one[0].producer))
    return [row for _, row in found]


def base_of_survey(survey: Survey, user):
    """The products of the base that lie with the survey's district."""
    return BaseProduct.objects.visible_to(user).filter(
        round=survey.round_id, district=survey.district_id
    )


def other_products(survey: Survey, user, base: list[BaseProduct]) -> list[Product]:
    """What else the producers of the base have registered in the district and still make."""
    return list(
        Product.objects.visible_to(user)
        .registered()
        .made()
        .filter(
            producer__in={one.producer_id for one in base}, producer__district=survey.district_id
        )
        .exclude(pk__in=[one.product_id for one in base])
        .select_related("producer__subdistrict")
        .order_by("pk")
    )


def _place(product: Product, producer) -> tuple:
    return (
        producer.sort_key,
        producer.name,
        producer.pk,
        product.sort_key,
        product.name,
        product.pk,
    )


def sales_year(round: MarketRound) -> int:
    """The fiscal year whose online sales are asked: the one before the round's."""
    return round.fiscal_year - 1


def survey_notes(round: MarketRound) -> tuple[str, ...]:
    """The six notes of the letter, with the round's own day; no text of them is published [reading]."""
    return (
        "หมายเหตุ",
        f"1. ส่งแบบสำรวจให้จังหวัดภายในวันที่ {day_short(round.survey_due)} "
        "ผลิตภัณฑ์ต้องไม่ซ้ำกับผลิตภัณฑ์ของรอบก่อนหน้า",
        "2. ตรวจสอบข้อมูลให้ชัดเจน ถูกต้อง ครบถ้วน ก่อนส่ง",
        "3. ห้ามเปลี่ยนแปลงแบบฟอร์มที่กรมการพัฒนาชุมชนกำหนด",
        "4. ส่งให้ทันภายในกำหนด เป็นไฟล์ Excel",
        "5. ระบุรหัสของผู้ผลิตผู้ประกอบการและผลิตภัณฑ์ที่ลงทะเบียนไว้ให้ครบทุกรายและทุกผลิตภัณฑ์",
        "6. ความพร้อมให้ใส่หมายเลข ๑ ในช่องข้อมูล",
    )


SIGN_HERE = (
    "ลงชื่อ ...................................................... ผู้รายงาน",
    "(......................................................)",
    "ตำแหน่ง ......................................................",
    "วันที่ ........../........../..........",
)
