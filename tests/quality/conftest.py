import pytest
from django.test import Client

from tests.support import factories as make
from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)


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
