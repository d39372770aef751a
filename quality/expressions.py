"""PostgreSQL's text functions as the checks need them."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Expression, F, Func, QuerySet, Subquery, TextField, Value
from django.db.models.lookups import Regex

DIGITS_FROM, DIGITS_TO = "๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９", "01234567890123456789"

# What nobody sees: control characters, zero-width ones, the mark of an unreadable one.
UNSEEN = "[\\x01-\\x1f\\x7f\\u200b-\\u200f\\u2060\\ufeff\\ufffd]"


def without(expression: Expression | F, pattern: str, flags: str = "g") -> Func:
    """The text with every match of the pattern taken out (flags as regexp_replace has them)."""
    return replaced(expression, pattern, "", flags)


def replaced(expression: Expression | F, pattern: str, by: str, flags: str = "g") -> Func:
    return Func(
        expression,
        Value(pattern),
        Value(by),
        Value(flags),
        function="regexp_replace",
        output_field=TextField(),
    )


def arabic(expression: Expression | F) -> Func:
    """Thai and full-width digits as 0-9, as core.thai.digits.to_arabic."""
    return Func(
        expression,
        Value(DIGITS_FROM),
        Value(DIGITS_TO),
        function="translate",
        output_field=TextField(),
    )


def bare(expression: Expression | F) -> Func:
    """Lower case, letters and digits alone: how names and words are compared."""
    lowered = Func(expression, function="lower", output_field=TextField())
    return without(lowered, "[^ก-๙a-z0-9]")


def matches(expression: Expression | F, pattern: str) -> Regex:
    """Whether the text matches; a condition."""
    return Regex(expression, Value(pattern))


class Contains(Func):
    """Whether the first text holds the second, letter by letter; never for an empty one."""

    template = "(position(%(expressions)s) > 0)"
    output_field = BooleanField()
    conditional = True

    def __init__(self, text, part):
        super().__init__(Func(part, Value(""), function="nullif", output_field=TextField()), text)

    arg_joiner = " IN "


class IsOneOf(Func):
    """Whether a text is one of an array's."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()
    conditional = True


def is_one_of(text: Expression | F, words: QuerySet[Any]) -> IsOneOf:
    """Whether a text is one that a query lists; asked once for all rows, so that an index can answer."""
    return IsOneOf(text, ArraySubquery(words))


class HoldsOneOf(Func):
    """Whether a text holds any word of an array."""

    template = (
        "EXISTS (SELECT 1 FROM (SELECT %(expressions)s) AS pair(words, text),"
        " unnest(pair.words) AS one(word)"
        " WHERE one.word <> '' AND position(one.word IN pair.text) > 0)"
    )
    output_field = BooleanField()
    conditional = True


class HoldsAnyOf(Func):
    """Whether a text holds any word that a query lists (its column `word`), whatever the case of letters
    where `any_case`. The words become one pattern, once for all rows, so that the trigrams of a name
    answer; where there are no words it is unknown, which is not true."""

    output_field = BooleanField()
    conditional = True
    _PATTERN = (
        "(SELECT string_agg(regexp_replace(one.word, '([].^$*+?(){}|[\\\\-])', '\\\\\\1', 'g'), '|')"
        " FROM %(words)s AS one WHERE one.word <> '')"
    )

    def __init__(self, text, words, *, any_case: bool = False):
        super().__init__(text, Subquery(words))
        self.any_case = any_case

    def as_sql(self, compiler, connection, **extra_context):
        text, words = self.get_source_expressions()
        of_text, text_values = compiler.compile(text)
        of_words, values = compiler.compile(words)
        pattern = self._PATTERN % {"words": of_words}
        return f"({of_text} {'~*' if self.any_case else '~'} {pattern})", [*text_values, *values]
