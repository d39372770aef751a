"""Where a national id stands in clear: in any text of any table, and in files. There should be none.

What a person typed is refused at the field; this finds what came by another way, and masks what older
releases kept. Codes, hashes and ciphertexts are no texts that people write, and are left out by name.
"""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from core.thai.digits import to_arabic
from core.thai.identifiers import masked, persons_numbers, with_masks

# As PostgreSQL finds what may be one; `persons_numbers` decides.
_CANDIDATE = "[1-8๑-๘]([^0-9๐-๙A-Za-zก-ฮ]{0,2}[0-9๐-๙]){12}"
_NO_TEXT = re.compile(r"(^|_)(hash|encrypted|token|password|session_data|session_key|code|uuid)$")
# Names of migrations; the log's chain, of keys and digests, which no hand writes and a mask would break.
_NO_TEXTS = (
    "django_migrations",
    "logbook_chain",
    "logbook_dayhead",
    "logbook_line",
    "logbook_signedhead",
)
_NO_WORDS = re.compile(
    "[A-Za-z0-9+/_=-]{40,}|[A-Za-z\ufffd][0-9]+|[0-9]+[A-Za-z\ufffd]"
)  # ciphertext, hashes, pictures
# In a file: whole, or as a card has it. The single digits of a drawing in a PDF are none.
_AS_WRITTEN = re.compile(
    r"(?<![\d.])(?:[1-8]\d{12}|[1-8]([- ])\d{4}\1\d{5}\1\d\d\1\d)(?!\.?\d)", re.ASCII
)
_READ_AT_ONCE = 1 << 20
_OVERLAP = 100  # a number may lie across two pieces of a file


@dataclass(frozen=True)
class Found:
    """`place`: a table and column, or a file; `number` masked, for a report that anybody may read."""

    place: str
    number: str

    def __str__(self) -> str:
        return f"{self.place}: {self.number}"


def in_tables(cursor: Any) -> Iterator[Found]:
    for table, columns in texts(cursor).items():
        for column, *_ in columns:
            for _, value in _candidates(cursor, table, column):
                for number in _numbers(value):
                    yield Found(f"{table}.{column}", masked(number))


def mask_tables(cursor: Any) -> int:
    """Put the mask in the place of each; how many rows changed. By the owner of the tables: no event is
    written and no edit noted, for nobody made one, and what is only added is changed too."""
    rows = 0
    for table, columns in texts(cursor).items():
        by_place: dict[str, list[tuple[str, str, Any]]] = {}
        for column, kind, most in columns:
            for place, value in _candidates(cursor, table, column):
                said = _hidden(value)
                if said != value:
                    is_json = kind.startswith("json")
                    stored = json.dumps(said, ensure_ascii=False) if is_json else said
                    if most is not None:  # a mask is longer than its number
                        stored = stored[:most]
                    by_place.setdefault(place, []).append((column, kind, stored))
        if not by_place:
            continue
        with _without_triggers(cursor, table):
            for place, several in by_place.items():
                sets = ", ".join(f'"{column}" = %s::{kind}' for column, kind, _ in several)
                cursor.execute(
                    f'UPDATE "{table}" SET {sets} WHERE ctid = %s::tid',  # noqa: S608
                    [*(stored for _, _, stored in several), place],
                )
        rows += len(by_place)
    return rows


def texts(cursor: Any) -> dict[str, list[tuple[str, str, int | None]]]:
    """By table its columns that hold texts or JSON: name, type, how long at most."""
    cursor.execute(
        """
        SELECT c.table_name, c.column_name, c.udt_name, c.character_maximum_length
          FROM information_schema.columns c
          JOIN information_schema.tables t USING (table_schema, table_name)
         WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
           AND c.udt_name IN ('text', 'varchar', 'bpchar', 'json', 'jsonb', '_text', '_varchar')
           AND c.is_generated = 'NEVER' AND c.table_name <> ALL (%s)
         ORDER BY 1, 2""",
        [list(_NO_TEXTS)],
    )
    found: dict[str, list[tuple[str, str, int | None]]] = {}
    drawn = _names_of_files()
    for table, column, kind, most in cursor.fetchall():
        if not _NO_TEXT.search(column) and (table, column) not in drawn:
            found.setdefault(table, []).append((column, kind, most))
    return found


def _names_of_files() -> set[tuple[str, str]]:
    """Tables and columns of the names files are kept under, which the portal draws at random: of
    thousands one looks like a number."""
    return {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    }


def in_files(paths: Iterable[Path]) -> Iterator[Found]:
    """In files as they lie, and in the parts of workbooks; folders with all that is in them."""
    for path in paths:
        inside = (
            sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
        )
        for file in inside:
            for number in sorted(set(_numbers_of_file(file))):
                yield Found(str(file), masked(number))


def _numbers_of_file(file: Path) -> Iterator[str]:
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as whole:
            for part in whole.infolist():
                with whole.open(part) as stream:
                    yield from _numbers_of_stream(stream)
        return
    with file.open("rb") as stream:
        yield from _numbers_of_stream(stream)


def _numbers_of_stream(stream: Any) -> Iterator[str]:
    kept = b""
    while piece := stream.read(_READ_AT_ONCE):
        read = kept + piece
        yield from _standing_alone(read.decode("utf8", "replace"))
        kept = read[-_OVERLAP:]


def _standing_alone(text: str) -> list[str]:
    written = _AS_WRITTEN.finditer(to_arabic(_NO_WORDS.sub(" ", text)))
    return [number for one in written for number in persons_numbers(one.group())]


def _candidates(cursor: Any, table: str, column: str) -> Iterator[tuple[str, Any]]:
    cursor.execute(
        f'SELECT ctid::text, "{column}" FROM "{table}" WHERE "{column}"::text ~ %s',  # noqa: S608
        [_CANDIDATE],
    )
    for place, stored in cursor.fetchall():
        is_json = isinstance(stored, str) and stored[:1] in "{["
        try:
            yield place, json.loads(stored) if is_json else stored
        except ValueError:
            yield place, stored


def _numbers(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield from persons_numbers(value)
        case dict():
            for key, one in value.items():
                yield from _numbers(key)
                yield from _numbers(one)
        case list():
            for one in value:
                yield from _numbers(one)
        case int() if not isinstance(value, bool):
            yield from persons_numbers(str(value))


def _hidden(value: Any) -> Any:
    match value:
        case str():
            return with_masks(value)
        case dict():
            return {_hidden(key): _hidden(one) for key, one in value.items()}
        case list():
            return [_hidden(one) for one in value]
        case int() if not isinstance(value, bool) and persons_numbers(str(value)):
            return with_masks(str(value))
    return value


@contextmanager
def _without_triggers(cursor: Any, table: str) -> Iterator[None]:
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
