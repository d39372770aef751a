"""What a typed text means in the grid: rows to show, a producer to add.

The page's script searches by the same rule as one types (static/js/thai.js); the table
tests/cases/searched_names.json holds both to it.
"""

from collections.abc import Iterable

from core.thai.names import name_key
from core.users.models import User
from producers.models import Producer
from products.models import Category
from sales.models import SalesRow
from sales.months.read_rows import ReadRow


def is_found(text: str, *, name: str, code: str = "", categories: Iterable[str] = ()) -> bool:
    """Whether a name holds the whole text, or each word of it is in the name, in the code (three signs
    or more, or all of it), or begins a word of the category. Everything is found by nothing."""
    held, whole = name_key(name), name_key(text)
    if whole in held:
        return True
    number, kinds = name_key(code), [name_key(category) for category in categories]
    words = [word for word in map(name_key, text.split()) if word]
    return all(
        word in held
        or word == number
        or (len(word) >= 3 and word in number)
        or any(kind.startswith(word) for kind in kinds)
        for word in words
    )


def is_row_found(text: str, row: SalesRow | ReadRow) -> bool:
    if not text:
        return True
    words = (Category.short(row.category), row.get_category_display())
    return is_found(text, name=row.producer.name, code=row.producer.code, categories=words)


def producers_to_add(user: User) -> list[Producer]:
    """Whom the district may add a row for: its registered producers, in one query."""
    return list(Producer.objects.visible_to(user).registered())


def producers_called(text: str, among: Iterable[Producer]) -> list[Producer]:
    """The producers a text means: the one of that code, else those of that name, else those it is found
    in; none for an empty text."""
    key = name_key(text)
    if not key:
        return []
    among = list(among)
    by_code = [one for one in among if name_key(one.code) == key]
    by_name = [one for one in among if name_key(one.name) == key]
    return (
        by_code or by_name or [one for one in among if is_found(text, name=one.name, code=one.code)]
    )
