"""The tests of the online-market KPI live in the first days of November 2569, fiscal year 2570."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(datetime(2026, 11, 3, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))):
        yield
