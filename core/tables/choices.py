"""What an export is narrowed by: a table that grows month by month is taken a month at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One thing to choose before an export: `name` in its address, value and words of each option.

    `default` holds where nothing is asked for. A choice without options leaves nothing to export.
    """

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    default: str = ""

    def taken(self, asked: Mapping[str, str]) -> str:
        """The value asked for; ValueError for one that is not offered."""
        value = asked.get(self.name) or self.default
        if value not in dict(self.options) and (value or self.options):
            raise ValueError(f"not offered: {self.name}={value}")
        return value

    def words(self, value: str) -> str:
        return dict(self.options).get(value, "")
