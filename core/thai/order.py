"""Thai dictionary order inside PostgreSQL without ICU (DESIGN.md, Data)."""

from django.db import models
from django.db.models import F, Func, TextField, Value

# Tone marks, the silencer and punctuation do not count; a leading vowel sorts after its consonant.
_IGNORED = "็่้๊๋์ํ๎ .-()"
_LEADING_VOWEL = "([เ-ไ])([ก-ฮ])"


def thai_sort_key(field: str) -> models.GeneratedField:
    """A stored column that sorts `field` in Thai dictionary order; order by it, then by the name."""
    stripped = Func(F(field), Value(_IGNORED), Value(""), function="translate")
    return models.GeneratedField(
        expression=Func(
            stripped,
            Value(_LEADING_VOWEL),
            Value("\\2\\1"),
            Value("g"),
            function="regexp_replace",
        ),
        output_field=TextField(db_collation="C"),
        db_persist=True,
    )
