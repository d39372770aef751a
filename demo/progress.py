"""Telling how far a long building has come, on stderr: a bar on a terminal, else a line an item."""

import sys
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")


def told(items: Sequence[Item], label: str, name: Callable[[Item], str]) -> Iterator[Item]:
    """The items one after another; `name` is what each is called."""
    if sys.stderr.isatty():
        with tqdm(items, desc=label, file=sys.stderr) as bar:
            for item in bar:
                bar.set_postfix_str(name(item))
                yield item
        return
    begun = monotonic()
    for nth, item in enumerate(items, 1):
        yield item
        seconds = monotonic() - begun
        print(f"{label} {nth}/{len(items)} {name(item)} ({seconds:.0f} s)", file=sys.stderr)
