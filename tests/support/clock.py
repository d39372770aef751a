"""Clocks that begin on a morning in the first days of November 2569: October is being entered, and
fiscal year 2570 has begun. A conftest or a test file imports the one it lives by."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

MORNING = datetime(2026, 11, 3, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))


@pytest.fixture(autouse=True)
def in_november():
    """Goes on from that morning."""
    with time_machine.travel(MORNING):
        yield


@pytest.fixture(autouse=True)
def clock():
    """Stands still until a test moves it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller
