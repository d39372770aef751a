"""The API held to its own description by schemathesis, which was not written here: what the description
allows is answered as it says, what it does not allow is refused, and nothing is ever a fault (5xx)."""

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from schemathesis import GenerationMode

from api import quotas
from core.users.brakes import Limit
from tests.support import factories as make
from tests.support.catalogue_factories import agreed, shown_product

pytestmark = pytest.mark.django_db

EXAMPLES = 20  # of each resource


@pytest.fixture
def described(monkeypatch):
    """The description as it is served, with records to be found behind it."""
    everything = Limit("api_address", 10**6, quotas.OF_ADDRESS.window, quotas.OF_ADDRESS.holds)
    monkeypatch.setattr(quotas, "OF_ADDRESS", everything)
    of = make.district()
    maker = make.producer(of, "วิสาหกิจชุมชนทอผ้าสมมติ", kind="sme", phone="038000000")
    maker.sales_channels.create(kind="online", place="ร้านสมมติ", link="https://shop.example/")
    maker.star_results.create(year=2569, stars=5, product_name="ผ้าไหม")
    product = shown_product(
        maker, name="ผ้าไหม", story="เล่าเรื่อง", price=350, content=1, content_unit="ผืน"
    )
    product.awards.create(name="รางวัล", year=2568)
    make.product_picture(product)
    outlet = make.outlet(of, "ครัวสมมติ")
    outlet.items.create(name="แกงส้ม", price=80)
    outlet.recognitions.create(kind="award", name="รางวัล")
    agreed(outlet)
    for signal in (request_started, request_finished):  # as Django's own client does
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


PATHS = [
    f"/api/v1/{path}"
    for path in (
        "products", "products/{key}", "producers", "producers/{key}", "outlets", "outlets/{key}",
        "provinces", "districts", "subdistricts", "categories", "kinds", "standards", "rounds", "sales",
        "sales-months",
    )
]  # fmt: skip


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_answers_as_it_is_described(described, mode):
    """Of each resource what the description allows, then what it does not. Not through the library's
    own plugin, which the present pytest does not run."""
    asked = []

    def ask_as_drawn(operation) -> None:
        @hypothesis.settings(
            max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )  # fmt: skip
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def drawn(case) -> None:
            answer = case.call(headers={"Accept-Encoding": "identity"})
            asked.append((operation.path, answer.status_code))
            case.validate_response(answer)

        drawn()

    assert sorted(described) == sorted(PATHS)
    for path in PATHS:
        operation = described[path]["GET"]
        if mode is GenerationMode.NEGATIVE and not (operation.query or operation.path_parameters):
            continue
        ask_as_drawn(operation)
    statuses = {status for _, status in asked}
    if mode is GenerationMode.POSITIVE:
        lists = {path for path in PATHS if "{" not in path}
        assert {path for path, status in asked if status == 200} >= lists
        assert statuses <= {200, 404}
    else:
        assert statuses <= {400, 404, 422}
