"""An office on its first day: no record, no month, no round, no letter. Each page that its menu and its
reports lead to says so in a sentence, and draws no list or table without a line."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.urls import reverse

from core.reports.engine import reports_for
from core.users.models import User
from otop_registry.navigation import entries
from tests.support import factories as make
from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)
from tests.support.pages import markup
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

# What holds something in every office, or is a form to begin with.
NEVER_EMPTY = {
    "admin:report-list", "admin:tables", "admin:references", "admin:sales-roadmap", "admin:targets",
    "admin:accounts_user_changelist", "admin:account-recertification", "admin:quality",
    "admin:producer-campaign", "admin:producers_producer_add", "admin:products_product_add",
}  # fmt: skip
SHORTEST = 25  # letters of a sentence that says more than "ไม่มี"


@pytest.fixture
def people() -> dict[str, User]:
    of = make.district("2402", "บางคล้า")
    return {
        "district": make.district_officer(of),
        "province": make.province_officer(of.province),
        "department": make.department_officer(),
    }


def said_when_empty(page: str) -> list[str]:
    """What stands in the places for an empty list, as it is read."""
    found = re.findall(r'<(p|section|td)[^>]* class="[^"]*\bempty\b[^"]*"[^>]*>(.*?)</\1>', page)
    found += re.findall(r'<(p) class="empty">(.*?)</\1>', page)
    return [re.sub(r"<[^>]+>", "", text).strip() for _, text in found]


def drawn_without_a_line(page: str) -> list[str]:
    found = re.findall(r"<(?:tbody|ul|ol|dl|select)[^>]*></(?:tbody|ul|ol|dl|select)>", page)
    return [one for one in found if "admin-autocomplete" not in one]  # which asks as one types


def may_be_chosen(page: str) -> bool:
    """Or typed: a name or a code that the report cannot guess."""
    return bool(re.search(r'<option value="[^"]|<input type="text"[^>]* required', page))


def pages_of(user: User) -> Iterator[tuple[str, str]]:
    """Each entry of the menu and each list of choices, by name and address."""
    yield from ((name, reverse(name)) for _, name in entries(user))
    if user.of_nation:
        for model in admin.site._registry:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
            if user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
                yield name, reverse(name)


@pytest.mark.parametrize("who", ["district", "province", "department"])
def test_every_page_of_the_menu_says_what_an_empty_office_can_do(people, who):
    client, poor = signed_in(people[who]), {}
    for name, address in dict(pages_of(people[who])).items():
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        page = markup(answer.content.decode())
        content = page[page.index('id="content-start"') :]
        if faults := drawn_without_a_line(content):
            poor[address] = faults
        sentences = said_when_empty(content)
        short = [text for text in sentences if len(text) < SHORTEST]
        if short or (not sentences and name not in NEVER_EMPTY and "changelist" not in name):
            poor[address] = short or "no sentence"
    assert not poor, poor


@pytest.mark.parametrize("who", ["district", "province", "department"])
def test_every_report_says_that_it_holds_nothing_and_what_to_choose(people, who):
    client, poor = signed_in(people[who]), {}
    reports = reports_for(people[who])
    assert len(reports) > 15
    for report in reports:
        answer = client.get(reverse("admin:report", args=[report.key]))
        assert answer.status_code == 200, report.key
        page = markup(answer.content.decode())
        content = page[page.index('id="content-start"') :]
        if faults := drawn_without_a_line(content):
            poor[report.key] = faults
        elif '<table class="table">' not in content and not (
            said_when_empty(content) or may_be_chosen(content)
        ):
            poor[report.key] = "neither a table nor a sentence"
        elif any(len(text) < SHORTEST for text in said_when_empty(content)):
            poor[report.key] = said_when_empty(content)
    assert not poor, poor


def test_the_departments_first_day_names_what_comes_before_the_first_month(people):
    home = markup(signed_in(people["department"]).get("/").content.decode())
    for address in ("/sales/months/", "/accounts/user/", "/sales/roadmap/", "/registration/round/"):
        assert f'href="{address}">' in home[home.index('id="content-start"') :], address


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("/sales/entry/", "/producers/producer/"),
        ("/producers/producer/", "/producers/producer/add/"),
        ("/registration/own/", "/producers/producer/add/"),
        ("/correspondence/questions/", "/correspondence/questions/new/"),
        ("/sales/prints/", "/reports/"),
    ],
)
def test_the_sentence_leads_to_what_can_be_done(people, address, link):
    page = markup(signed_in(people["district"]).get(address).content.decode())
    content = page[page.index('id="content-start"') :]
    [said] = [
        text for text in re.findall(r"<p class=\"[^\"]*empty\">.*?</p>", content) if link in text
    ]
    assert f'href="{link}"' in said
