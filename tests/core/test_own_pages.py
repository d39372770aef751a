"""The portal's own pages: what they read out of a form, and that they ask nothing of the admin."""

import pytest
from django.contrib.admin import AdminSite

from core.pages import NO_VERSION, seen_version, whole_number, whole_numbers
from tests.support import factories as make

LONG = "9" * 5000  # longer than Python turns into a number at all


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("๑๒", 12), ("0", 0), ("", None), ("-1", None), ("1.5", None), ("²", None)],
)
def test_a_number_out_of_a_form(text, number):
    assert whole_number(text) == number
    assert seen_version({"version": text}) == (NO_VERSION if number is None else number)


def test_what_is_no_number_is_passed_over():
    assert whole_numbers(["3", "x", LONG, "1"]) == [3, 1]
    assert (seen_version({"version": LONG}), seen_version({})) == (NO_VERSION, NO_VERSION)
    assert seen_version({"revision": "7"}, "revision") == 7


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/reports/", "/reports/rt4/", "/sales/months/", "/producers/producer/"]
)
def test_no_page_makes_the_list_of_apps_that_none_shows(client, monkeypatch, path):
    """The stock list tries the permissions of every register: 85 calls on each page."""
    asked = []
    monkeypatch.setattr(AdminSite, "_build_app_dict", lambda *_args: asked.append(path) or {})
    make.month_of_bang_khla()
    client.force_login(make.department_officer())
    assert client.get(path).status_code == 200
    assert asked == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/invitations/", "/accounts/review/"])
def test_a_ticked_line_that_is_no_account_is_passed_over(client, path):
    client.force_login(make.department_officer())
    assert client.post(path, {"account": [LONG, "x"]}).status_code in {302, 404}
