"""PostgreSQL's text functions as the checks need them."""

from django.db.models import BooleanField, Expression, F, Func, TextField, Value
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


class HoldsOneOf(Func):
    """Whether a text holds any word of an array."""

    template = (
        "EXISTS (SELECT 1 FROM (SELECT %(expressions)s) AS pair(words, text),"
        " unnest(pair.words) AS one(word)"
        " WHERE one.word <> '' AND position(one.word IN pair.text) > 0)"
    )
    output_field = BooleanField()
    conditional = True
