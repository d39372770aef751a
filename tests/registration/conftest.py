from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine

BANGKOK = ZoneInfo("Asia/Bangkok")


@pytest.fixture(autouse=True)
def who_signed_in_stays_so(settings):
    """Through the months that a test travels."""
    settings.SESSION_COOKIE_AGE = 10**9


@pytest.fixture
def on() -> Callable:
    """`on(date)`: from now on it is that day, ten in the morning; as often as asked."""
    travellers = []

    def travel(day: date):
        while travellers:
            travellers.pop().stop()
        traveller = time_machine.travel(datetime.combine(day, time(10), BANGKOK), tick=True)
        traveller.start()
        travellers.append(traveller)

    yield travel
    while travellers:
        travellers.pop().stop()
