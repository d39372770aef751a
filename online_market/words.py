"""What the survey's first eleven columns say of a product: the registry's words, or those signed."""

from typing import Any

from django.db.models import QuerySet

from core.areas.models import District
from core.thai import phones
from online_market.models import BaseProduct, SurveyAnswer
from producers.models import Producer
from products.models import Category, Product

# The place of each text in the words of a product, as layouts.survey_columns has them.
CODE, MAKER, KIND, NAME, CATEGORY, HOUSE, VILLAGE, SUBDISTRICT, DISTRICT, PROVINCE, PHONE = range(
    11
)


def with_registry(base: QuerySet[BaseProduct]) -> QuerySet[BaseProduct]:
    """Base rows with all that `words_of` reads, in the order of the form: producers, their products."""
    return base.select_related("product", "producer__subdistrict", "district__province").order_by(
        "producer__sort_key",
        "producer__name",
        "producer_id",
        "product__sort_key",
        "product__name",
        "product_id",
    )


def words_of(base: BaseProduct) -> tuple[str, ...]:
    """รหัส, ชื่อ, ลักษณะ, ผลิตภัณฑ์, ประเภท, the address in five parts, โทรศัพท์; of a product of the base.

    The address is the producer's; อำเภอ and จังหวัด are those it was counted in.
    """
    return words_of_product(base.product, base.producer, base.district)


def words_of_product(product: Product, producer: Producer, district: District) -> tuple[str, ...]:
    """The same of any product; the district with its province."""
    return (
        producer.code,
        producer.name,
        producer.get_kind_display(),
        product.name,
        Category(product.category).label if product.category else "",
        producer.house_number,
        producer.village_number,
        producer.subdistrict.name_th if producer.subdistrict else "",
        district.name_th,
        district.province.name_th,
        phones.shown(producer.phone),
    )


def answers_with_words(answers: QuerySet[SurveyAnswer]) -> list[Any]:
    """Answers in the order of the form; each `told` is its words as signed, else the registry's."""
    found: list[Any] = list(
        answers.select_related(
            "base__product",
            "base__producer__subdistrict",
            "base__district__province",
            "answered_by",
        ).order_by(
            "base__producer__sort_key",
            "base__producer__name",
            "base__producer_id",
            "base__product__sort_key",
            "base__product__name",
            "base__product_id",
        )
    )
    for answer in found:
        answer.told = tuple(answer.words) if answer.words else words_of(answer.base)
    return found
