"""Waiting for what no page shows."""

import time
from collections.abc import Callable


def becomes(read: Callable[[], object], expected: object) -> None:
    """The request outlives its page, so nothing on the screen says when it has come."""
    for _ in range(100):
        if read() == expected:
            break
        time.sleep(0.05)
    assert read() == expected
