"""How an old system's headings and words are read: kept as data, proposed by the nearest of ours.

What was mapped for one file of a table is used for the next (HeadingMeant, WordMeant).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.reading.headings import Headings, nearest
from core.tables.tables import Column
from taking_over.lenient import folded
from taking_over.models import HeadingMeant, WordMeant


@dataclass(frozen=True)
class Mapped:
    """What is kept for one table: their heading to our column's name, their words by column."""

    headings: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def aliases(self, columns: Mapping[str, Column]) -> dict[str, str]:
        """Their headings beside ours, as core.reading takes them."""
        return {
            theirs: columns[ours].column_name
            for theirs, ours in self.headings.items()
            if ours in columns
        }


def mapped_for(entity: str) -> Mapped:
    """What is kept for a table."""
    headings = HeadingMeant.objects.filter(entity=entity).values_list("heading", "column")
    words: dict[str, dict[str, str]] = {}
    for column, word, meant in WordMeant.objects.filter(entity=entity).values_list(
        "column", "word", "meant"
    ):
        words.setdefault(column, {})[folded(word)] = meant
    return Mapped(dict(headings), words)


def proposed(theirs: Iterable[str], columns: Mapping[str, Column], mapped: Mapped) -> dict[str, str]:
    """For each heading of a file the column it probably means, "" for none: kept ones first, then ours
    by name, then the nearest of those nobody claimed."""
    names = {column.column_name: name for name, column in columns.items()}
    known = Headings(list(names), aliases=mapped.aliases(columns))
    found = {}
    for heading in theirs:
        if heading in mapped.headings:
            found[heading] = mapped.headings[heading]
        else:
            found[heading] = names.get(known.named(heading), "")
    free = [heading for heading, name in names.items() if name not in found.values()]
    for heading, name in found.items():
        if not name and heading not in mapped.headings and (near := nearest(heading, free)):
            found[heading] = names[near]
            free.remove(near)
    return found
