"""A clock that stands still on a morning of November 2569, for tests of accounts and sessions."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

MORNING = datetime(2026, 11, 3, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))


@pytest.fixture(autouse=True)
def clock():
    """Stands still until a test moves it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller
