"""Names of WAL segments: 24 hexadecimal digits, timeline and number."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

NAME = re.compile(r"[0-9A-F]{24}")
PARTIAL = ".partial"


@dataclass(frozen=True, order=True)
class Segment:
    """One piece of the log. `size`: bytes of a segment, 16 MiB unless initdb said otherwise."""

    timeline: int
    number: int

    @classmethod
    def named(cls, name: str, size: int) -> "Segment":
        in_one_log = (1 << 32) // size
        return cls(int(name[:8], 16), int(name[8:16], 16) * in_one_log + int(name[16:24], 16))

    @classmethod
    def at(cls, timeline: int, position: str, size: int) -> "Segment":
        """That a position (pg_lsn, 0/3000060) lies in."""
        high, low = position.split("/")
        return cls(timeline, ((int(high, 16) << 32) + int(low, 16)) // size)

    def name(self, size: int) -> str:
        high, low = divmod(self.number, (1 << 32) // size)
        return f"{self.timeline:08X}{high:08X}{low:08X}"


def first_missing(first: Segment, there: Iterable[Segment]) -> tuple[Segment, list[Segment]]:
    """The first that is not there, counting from `first`, and those that stand beyond the gap.

    A later timeline (after a failover or a restore) goes on at the number where the earlier ended.
    """
    numbers = {segment.number for segment in there if segment.timeline >= first.timeline}
    number = first.number
    while number in numbers:
        number += 1
    beyond = sorted(segment for segment in there if segment.number > number)
    return Segment(first.timeline, number), beyond
