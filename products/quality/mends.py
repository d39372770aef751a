"""What is proposed of products at fault: D01 names, D02 the category of products of the same words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import F, Q

from products.category_evidence import CLEAR, LEAST_PRODUCTS, LONGEST, SHORTEST
from products.models import Category, CategoryWord, LearntWord
from products.models.category_words import WordSource
from quality.mends.names import name_mends
from quality.mends.proposal import Change, Mend


def names(products: Sequence[Any]) -> Iterator[Mend]:
    return name_mends(products)


def categories(products: Sequence[Any]) -> Iterator[Mend]:
    """At odds with its name: what products.category_evidence found. Without a category: the clearest
    word of the name. The sub-category was the other category's, and is to be chosen anew."""
    blank = [product for product in products if not product.category]
    speaking = _speaking([one.name for one in blank]) if blank else []
    for product in products:
        if product.category:
            if says := getattr(product, "doubt_says", None):
                of_word = product.doubt_source, product.doubt_word
                counted = product.doubt_in_category, product.doubt_products
                yield _mend(product, says, _source(*of_word, *counted))
        elif found := _clearest(product.name, speaking):
            word, category, source, in_category, of_all = found
            yield _mend(product, category, _source(source, word, in_category, of_all))


def _mend(product: Any, category: str, source: str) -> Mend:
    changes = [Change("category", category, Category(category).label)]
    if product.subcategory_id:
        changes.append(Change("subcategory_id", None, follows=True))
    return Mend(product, changes, source)


def _source(source: str, word: str, in_category: int, of_all: int) -> str:
    if source == WordSource.DEPARTMENT:
        return f"กรมกำหนดให้คำว่า “{word}” อยู่ในประเภทนี้"
    return f"ผลิตภัณฑ์ในทะเบียนที่มีคำว่า “{word}” {in_category} จาก {of_all} รายการอยู่ในประเภทนี้"


Word = tuple[str, str, str, int, int]


def _beginnings(name: str) -> set[str]:
    """As products.category_evidence learns them, of what stands between spaces and signs."""
    pieces = re.split(r"[\s/(),.-]+", name)
    return {piece[:length] for piece in pieces for length in range(SHORTEST, LONGEST + 1)}


def _speaking(names: Iterable[str]) -> list[Word]:
    """Words of these names that speak for a category, the surest first: the department's, then those
    of the registry that LEAST_PRODUCTS have and CLEAR of them agree."""
    told = CategoryWord.objects.filter(is_active=True).order_by("name")
    department = [(one.name, one.category, str(WordSource.DEPARTMENT), 0, 0) for one in told]
    learnt = LearntWord.objects.filter(
        Q(in_category__gte=F("products") * CLEAR),
        source=WordSource.REGISTRY,
        products__gte=LEAST_PRODUCTS,
        word__in=set().union(*map(_beginnings, names)),
    )
    found = learnt.values_list("word", "category", "source", "in_category", "products")
    return department + sorted(found, key=lambda one: (-one[3] / one[4], -len(one[0]), one[0]))


def _clearest(name: str, speaking: Sequence[Word]) -> Word | None:
    """None too where two words of the department say different things."""
    said = [one for one in speaking if one[2] == WordSource.DEPARTMENT and one[0] in name]
    if said:
        longest = max(said, key=lambda one: len(one[0]))
        return longest if len({one[1] for one in said}) == 1 else None
    beginnings = _beginnings(name)
    return next((one for one in speaking if one[0] in beginnings), None)
