"""How lists write a choice beside the form's own word: data, fixtures/choice_words.csv."""

import csv
from functools import cache

from django.conf import settings

from core.tables.cells import choice_key

FILE = settings.BASE_DIR / "fixtures" / "choice_words.csv"


@cache
def other_words(choice: str) -> dict[str, str]:
    """The words of a choice (category, kind) as they are compared, to its value."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            choice_key(row["word"]): row["value"]
            for row in csv.DictReader(file)
            if row["choice"] == choice
        }
