"""What names say of categories (DOMAIN.md 7, D02), worked out by three statements over the registry.

1. Words. The department's own (CategoryWord) and the sub-categories' names count wherever they stand in
   a name. Thai is written without spaces, so the registry's own words are beginnings of what stands
   between spaces, 4 to 10 letters long and never cut inside a syllable: น้ำพริก of น้ำพริกเผา. One that
   always goes on in the same way (มะม่ว, มะม่วง) is no word.
2. For each word how many registered products have it, and in which category they are.
3. A product is doubted when a word speaks clearly for another category and no word for its own:
   a word of the department speaks as it says, unless at least LEAST_PRODUCTS products have it and less
   than half of them follow it; a word of the registry speaks where LEAST_PRODUCTS have it and CLEAR of
   them agree. For its own speak a word of the department, and OWN of the products with a word of the
   registry, LIFT times what the category has of all. However many foods are filed as things, ขนม does
   not speak for things.

`refresh` takes it all anew; what it finds holds until a product's name or category changes.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from products.models import CategoryDoubt, LearntWord
from registration.models import REGISTERED

LEAST_PRODUCTS = 12  # fewer with a word are chance
CLEAR = Decimal("0.92")  # of the products with a word, to speak for a category
OWN = Decimal("0.25")  # of the products with a word, to speak for the product's own
LIFT = Decimal("1.5")  # and so many times the category's share of all: a maker's name has just that
SHORTEST, LONGEST = 4, 10  # letters and marks of a beginning

# A beginning ends where a syllable can: not after a leading vowel or one that asks for a final letter
# (น้ำมั-), not before a mark or a vowel.
_ENDS_INSIDE = "([เ-ไ]|[ัื็][่-๋]?)$"
_GOES_ON_INSIDE = "^[ะ-ฺ็-๎]"

_BEGINNINGS = r"""
    CREATE TEMPORARY TABLE name_beginnings ON COMMIT DROP AS
    SELECT DISTINCT p.id AS product_id, left(piece, length) AS word
      FROM products_product p
      CROSS JOIN LATERAL regexp_split_to_table(p.name, '[\s/(),.-]+') AS piece
      CROSS JOIN LATERAL generate_series(%(shortest)s, least(%(longest)s, length(piece))) AS length
     WHERE p.status = ANY(%(registered)s)
       AND left(piece, length) !~ %(ends_inside)s
       AND substr(piece, length + 1) !~ %(goes_on_inside)s
       AND piece ~ '^[ก-ฮเ-ไ]'
"""

_FOUND = """
    CREATE TEMPORARY TABLE name_words ON COMMIT DROP AS
    WITH told AS (
        SELECT name AS word FROM products_categoryword WHERE is_active
        UNION SELECT name FROM products_subcategory WHERE is_active AND length(name) >= %(shortest)s
    ), counted AS (
        SELECT word, count(*) AS products FROM name_beginnings
         GROUP BY word HAVING count(*) >= %(least)s
    ), cut_short AS (
        SELECT DISTINCT left(word, length) AS word, products
          FROM counted, generate_series(%(shortest)s, length(word) - 1) AS length
    )
    SELECT p.id AS product_id, told.word, 'department' AS source
      FROM told JOIN products_product p ON p.name LIKE '%%' || told.word || '%%'
     WHERE p.status = ANY(%(registered)s)
    UNION ALL
    SELECT b.product_id, b.word, 'registry' FROM name_beginnings b
     WHERE b.word IN (SELECT word FROM counted EXCEPT SELECT word FROM told)
       AND b.word NOT IN (SELECT word FROM counted JOIN cut_short USING (word, products))
"""

_LEARN = """
    INSERT INTO products_learntword (word, source, category, in_category, products)
    SELECT word, source, category, count(*), (sum(count(*)) OVER (PARTITION BY word, source))::int
      FROM name_words JOIN products_product p ON p.id = product_id
     WHERE p.category <> ''
     GROUP BY word, source, category
"""

_DOUBT = """
    INSERT INTO products_categorydoubt
           (product_id, name, category, says, word, source, in_category, products)
    WITH told AS (
        SELECT name AS word, category FROM products_categoryword WHERE is_active
        UNION SELECT name, category FROM products_subcategory
               WHERE is_active AND length(name) >= %(shortest)s
    ), speaking AS (
        SELECT l.word, l.source, l.category, l.in_category, l.products
          FROM products_learntword l LEFT JOIN told USING (word, category)
         WHERE l.source = 'registry'
           AND l.products >= %(least)s AND l.in_category >= %(clear)s * l.products
            OR l.source = 'department' AND told.word IS NOT NULL
           AND (l.products < %(least)s OR 2 * l.in_category >= l.products)
        UNION ALL
        -- A word of the department that no product of its category has yet.
        SELECT told.word, 'department', told.category, 0, max(l.products)
          FROM told JOIN products_learntword l ON l.word = told.word AND l.source = 'department'
         GROUP BY told.word, told.category
        HAVING bool_and(l.category <> told.category) AND max(l.products) < %(least)s
    ), base AS (
        SELECT category, count(*) / sum(count(*)) OVER () AS share FROM products_product
         WHERE status = ANY(%(registered)s) AND category <> '' GROUP BY category
    ), for_its_own AS (
        SELECT DISTINCT w.product_id
          FROM name_words w JOIN products_product p ON p.id = w.product_id
          JOIN products_learntword l
            ON l.word = w.word AND l.source = w.source AND l.category = p.category
          LEFT JOIN told ON told.word = w.word AND told.category = p.category
          JOIN base ON base.category = p.category
         WHERE told.word IS NOT NULL
            OR l.source = 'registry' AND l.products >= %(least)s
               AND l.in_category >= GREATEST(%(own)s, %(lift)s * base.share) * l.products
    )
    SELECT DISTINCT ON (p.id) p.id, p.name, p.category, s.category, s.word, s.source,
           s.in_category, s.products
      FROM name_words w
      JOIN products_product p ON p.id = w.product_id AND p.category <> ''
      JOIN speaking s ON s.word = w.word AND s.source = w.source AND s.category <> p.category
     WHERE p.id NOT IN (SELECT product_id FROM for_its_own)
     ORDER BY p.id, (s.source = 'department') DESC,
              s.in_category::numeric / s.products DESC, s.products DESC, length(s.word) DESC, s.word
"""


@transaction.atomic
def refresh() -> Mapping[str, int]:
    """Learn the words and find the products at odds with them anew; how many of each there are."""
    values: dict[str, Any] = {
        "registered": [str(status) for status in REGISTERED],
        "shortest": SHORTEST,
        "longest": LONGEST,
        "least": LEAST_PRODUCTS,
        "clear": CLEAR,
        "own": OWN,
        "lift": LIFT,
        "ends_inside": _ENDS_INSIDE,
        "goes_on_inside": _GOES_ON_INSIDE,
    }
    LearntWord.objects.all().delete()
    CategoryDoubt.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS name_beginnings, name_words")
        for statement in (_BEGINNINGS, "ANALYZE name_beginnings", _FOUND, "ANALYZE name_words"):
            cursor.execute(statement, values)
        cursor.execute(_LEARN)
        learnt = cursor.rowcount
        cursor.execute("ANALYZE products_learntword")
        cursor.execute(_DOUBT, values)
        return {"words": learnt, "doubts": cursor.rowcount}
