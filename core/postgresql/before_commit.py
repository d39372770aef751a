"""What belongs to a transaction that writes and is done once at its end, whatever it wrote.

An app's function is named with the decorator; whoever opens the transaction of a person's form or of a
job calls `settle_all` before it ends. A transaction of nobody's form does without: what such a function
keeps must say itself when it is behind.
"""

from collections.abc import Callable

_acts: list[Callable[[], None]] = []


def before_commit(act: Callable[[], None]) -> Callable[[], None]:
    """Decorator."""
    _acts.append(act)
    return act


def settle_all() -> None:
    for act in _acts:
        act()
