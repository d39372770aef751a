import pytest

from open_data.models import Publication
from open_data.publishing import Outcome, publish
from sales.models import SalesMonth
from tests.support import factories as make
from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)
from tests.support.open_data_factories import closed_month, publish_october


@pytest.fixture
def october(db) -> SalesMonth:
    """Two provinces with enough producers in each of two categories, closed."""
    return closed_month()


@pytest.fixture
def published(october) -> Outcome:
    return publish_october()


@pytest.fixture
def by_hand(october) -> Outcome:
    return publish(Publication.Cause.BY_HAND, by=make.department_officer())
