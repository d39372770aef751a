"""How an old system's headings and words are read: kept as data, proposed by the nearest of ours.

What was mapped for one file of a table is used for the next (HeadingMeant, WordMeant).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from core.reading.batches import FirstRows
from core.reading.headings import Headings, nearest
from core.tables.cells import ChoiceCell
from core.tables.tables import Column, Table
from core.thai.identifiers import with_masks
from taking_over.lenient_cells import folded
from taking_over.models import HeadingMeant, WordMeant
from taking_over.read_columns import read_too

MOST_WORDS = 60
SAMPLES = 3
BLANK = "-"  # chosen for a word: leave the cell blank


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


def proposed(
    theirs: Iterable[str], columns: Mapping[str, Column], mapped: Mapped
) -> dict[str, str]:
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


@dataclass(frozen=True)
class HeadingChoice:
    """A heading of a file, what stands below it, and which column of ours it is."""

    field: str
    heading: str
    samples: list[str]
    column: str
    kept: bool


@dataclass(frozen=True)
class WordChoice:
    """A word of a file that no choice of the column is called, and which of ours it is."""

    field: str
    column: str
    column_heading: str
    word: str
    count: int
    meant: str
    ours: list[str]


class MappingRefused(Exception):
    """The mapping cannot be kept; the message says why, in Thai."""


def columns_of(table: Table) -> dict[str, Column]:
    """What a file of this table may hold."""
    return dict(table.columns) | read_too(table)


def heading_choices(table: Table, first: FirstRows) -> list[HeadingChoice]:
    """Both sides: each heading of the file with its first cells, and what is proposed."""
    mapped = mapped_for(table.entity)
    found = proposed(first.headings, columns_of(table), mapped)
    hidden = {name for name, column in columns_of(table).items() if column.widget.is_secret}
    return [
        HeadingChoice(
            f"heading-{place}",
            heading,
            _samples([row[place] for row in first.rows], found[heading] in hidden),
            found[heading],
            heading in mapped.headings,
        )
        for place, heading in enumerate(first.headings)
    ]


def _samples(cells: Iterable[object], is_hidden: bool) -> list[str]:
    """The first different cells below a heading; no number that may be a person's."""
    said = [with_masks(str(cell), checked=False)[:60] for cell in cells if cell != ""]
    if is_hidden:
        return ["(ปิดไว้)"] if said else []
    return list(dict.fromkeys(said))[:SAMPLES]


def word_choices(table: Table, rows: Iterable[Mapping[str, object]]) -> list[WordChoice]:
    """The words of choice columns that are not understood, or were mapped, by how often they stand."""
    mapped = mapped_for(table.entity)
    choosing = {
        name: column
        for name, column in columns_of(table).items()
        if isinstance(column.widget, ChoiceCell) and not (column.readonly and not column.passing)
    }
    counted: dict[tuple[str, str], int] = {}
    for row in rows:
        for name, column in choosing.items():
            word = " ".join(str(row.get(name, "")).split())
            if word and (folded(word) in mapped.words.get(name, {}) or not _is_known(column, word)):
                counted[name, word] = counted.get((name, word), 0) + 1
    most = sorted(counted.items(), key=lambda one: -one[1])[:MOST_WORDS]
    return [
        WordChoice(
            f"word-{place}",
            name,
            choosing[name].column_name,
            word,
            count,
            mapped.words.get(name, {}).get(folded(word), ""),
            [label for label in choosing[name].widget.words.values() if label],
        )
        for place, ((name, word), count) in enumerate(most)
    ]


def _is_known(column: Column, word: str) -> bool:
    try:
        column.widget.clean(word)
    except ValueError:
        return False
    return True


@transaction.atomic
def keep_headings(entity: str, choices: Iterable[HeadingChoice], said: Mapping[str, str]) -> None:
    """Keep which column each heading is; MappingRefused where two are the same one."""
    chosen = {one.heading: said.get(one.field, "") for one in choices}
    twice = [name for name, count in Counter(filter(None, chosen.values())).items() if count > 1]
    if twice:
        both = [f"“{heading}”" for heading, name in chosen.items() if name == twice[0]]
        raise MappingRefused(f"{' และ '.join(both)} จับคู่กับคอลัมน์เดียวกัน เลือกได้หัวเดียว")
    for heading, name in chosen.items():
        HeadingMeant.objects.update_or_create(
            entity=entity, heading=heading[:255], defaults={"column": name}
        )


@transaction.atomic
def keep_words(entity: str, choices: Iterable[WordChoice], said: Mapping[str, str]) -> None:
    """Keep which of ours each word is; one that nothing is said of stays as it was."""
    for one in choices:
        meant = said.get(one.field, "")
        if meant == BLANK or meant in one.ours:
            WordMeant.objects.update_or_create(
                entity=entity,
                column=one.column,
                word=one.word[:255],
                defaults={"meant": "" if meant == BLANK else meant},
            )
