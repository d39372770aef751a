"""An address no page can read is refused in Thai, whichever page it names."""

import pytest

from tests import factories as make


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/producers/producer/?province=%00",
        "/products/product/?status__exact=%00",
        "/reports/rt4/?%00=1",
        "/login/?next=%00",
    ],
)
def test_a_nul_in_the_query_is_refused(client, address):
    client.force_login(make.department_officer())
    response = client.get(address)
    assert response.status_code == 400
    assert "กลับ" in response.content.decode()
