"""Pages are kept in the process by keys that each test's database has again: each test begins anew."""

import pytest

from api import records, sums


@pytest.fixture(autouse=True)
def nothing_kept():
    records.forget()
    sums.forget()
