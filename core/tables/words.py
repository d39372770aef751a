"""How lists write a choice or a heading beside the form's own word: data, fixtures/choice_words.csv and
fixtures/heading_words.csv."""

import csv
from collections.abc import Collection
from functools import cache

from django.conf import settings

from core.tables.cells import choice_key

FILE = settings.BASE_DIR / "fixtures" / "choice_words.csv"
HEADINGS = settings.BASE_DIR / "fixtures" / "heading_words.csv"


@cache
def other_words(choice: str) -> dict[str, str]:
    """The words of a choice (category, kind) as they are compared, to its value."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            choice_key(row["word"]): row["value"]
            for row in csv.DictReader(file)
            if row["choice"] == choice
        }


@cache
def _heading_words() -> tuple[tuple[str, str, str], ...]:
    with HEADINGS.open(encoding="utf-8", newline="") as file:
        return tuple((row["table"], row["heading"], row["word"]) for row in csv.DictReader(file))


def other_headings(entity: str, headings: Collection[str]) -> dict[str, str]:
    """Other words for the headings of a table, to the heading; those of a table itself before those of
    any."""
    words = {
        word: heading
        for table, heading, word in _heading_words()
        if not table and heading in headings
    }
    return words | {word: heading for table, heading, word in _heading_words() if table == entity}
