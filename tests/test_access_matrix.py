"""Every address of the portal x method x officer: the tables of the apps (access.py beside their tests),
and no address outside them.

An address that the resolver knows and no table lists fails the test, and so does an entry that no
address answers to.
"""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, get_resolver, resolve

from core.reports.registry import all_reports
from core.users.models import User
from tests.support.access import all_addresses, answers, as_written, scene  # noqa: F401  (a fixture)
from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)

pytestmark = pytest.mark.django_db


def routes(patterns=None, prefix: str = "") -> Iterator[str]:
    """Every address of the resolver as it is written there, nameless ones too."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern.url_patterns, route)


def as_listed(route: str) -> str:
    """The admin's page of an app names all apps in its route."""
    return r"^(?P<app_label>APPS)/$" if route.startswith("^(?P<app_label>") else route


@pytest.mark.parametrize("address", all_addresses(), ids=lambda one: one.name)
def test_what_each_officer_is_answered(scene, address):  # noqa: F811
    assert as_listed(resolve(scene.url(address).split("?")[0]).route) == address.route
    assert as_written(answers(scene, address)) == as_written(address.answers)


def test_every_address_is_in_a_table_and_none_that_is_not_there():
    assert {address.route for address in all_addresses()} == set(map(as_listed, routes()))


def test_every_report_is_asked_for():
    asked = {one.name for one in all_addresses() if one.route == "reports/<slug:key>/"}
    assert asked == {f"report {report.key}" for report in all_reports()}


def test_no_address_is_listed_twice():
    names = Counter(address.name for address in all_addresses())
    paths = Counter((address.path, str(address.body)) for address in all_addresses())
    assert [one for count in (names, paths) for one, times in count.items() if times > 1] == []


def test_an_account_that_must_change_its_password_goes_nowhere_else(scene):  # noqa: F811
    User.objects.update(must_change_password=True)
    client = scene.client("department")
    for path in ("/", "/sales/months/", "/reports/rt3/", "/accounts/user/", "/autocomplete/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/password_change/")
    assert client.get("/password_change/").status_code == 200


def test_an_inactive_account_is_nobody(scene):  # noqa: F811
    User.objects.update(is_active=False, standing="suspended")
    answer = scene.client("department").get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/")
