"""A proposed mend: new values of a record's own columns, and what they were taken from.

A check proposes with its `mends` (quality.rules): rows that failed it in, mends out, computed anew each
time from what the register holds now. So a mend never outlives the values it was worked out from.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class Change:
    """One column of the record: `value` as it is kept (None or "" for nothing), `shown` in words;
    `follows`: emptied because another column changes, and not said of its own."""

    column: str
    value: Any
    shown: str = ""
    follows: bool = False


@dataclass(frozen=True)
class Mend:
    """What is proposed of one record. `source`: what it was taken from, in Thai; it stands in the
    record's history, so it holds no value of a person."""

    record: Any
    changes: Sequence[Change]
    source: str

    @property
    def columns(self) -> list[str]:
        return [change.column for change in self.changes]

    @property
    def words(self) -> str:
        """โทรศัพท์ → 08-1000-0001"""
        field_of = self.record._meta.get_field
        return " · ".join(
            f"{field_of(one.column.removesuffix('_id')).verbose_name} → {one.shown or one.value}"
            for one in self.changes
            if not one.follows
        )

    def digest(self, code: str) -> str:
        """Tells this proposal from any other of the check: the same only while both the values it was
        worked out from and those proposed are. Kept in place of the values."""
        said = [
            [one.column, _text(getattr(self.record, one.column)), _text(one.value)]
            for one in self.changes
        ]
        return sha256(json.dumps([code, self.record.pk, said]).encode()).hexdigest()


def _text(value: Any) -> str:
    return "" if value is None else str(value)
