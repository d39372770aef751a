from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from tests import factories as make


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(datetime(2026, 11, 3, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))):
        yield


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def neighbour():
    return make.district("2403", "บางน้ำเปรี้ยว")


@pytest.fixture
def clerk(of):
    return make.district_officer(of)


@pytest.fixture
def client(clerk) -> Client:
    client = Client()
    client.force_login(clerk)
    return client
