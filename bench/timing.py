"""Times of something done many times, and how they are written down. Milliseconds throughout."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Self, TypeVar

Made = TypeVar("Made")


@dataclass(frozen=True)
class Times:
    """Median and 95th percentile of so many runs."""

    median: float
    p95: float
    runs: int

    @classmethod
    def of(cls, times: Sequence[float]) -> Self:
        ordered = sorted(times)
        return cls(
            median(ordered), ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)], len(ordered)
        )


def timed(do: Callable[[], Made], runs: int, warm_up: int = 2) -> tuple[Times, Made]:
    """What `do` takes over `runs` runs, after some that do not count; and what it gave the last time."""
    for _ in range(warm_up):
        made = do()
    times = []
    for _ in range(runs):
        begun = perf_counter()
        made = do()
        times.append((perf_counter() - begun) * 1000)
    return Times.of(times), made


def shown(milliseconds: float) -> str:
    """1,234 · 56 · 7.8 · 0.12"""
    if milliseconds >= 10:
        return f"{milliseconds:,.0f}"
    return f"{milliseconds:.1f}" if milliseconds >= 1 else f"{milliseconds:.2f}"


def ratio(more: float, less: float) -> str:
    """How many times `less` is in `more`: 12.3 x"""
    times = more / less
    return f"{times:,.0f} x" if times >= 100 else f"{times:.1f} x"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, first column text, the others numbers."""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])
